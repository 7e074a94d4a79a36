using System.Globalization;
using System.Text.RegularExpressions;

namespace Hostelry.Billing.Payments.Bank;

/// <summary>
/// What a customer writes on a transfer: a creditor reference (ISO 11649), <c>RF</c>, two check digits, <c>C</c> and the
/// customer's id in eleven digits. A slip of one sign, or two that changed places, is found by the digits.
/// </summary>
public static partial class PaymentReference
{
    private const long Most = 99_999_999_999;

    /// <summary>In groups of four, as it is printed: <c>RF49 C000 0000 0007</c>.</summary>
    public static string Of(long organizationId) =>
        string.Join(' ', Plain(organizationId).Chunk(4).Select(group => new string(group)));

    /// <summary>As machines read it: without spaces.</summary>
    public static string Plain(long organizationId)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(organizationId);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(organizationId, Most);
        var body = string.Create(CultureInfo.InvariantCulture, $"C{organizationId:d11}");
        return string.Create(CultureInfo.InvariantCulture, $"RF{98 - Modulo(body + "RF00"):d2}{body}");
    }

    /// <summary>The one customer that a transfer's text names; null when it names none, or two.</summary>
    public static long? Find(string text)
    {
        var dense = string.Concat(text.Where(sign => !char.IsWhiteSpace(sign) && sign != '-')).ToUpperInvariant();
        var found = Pattern().Matches(dense)
            .Where(match => Modulo($"C{match.Groups["id"].Value}RF{match.Groups["check"].Value}") == 1)
            .Select(match => long.Parse(match.Groups["id"].Value, NumberStyles.None, CultureInfo.InvariantCulture))
            .ToHashSet();
        return found.Count == 1 ? found.Single() : null;
    }

    /// <summary>Of the signs as numbers, A = 10 … Z = 35, one after the other.</summary>
    private static int Modulo(string signs)
    {
        var rest = 0;
        foreach (var sign in signs)
        {
            var value = char.IsAsciiDigit(sign) ? sign - '0' : sign - 'A' + 10;
            rest = ((rest * (value > 9 ? 100 : 10)) + value) % 97;
        }

        return rest;
    }

    [GeneratedRegex("RF(?<check>[0-9]{2})C(?<id>[0-9]{11})", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Pattern();
}
