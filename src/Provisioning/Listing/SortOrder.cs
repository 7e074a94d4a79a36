using System.Linq.Expressions;

using Hostelry.Billing.Kernel;

namespace Hostelry.Provisioning.Listing;

/// <summary>The fields a list may be sorted by, and how each is read. The id always settles ties.</summary>
internal sealed class SortOrder<T>(
    Expression<Func<T, long>> id, IReadOnlyDictionary<string, Expression<Func<T, object?>>> fields)
{
    private const int MaxKeys = 5;

    /// <summary>Sorts by keys as <c>name:desc</c>; none means by id. Refusal: <c>invalid_input</c> on <c>sort</c>.</summary>
    public Problem? Apply(IReadOnlyList<string>? keys, ref IQueryable<T> rows)
    {
        if (keys is { Count: > MaxKeys })
        {
            return Problems.Invalid("sort", FormattableString.Invariant($"must be given at most {MaxKeys} times."));
        }

        IOrderedQueryable<T>? sorted = null;
        foreach (var key in keys ?? [])
        {
            var (name, direction) = Split(key);
            if (direction is not ("asc" or "desc"))
            {
                return Unknown();
            }

            if (name == "id")
            {
                sorted = Then(rows, sorted, id, direction == "desc");
            }
            else if (fields.TryGetValue(name, out var field))
            {
                sorted = Then(rows, sorted, field, direction == "desc");
            }
            else
            {
                return Unknown();
            }
        }

        rows = Then(rows, sorted, id, descending: false);
        return null;
    }

    private static (string Name, string Direction) Split(string key)
    {
        var colon = key.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (key, "asc") : (key[..colon], key[(colon + 1)..]);
    }

    private static IOrderedQueryable<T> Then<TKey>(
        IQueryable<T> rows, IOrderedQueryable<T>? sorted, Expression<Func<T, TKey>> by, bool descending) =>
        (sorted, descending) switch
        {
            (null, false) => rows.OrderBy(by),
            (null, true) => rows.OrderByDescending(by),
            (_, false) => sorted.ThenBy(by),
            (_, true) => sorted.ThenByDescending(by),
        };

    private Problem Unknown() => Problems.Invalid(
        "sort", $"must be one of id, {string.Join(", ", fields.Keys)}, with ':asc' or ':desc' or without.");
}
