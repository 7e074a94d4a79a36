namespace Hostelry.Provisioning.Images;

/// <summary>An image as customers see it.</summary>
/// <param name="Type"><c>system</c>, <c>app</c>, <c>snapshot</c>, <c>backup</c>.</param>
/// <param name="SizeBytes">Of the newest build; 0 until there is one.</param>
/// <param name="Available">A build lies on a host; otherwise the API says <c>creating</c>.</param>
public sealed record ImageView(
    long Id,
    string Type,
    string Name,
    string Description,
    string OsFlavor,
    string OsVersion,
    long SizeBytes,
    bool Available,
    DateTimeOffset CreatedAt,
    DateTimeOffset? DeletedAt)
{
    internal static ImageView Of(Image image) => new(
        image.Id,
        image.Type,
        image.Name,
        image.Description,
        image.OsFlavor,
        image.OsVersion,
        image.SizeBytes,
        image.Digest is not null,
        image.CreatedAt,
        image.DeletedAt);
}
