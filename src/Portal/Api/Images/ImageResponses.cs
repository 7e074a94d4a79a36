using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.Images;

namespace Hostelry.Portal.Api.Images;

/// <param name="ImageSize">GiB of the build; null until there is one.</param>
/// <param name="DiskSize">GiB that a disk must have at least.</param>
public sealed record ImageResponse(
    long Id,
    string Type,
    string Status,
    string Name,
    string Description,
    double? ImageSize,
    double DiskSize,
    DateTimeOffset Created,
    object? CreatedFrom,
    long? BoundTo,
    string OsFlavor,
    string OsVersion,
    bool RapidDeploy,
    ImageProtectionResponse Protection,
    DateTimeOffset? Deprecated,
    DateTimeOffset? Deleted,
    IReadOnlyDictionary<string, string> Labels,
    string Architecture)
{
    private const double Gibibyte = 1L << 30;

    private static readonly Dictionary<string, string> NoLabels = [];

    public static ImageResponse Of(ImageView image) => new(
        image.Id,
        image.Type,
        image.Available ? "available" : "creating",
        image.Name,
        image.Description,
        image.SizeBytes > 0 ? Math.Round(image.SizeBytes / Gibibyte, 3, MidpointRounding.AwayFromZero) : null,
        Math.Ceiling(image.SizeBytes / Gibibyte),
        image.CreatedAt,
        null,
        null,
        image.OsFlavor,
        image.OsVersion,
        true,
        new ImageProtectionResponse(false),
        null,
        image.DeletedAt,
        NoLabels,
        "x86");
}

public sealed record ImageProtectionResponse(bool Delete);

public sealed record OneImageResponse(ImageResponse Image)
{
    public static OneImageResponse Of(ImageView image) => new(ImageResponse.Of(image));
}

public sealed record ImagesResponse(IReadOnlyList<ImageResponse> Images, Meta Meta);
