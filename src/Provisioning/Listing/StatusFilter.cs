using Hostelry.Billing.Kernel;

namespace Hostelry.Provisioning.Listing;

/// <summary>Reads a list's filter of enum values, spelled in lower case as the API shows them.</summary>
internal static class StatusFilter
{
    /// <summary>Refusal: <c>invalid_input</c> on <paramref name="field"/> for a word that is no value.</summary>
    public static Problem? Parse<TEnum>(IReadOnlyList<string>? words, string field, out TEnum[] values)
        where TEnum : struct, Enum
    {
        var known = Enum.GetValues<TEnum>().ToDictionary(value => value.ToString().ToLowerInvariant());
        values = (words ?? []).Where(known.ContainsKey).Select(word => known[word]).Distinct().ToArray();
        return (words ?? []).All(known.ContainsKey)
            ? null
            : Problems.Invalid(field, $"must be one of {string.Join(", ", known.Keys)}.");
    }
}
