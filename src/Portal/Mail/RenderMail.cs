using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Portal.Composition;

namespace Hostelry.Portal.Mail;

/// <summary>
/// Makes a letter of a row: its kind's subject and text in the reader's language, with its values. What a value says is never
/// looked at for further values.
/// </summary>
public sealed partial class RenderMail(PortalSettings settings, MailSeal seal)
{
    private static readonly ResourceManager Texts = new(typeof(MailText).FullName!, typeof(MailText).Assembly);

    /// <summary>Throws <see cref="InvalidOperationException"/> for a kind without a text: a test finds it first.</summary>
    /// <param name="mail">With an address.</param>
    /// <param name="language">One of the portal's languages.</param>
    public Letter Execute(OutgoingMail mail, string language)
    {
        var culture = CultureInfo.GetCultureInfo(language);
        var data = MailData.Read(mail.Data);
        var secret = mail.Secret is { } kept ? seal.Unseal(kept) : "";
        string Value(string name) => data.TryGetValue(name, out var value)
            ? Show(value.Type, value.Value, secret, culture)
            : throw new InvalidOperationException($"{mail.Kind} names {name}, which the mail does not have.");
        string Text(string part) => Place().Replace(
            Texts.GetString(mail.Kind + part, culture) ?? throw new InvalidOperationException($"There is no text {mail.Kind}{part}."),
            place => Value(place.Groups["name"].Value));

        var body = $"{Text("Text")}\n\n-- \n{Texts.GetString("Footer", culture)}\n{settings.PublicUrl}\n";
        return new Letter(mail.Id, mail.Address ?? throw new InvalidOperationException("The mail has no reader."), OneLine(Text("Subject")), body, language, mail.Kind);
    }

    private string Show(string type, string value, string secret, CultureInfo culture) => type switch
    {
        "text" => value,
        "number" => long.Parse(value, CultureInfo.InvariantCulture).ToString(culture),
        "word" => Texts.GetString("Word" + value, culture) ?? throw new InvalidOperationException($"There is no text Word{value}."),
        "money" => Amount(value, culture),
        "day" => DateOnly.ParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture).ToString("D", culture),
        "link" => new Uri(settings.PublicUrl, value.Replace("{secret}", Uri.EscapeDataString(secret), StringComparison.Ordinal)).AbsoluteUri,
        _ => throw new InvalidOperationException($"A mail has a value of the unknown type {type}."),
    };

    private static string Amount(string value, CultureInfo culture)
    {
        var parts = value.Split(' ');
        var money = new Money(long.Parse(parts[0], CultureInfo.InvariantCulture), Currency.Of(parts[1]));
        var major = money.Minor / (decimal)money.Currency.MinorUnits;
        return major.ToString("N" + money.Currency.Exponent.ToString(CultureInfo.InvariantCulture), culture) + " " + money.Currency.Code;
    }

    /// <summary>A name with a line break in it ends no header.</summary>
    private static string OneLine(string text) => string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter));

    [GeneratedRegex(@"\{(?<name>\w+)\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Place();
}
