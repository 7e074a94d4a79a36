using FluentValidation;

using Hostelry.Portal.Mail;

using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.Shared;

/// <summary>A field as messages name it, in the visitor's language.</summary>
/// <param name="words">Texts of the messages.</param>
/// <param name="names">Texts of the feature, where the field's label stands.</param>
/// <param name="name">Key of the label.</param>
internal sealed class Field(IStringLocalizer<SharedText> words, IStringLocalizer names, string name)
{
    public string Says(string rule, params object[] values) => words[rule, [names[name].Value, .. values]];
}

/// <summary>Rules of forms; each message names the field and the rule.</summary>
internal static class FieldRules
{
    public static IRuleBuilderOptions<T, string> Filled<T>(this IRuleBuilder<T, string> rule, Field field) =>
        rule.NotEmpty().WithMessage(_ => field.Says("FieldRequired"));

    public static IRuleBuilderOptions<T, string> AtMost<T>(this IRuleBuilder<T, string> rule, int characters, Field field) =>
        rule.MaximumLength(characters).WithMessage(_ => field.Says("FieldTooLong", characters));

    public static IRuleBuilderOptions<T, string> AtLeast<T>(this IRuleBuilder<T, string> rule, int characters, Field field) =>
        rule.MinimumLength(characters).WithMessage(_ => field.Says("FieldTooShort", characters));

    /// <summary>No control characters: what is shown in one line is one line.</summary>
    public static IRuleBuilderOptions<T, string> Plain<T>(this IRuleBuilder<T, string> rule, Field field) =>
        rule.Must(text => !text.Any(char.IsControl)).WithMessage(_ => field.Says("FieldNotPlain"));

    /// <summary>No web address: the name stands in mail to people who never asked for it.</summary>
    public static IRuleBuilderOptions<T, string> NoLink<T>(this IRuleBuilder<T, string> rule, Field field) =>
        rule.Must(text => !text.Contains("://", StringComparison.Ordinal) && !text.Contains("www.", StringComparison.OrdinalIgnoreCase))
            .WithMessage(_ => field.Says("FieldNoLink"));

    public static IRuleBuilderOptions<T, string> Address<T>(this IRuleBuilder<T, string> rule, Field field) =>
        rule.MailAddress().WithMessage(_ => field.Says("FieldNoEmail"));

    /// <summary>An address that mail can be sent to (spaces around it are cut off), not only something with an @ in it.</summary>
    public static IRuleBuilderOptions<T, string> MailAddress<T>(this IRuleBuilder<T, string> rule) =>
        rule.Must(text => Envelope.CanReach(text.Trim()));
}
