using System.Buffers;

using Hostelry.Billing.Kernel;

namespace Hostelry.Provisioning.Labels;

/// <summary>
/// What a label may be: a key is an optional DNS prefix of at most 253 characters and a slash, then 1 to 63 characters;
/// a value has 0 to 63. Both begin and end with a letter or digit and have letters, digits, <c>- _ .</c> between (ASCII).
/// </summary>
internal static class LabelRules
{
    public const int MaxLabels = 64;
    private const int MaxPrefix = 253;
    private const int MaxPart = 63;

    private static readonly SearchValues<char> Alphanumeric =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789");

    private static readonly SearchValues<char> Inner =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.");

    /// <summary>Null when all are fine.</summary>
    public static Problem? Check(IReadOnlyDictionary<string, string> labels)
    {
        if (labels.Count > MaxLabels)
        {
            return Problems.Invalid("labels", FormattableString.Invariant($"must have at most {MaxLabels} entries."));
        }

        foreach (var (key, value) in labels)
        {
            if (!IsKey(key))
            {
                return Problems.Invalid(
                    "labels",
                    "has a key that is not allowed: 1 to 63 letters, digits, '-', '_', '.', beginning and ending with a "
                    + "letter or digit, after an optional DNS prefix and '/'.");
            }

            if (!IsValue(value))
            {
                return Problems.Invalid(
                    "labels",
                    "has a value that is not allowed: at most 63 letters, digits, '-', '_', '.', beginning and ending "
                    + "with a letter or digit.");
            }
        }

        return null;
    }

    public static bool IsKey(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return IsPart(key.AsSpan(slash + 1)) && (slash < 0 || IsPrefix(key[..slash]));
    }

    public static bool IsValue(string? value) => value is not null && (value.Length == 0 || IsPart(value));

    private static bool IsPart(ReadOnlySpan<char> part) =>
        part.Length is > 0 and <= MaxPart
        && Alphanumeric.Contains(part[0])
        && Alphanumeric.Contains(part[^1])
        && !part.ContainsAnyExcept(Inner);

    private static bool IsPrefix(string prefix) =>
        prefix.Length is > 0 and <= MaxPrefix
        && prefix.Split('.').All(part => IsPart(part) && !part.Contains('_', StringComparison.Ordinal));
}
