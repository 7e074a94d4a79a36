using System.Text;
using System.Text.RegularExpressions;

using FluentValidation;

namespace Hostelry.Portal.Api.Shared;

/// <summary>Rules that several bodies share. Every message names the field and the rule.</summary>
internal static partial class Rules
{
    public const int MaxUserDataBytes = 32 * 1024;
    public const int MaxLabels = 64;

    /// <summary>Id in digits or a name of the catalogue.</summary>
    public static IRuleBuilderOptions<T, string?> Reference<T>(this IRuleBuilder<T, string?> rule) => rule
        .Matches(ReferencePattern()).WithMessage("{PropertyName} must be an id or a name of letters, digits, '.', '_' and '-', at most 128 characters.");

    /// <summary>RFC 1123: what a guest can be called.</summary>
    public static IRuleBuilderOptions<T, string?> HostName<T>(this IRuleBuilder<T, string?> rule) => rule
        .MaximumLength(253).WithMessage("{PropertyName} must have at most 253 characters.")
        .Matches(HostNamePattern()).WithMessage("{PropertyName} must be a host name: labels of letters, digits and '-', at most 63 characters each, joined by dots.");

    /// <summary>Text that people read: no control characters.</summary>
    public static IRuleBuilderOptions<T, string?> PlainText<T>(this IRuleBuilder<T, string?> rule, int max) => rule
        .MaximumLength(max).WithMessage($"{{PropertyName}} must have at most {max} characters.")
        .Must(text => text?.Any(char.IsControl) != true).WithMessage("{PropertyName} must not contain control characters.");

    /// <summary>A query parameter that may be repeated. The framework reads <c>?sort=</c> as a null in the list.</summary>
    public static IRuleBuilderOptions<T, List<string>> Words<T>(this IRuleBuilder<T, List<string>> rule, int max, string parameter) => rule
        .Must(words => words.Count <= max).WithMessage($"{parameter} may be given {max} times at most.").OverridePropertyName(parameter)
        .Must(words => words.TrueForAll(word => !string.IsNullOrEmpty(word))).WithMessage($"{parameter} must not be empty.");

    public static IRuleBuilderOptions<T, string?> UserData<T>(this IRuleBuilder<T, string?> rule) => rule
        .Must(text => text is null || Encoding.UTF8.GetByteCount(text) <= MaxUserDataBytes)
        .WithMessage("{PropertyName} must have at most 32768 bytes.")
        .Must(text => text?.Contains('\0', StringComparison.Ordinal) != true)
        .WithMessage("{PropertyName} must not contain the character NUL.");

    public static IRuleBuilderOptions<T, IReadOnlyDictionary<string, string>?> Labels<T>(
        this IRuleBuilder<T, IReadOnlyDictionary<string, string>?> rule) => rule
        .Must(labels => labels is null || labels.Count <= MaxLabels)
        .WithMessage($"{{PropertyName}} must have at most {MaxLabels} entries.")
        .Must(labels => labels is null || labels.All(label => IsLabelKey(label.Key) && IsLabelValue(label.Value)))
        .WithMessage("{PropertyName} must map keys (an optional DNS prefix with '/', then up to 63 letters, digits, '-', '_', '.') to values of the same characters or nothing.");

    /// <summary>For what the dialect knows and this installation does not offer yet: silence would promise it.</summary>
    public static IRuleBuilderOptions<T, TProperty> NotOffered<T, TProperty>(
        this IRuleBuilder<T, TProperty> rule, Func<TProperty, bool> absent) => rule
        .Must(absent).WithMessage("{PropertyName} is not offered here: leave it out or empty.");

    private static bool IsLabelKey(string key)
    {
        var slash = key.LastIndexOf('/');
        var prefix = slash < 0 ? null : key[..slash];
        return (prefix is null || (prefix.Length <= 253 && HostNamePattern().IsMatch(prefix)))
            && LabelPattern().IsMatch(key[(slash + 1)..]);
    }

    private static bool IsLabelValue(string? value) => value is not null && (value.Length == 0 || LabelPattern().IsMatch(value));

    [GeneratedRegex(@"\A[A-Za-z0-9][A-Za-z0-9._-]{0,127}\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ReferencePattern();

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HostNamePattern();

    [GeneratedRegex(@"\A[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?\z", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LabelPattern();
}
