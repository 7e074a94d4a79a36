using System.Text.RegularExpressions;

using FluentValidation;

namespace Hostelry.Portal.Api.Shared;

/// <summary>
/// Rules of the dialect that several bodies share. Every message names the field and the rule. What a name, a label or
/// user data may be is the room's own rule, which refuses in the same way: it is not said here again.
/// </summary>
internal static partial class Rules
{
    /// <summary>Id in digits or a name of the catalogue.</summary>
    public static IRuleBuilderOptions<T, string?> Reference<T>(this IRuleBuilder<T, string?> rule) => rule
        .Matches(ReferencePattern()).WithMessage("{PropertyName} must be an id or a name of letters, digits, '.', '_' and '-', at most 128 characters.");

    /// <summary>Text that people read: no control characters.</summary>
    public static IRuleBuilderOptions<T, string?> PlainText<T>(this IRuleBuilder<T, string?> rule, int max) => rule
        .MaximumLength(max).WithMessage($"{{PropertyName}} must have at most {max} characters.")
        .Must(text => text?.Any(char.IsControl) != true).WithMessage("{PropertyName} must not contain control characters.");

    /// <summary>A query parameter that may be repeated. The framework reads <c>?sort=</c> as a null in the list.</summary>
    public static IRuleBuilderOptions<T, List<string>> Words<T>(this IRuleBuilder<T, List<string>> rule, int max, string parameter) => rule
        .Must(words => words.Count <= max).WithMessage($"{parameter} may be given {max} times at most.").OverridePropertyName(parameter)
        .Must(words => words.TrueForAll(word => !string.IsNullOrEmpty(word))).WithMessage($"{parameter} must not be empty.");

    /// <summary>For what the dialect knows and this installation does not offer yet: silence would promise it.</summary>
    public static IRuleBuilderOptions<T, TProperty> NotOffered<T, TProperty>(
        this IRuleBuilder<T, TProperty> rule, Func<TProperty, bool> absent) => rule
        .Must(absent).WithMessage("{PropertyName} is not offered here: leave it out or empty.");

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReferencePattern();
}
