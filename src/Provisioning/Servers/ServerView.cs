using Hostelry.Provisioning.Addresses;
using Hostelry.Provisioning.Catalogue;
using Hostelry.Provisioning.Images;

namespace Hostelry.Provisioning.Servers;

/// <summary>A server as its project sees it.</summary>
/// <param name="Status">The API writes it in lower case.</param>
/// <param name="Address">Null only when the address was released (a server that is gone).</param>
/// <param name="DiskBytes">Of the disk as it is; may be less than the type's after a change without disk upgrade.</param>
/// <param name="Locked">An operation holds it; other operations are refused with <c>locked</c>.</param>
/// <param name="Suspended">Off for money or abuse; the data is kept.</param>
/// <param name="Labels">Sorted by key.</param>
public sealed record ServerView(
    long Id,
    long ProjectId,
    string Name,
    ServerStatus Status,
    ServerTypeView ServerType,
    ImageView Image,
    DatacenterView Datacenter,
    AddressView? Address,
    long DiskBytes,
    bool Locked,
    bool Suspended,
    bool ProtectedFromDelete,
    bool ProtectedFromRebuild,
    DateTimeOffset CreatedAt,
    IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>What Billing charges for it; the API does not show it.</summary>
    public long SubscriptionId { get; init; }
}
