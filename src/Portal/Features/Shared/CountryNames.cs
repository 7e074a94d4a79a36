using System.Collections.Concurrent;
using System.Globalization;

using Hostelry.Billing.Catalogue;

namespace Hostelry.Portal.Features.Shared;

/// <summary>Countries by their names in the visitor's language.</summary>
public static class CountryNames
{
    private static readonly ConcurrentDictionary<string, IReadOnlyList<Choice>> Lists = new(StringComparer.Ordinal);

    /// <summary>All, by name.</summary>
    public static IReadOnlyList<Choice> Choices() => Lists.GetOrAdd(
        CultureInfo.CurrentUICulture.Name,
        _ => [.. Countries.All.Select(code => new Choice(code, Of(code)))
            .OrderBy(choice => choice.Text, StringComparer.Create(CultureInfo.CurrentUICulture, ignoreCase: true))]);

    /// <summary>The name; the code where this machine knows none.</summary>
    public static string Of(string code)
    {
        if (!Countries.IsKnown(code))
        {
            return code;
        }

        try
        {
            // The own name in a culture of that language: the other names are kept by the runtime in the language of whoever asked first.
            return new RegionInfo($"{CultureInfo.CurrentUICulture.TwoLetterISOLanguageName}-{code}").NativeName;
        }
        catch (ArgumentException)
        {
            return code;
        }
    }

    /// <summary>The country that a browser's first language names, as <c>de-AT</c> does; null when it names none.</summary>
    public static string? Guess(HttpContext context)
    {
        var first = context.Request.GetTypedHeaders().AcceptLanguage.MaxBy(language => language.Quality ?? 1)?.Value.Value;
        return first?.Split('-') is [_, .., { Length: 2 } region] && Countries.IsKnown(region.ToUpperInvariant())
            ? region.ToUpperInvariant()
            : null;
    }
}
