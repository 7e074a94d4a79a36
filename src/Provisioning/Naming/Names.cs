using System.Globalization;

using Hostelry.Billing.Kernel;

namespace Hostelry.Provisioning.Naming;

/// <summary>What names may look like. Allowlists: what passes is harmless in every format that is written later.</summary>
internal static class Names
{
    /// <summary>Linux takes no longer host name.</summary>
    private const int MaxHostName = 63;

    private const int MaxLabel = 63;
    private const int MaxTitle = 128;

    /// <summary>
    /// RFC 1123 host name: parts of 1 to 63 ASCII letters, digits and dashes joined by periods, no part beginning or
    /// ending with a dash, 63 characters in all, not digits and periods alone (it would read as an address).
    /// </summary>
    public static Problem? CheckHostName(string? name)
    {
        if (name is null || name.Length is 0 or > MaxHostName)
        {
            return Problems.Invalid("name", FormattableString.Invariant($"must have 1 to {MaxHostName} characters."));
        }

        return name.Split('.').All(IsPart) && name.Any(char.IsAsciiLetter)
            ? null
            : Problems.Invalid(
                "name",
                "must be a host name (RFC 1123): letters, digits, dashes and periods, at least one letter, and no part "
                + "beginning or ending with a dash.");
    }

    /// <summary>
    /// A title that people read: 1 to 128 characters, no blank at either end, and none that is not seen: a mark that turns
    /// the direction of writing would show staff another name than the one they act on.
    /// </summary>
    public static Problem? CheckTitle(string? name) =>
        name is { Length: > 0 and <= MaxTitle }
        && !name.Any(IsUnseen)
        && name == name.Trim()
            ? null
            : Problems.Invalid(
                "name",
                FormattableString.Invariant(
                    $"must have 1 to {MaxTitle} characters, no control or invisible characters and no blank at either end."));

    private static bool IsUnseen(char letter) => CharUnicodeInfo.GetUnicodeCategory(letter) is
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    private static bool IsPart(string part) =>
        part.Length is > 0 and <= MaxLabel
        && part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-')
        && part[0] != '-'
        && part[^1] != '-';
}
