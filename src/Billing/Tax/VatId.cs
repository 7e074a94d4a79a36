using System.Collections.Frozen;
using System.Text.RegularExpressions;

namespace Hostelry.Billing.Tax;

/// <summary>The written form of VAT ids of the Union, country by country; whether one exists only the register knows.</summary>
public static class VatId
{
    /// <summary>By prefix, which is the country's code but for Greece (EL). What follows the prefix.</summary>
    private static readonly FrozenDictionary<string, Regex> Forms = new Dictionary<string, string>
    {
        ["AT"] = "U[0-9]{8}",
        ["BE"] = "[01][0-9]{9}",
        ["BG"] = "[0-9]{9,10}",
        ["CY"] = "[0-9]{8}[A-Z]",
        ["CZ"] = "[0-9]{8,10}",
        ["DE"] = "[0-9]{9}",
        ["DK"] = "[0-9]{8}",
        ["EE"] = "[0-9]{9}",
        ["EL"] = "[0-9]{9}",
        ["ES"] = "[A-Z0-9][0-9]{7}[A-Z0-9]",
        ["FI"] = "[0-9]{8}",
        ["FR"] = "[A-HJ-NP-Z0-9]{2}[0-9]{9}",
        ["HR"] = "[0-9]{11}",
        ["HU"] = "[0-9]{8}",
        ["IE"] = "([0-9][A-Z0-9+*][0-9]{5}[A-Z]|[0-9]{7}[A-W][A-I])",
        ["IT"] = "[0-9]{11}",
        ["LT"] = "([0-9]{9}|[0-9]{12})",
        ["LU"] = "[0-9]{8}",
        ["LV"] = "[0-9]{11}",
        ["MT"] = "[0-9]{8}",
        ["NL"] = "[A-Z0-9+*]{10}[0-9]{2}",
        ["PL"] = "[0-9]{10}",
        ["PT"] = "[0-9]{9}",
        ["RO"] = "[0-9]{2,10}",
        ["SE"] = "[0-9]{10}01",
        ["SI"] = "[0-9]{8}",
        ["SK"] = "[0-9]{10}",
    }.ToFrozenDictionary(
        form => form.Key,
        form => new Regex($"^{form.Value}$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)),
        StringComparer.Ordinal);

    /// <summary>Capital letters, without spaces, points and hyphens.</summary>
    public static string Normalise(string text) =>
        string.Concat(text.Where(letter => letter is not (' ' or '.' or '-' or '\u00a0'))).ToUpperInvariant();

    /// <summary>Whether a normalised id is written as one of <paramref name="country"/> (ISO 3166, a member state).</summary>
    public static bool IsWellFormed(string vatId, string country)
    {
        var prefix = Prefix(country);
        return vatId.StartsWith(prefix, StringComparison.Ordinal)
            && Forms.TryGetValue(prefix, out var form)
            && form.IsMatch(vatId[prefix.Length..]);
    }

    /// <summary>The prefix of a country's VAT ids.</summary>
    public static string Prefix(string country) => country == "GR" ? "EL" : country;
}
