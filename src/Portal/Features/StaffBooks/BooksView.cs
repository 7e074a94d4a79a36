using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;

namespace Hostelry.Portal.Features.StaffBooks;

/// <summary>Whose books, and which months; as typed into the address.</summary>
public sealed class PeriodForm
{
    public long? Entity { get; init; }

    /// <summary>As 2026-11.</summary>
    public string? From { get; init; }

    /// <summary>As 2026-11; the last month.</summary>
    public string? To { get; init; }
}

/// <summary>A legal entity by its name.</summary>
public sealed record BookOwner(long Id, string Name);

/// <summary>What stands above every side of the books.</summary>
/// <param name="Side">The part of the address, as <c>revenue</c>; empty for the first one.</param>
public sealed record BooksHead(string Side, IReadOnlyList<BookOwner> Owners, long Entity, Month From, Month To)
{
    /// <summary>Of a side that shows a moment and no months.</summary>
    public bool HasMonths { get; init; } = true;

    /// <summary>For links between the sides, which keep what was chosen.</summary>
    public string Query => FormattableString.Invariant($"?entity={Entity}&from={From}&to={To}");
}

public sealed record BooksPage<T>(BooksHead Head, T Body);

/// <summary>A drawing of values over months, and the words for who cannot see it; its numbers stand in a table beside it.</summary>
/// <param name="Id">Unique on the page.</param>
/// <param name="IsCurve">A line instead of bars.</param>
public sealed record ChartView(string Id, string Title, string Description, IReadOnlyList<ChartPoint> Points, bool IsCurve = false)
{
    public const int Width = 360;
    public const int Height = 170;

    private const int Floor = Height - 22;
    private const int Ceiling = 14;

    /// <summary>The largest value, or 1 where all are 0: nothing is divided by it then.</summary>
    public decimal Most => Points.Count > 0 && Points.Max(point => point.Value) is > 0 and var most ? most : 1;

    /// <summary>Horizontal room of one value.</summary>
    public decimal Step => (decimal)Width / Math.Max(1, Points.Count);

    /// <summary>From the top; a negative value lies on the floor.</summary>
    public decimal TopOf(ChartPoint point) => Floor - (Math.Max(0, point.Value) / Most * (Floor - Ceiling));

    public decimal HeightOf(ChartPoint point) => Floor - TopOf(point);

    public static int FloorAt => Floor;
}

/// <param name="Label">Under it: a month.</param>
/// <param name="Text">The value as people read it.</param>
public sealed record ChartPoint(string Label, decimal Value, string Text);

/// <summary>An issued invoice in a list.</summary>
public sealed record BookInvoice(
    long Id, long OrganizationId, string Customer, string Name, DateTimeOffset? IssuedAt, Money Total, bool Paid, bool IsNote);

public sealed record BookInvoices(string Query, IReadOnlyList<BookInvoice> Rows, string? After);
