using System.Globalization;

using FluentValidation;

using Hostelry.Provisioning.Listing;

using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Api.Shared;

/// <summary>What every list can be asked; more than 50 a page are brought down to 50.</summary>
public abstract class ListQuery
{
    [FromQuery(Name = "name")]
    public string? Name { get; init; }

    [FromQuery(Name = "sort")]
    public List<string> Sort { get; init; } = [];

    [FromQuery(Name = "page")]
    public int? Page { get; init; }

    [FromQuery(Name = "per_page")]
    public int? PerPage { get; init; }

    public Page ToPage() => new(Page ?? 1, PerPage ?? 25);
}

/// <summary>A list that is asked nothing more.</summary>
public sealed class PlainQuery : ListQuery;

internal abstract class ListQueryValidator<T> : AbstractValidator<T>
    where T : ListQuery
{
    protected ListQueryValidator()
    {
        RuleFor(query => query.Page).GreaterThanOrEqualTo(1).WithMessage("page must be 1 or more.");
        RuleFor(query => query.PerPage).GreaterThanOrEqualTo(1).WithMessage("per_page must be 1 or more.");
        RuleFor(query => query.Name).PlainText(255);
        RuleFor(query => query.Sort).Words(5, "sort");
    }
}

internal sealed class PlainQueryValidator : ListQueryValidator<PlainQuery>;

public sealed record Meta(Pagination Pagination)
{
    public static Meta Of<T>(Paged<T> paged)
    {
        var last = Math.Max(1, (paged.Total + paged.Page.Size - 1) / paged.Page.Size);
        return new Meta(new Pagination(
            paged.Page.Number,
            paged.Page.Size,
            paged.Page.Number > 1 ? Math.Min(paged.Page.Number - 1, last) : null,
            paged.Page.Number < last ? paged.Page.Number + 1 : null,
            last,
            paged.Total));
    }

    /// <summary>Everything on one page.</summary>
    public static Meta Whole(int count) => new(new Pagination(1, Math.Max(count, 1), null, null, 1, count));
}

/// <param name="NextPage">Null on the last page: clients stop there.</param>
public sealed record Pagination(
    int Page, int PerPage, int? PreviousPage, int? NextPage, int? LastPage, int? TotalEntries);

internal static class PageLinks
{
    /// <summary>The Link header: the present address with another page.</summary>
    public static string For(HttpRequest request, Pagination pagination) =>
        string.Join(", ", new (string Relation, int? Page)[]
        {
            ("prev", pagination.PreviousPage),
            ("next", pagination.NextPage),
            ("last", pagination.LastPage),
        }.Where(link => link.Page is not null).Select(link => $"<{To(request, link.Page!.Value)}>; rel=\"{link.Relation}\""));

    private static string To(HttpRequest request, int page)
    {
        var query = new QueryBuilder(request.Query.Where(part => part.Key != "page")
            .SelectMany(part => part.Value, (part, value) => KeyValuePair.Create(part.Key, value ?? "")))
        {
            { "page", page.ToString(CultureInfo.InvariantCulture) },
        };
        return UriHelper.BuildAbsolute(request.Scheme, request.Host, request.PathBase, request.Path, query.ToQueryString());
    }
}
