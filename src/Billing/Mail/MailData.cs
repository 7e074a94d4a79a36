using System.Globalization;
using System.Text.Json;

using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Mail;

/// <summary>The values that a mail's text names, kept so that they can be shown in the reader's language.</summary>
public sealed class MailData
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Shown as it is.</summary>
    public MailData With(string name, string value) => Keep(name, "text", value);

    public MailData With(string name, long value) => Keep(name, "number", value.ToString(CultureInfo.InvariantCulture));

    public MailData With(string name, Money value) =>
        Keep(name, "money", string.Create(CultureInfo.InvariantCulture, $"{value.Minor} {value.Currency.Code}"));

    /// <summary>Shown as a day, UTC.</summary>
    public MailData With(string name, DateTimeOffset value) =>
        Keep(name, "day", value.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));

    /// <summary>A path of the portal, shown as a whole address; <c>{secret}</c> in it stands for the mail's secret.</summary>
    public MailData WithLink(string name, string path) => Keep(name, "link", path);

    /// <summary>A word of ours that has a translation (MailText.resx: <c>Word{key}</c>).</summary>
    public MailData WithWord(string name, string key) => Keep(name, "word", key);

    /// <summary>As the row keeps it.</summary>
    public override string ToString() => JsonSerializer.Serialize(_values);

    /// <summary>Name → (type, value), as <see cref="With(string,string)"/> and its kin wrote them.</summary>
    public static IReadOnlyDictionary<string, (string Type, string Value)> Read(string data) =>
        (JsonSerializer.Deserialize<Dictionary<string, string>>(data) ?? []).ToDictionary(
            pair => pair.Key,
            pair => (pair.Value[..pair.Value.IndexOf(' ', StringComparison.Ordinal)], pair.Value[(pair.Value.IndexOf(' ', StringComparison.Ordinal) + 1)..]),
            StringComparer.Ordinal);

    private MailData Keep(string name, string type, string value)
    {
        _values.Add(name, $"{type} {value}");
        return this;
    }
}
