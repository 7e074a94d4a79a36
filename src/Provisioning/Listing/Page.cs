namespace Hostelry.Provisioning.Listing;

/// <summary>Which part of a list is asked for. Values out of range are brought into it, as the API's dialect does.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Size">1 to <see cref="MaxSize"/>.</param>
public sealed record Page(int Number = 1, int Size = 25)
{
    public const int MaxSize = 50;

    public int Number { get; } = Math.Max(Number, 1);

    public int Size { get; } = Math.Clamp(Size, 1, MaxSize);

    internal int Skip => (int)Math.Min((long)(Number - 1) * Size, int.MaxValue);
}

/// <summary>One page of a list.</summary>
/// <param name="Items">In the order asked for; ties by id.</param>
/// <param name="Total">How many there are on all pages.</param>
/// <param name="Page">The page as it was read.</param>
public sealed record Paged<T>(IReadOnlyList<T> Items, int Total, Page Page);
