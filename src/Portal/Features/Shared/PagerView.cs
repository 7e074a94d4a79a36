namespace Hostelry.Portal.Features.Shared;

/// <summary>Where the pages before and after this one are; null where there is none.</summary>
public sealed record PagerView(string? Before, string? After)
{
    /// <summary>The present address with some of its query changed; null takes a value away.</summary>
    public static string With(HttpRequest request, params (string Name, string? Value)[] changes)
    {
        var query = request.Query.ToDictionary(pair => pair.Key, pair => (string?)pair.Value.ToString(), StringComparer.Ordinal);
        foreach (var (name, value) in changes)
        {
            query[name] = value;
        }

        return request.Path + QueryString.Create(query.Where(pair => !string.IsNullOrEmpty(pair.Value) && pair.Key != "done"));
    }
}
