namespace Hostelry.Provisioning.Catalogue;

/// <summary>A server type as customers see it; prices are Billing's, under <see cref="ProductCode"/>.</summary>
/// <param name="Kind"><c>container</c> or <c>vm</c>.</param>
/// <param name="Cores">Whole CPUs, shared.</param>
/// <param name="Retired">Existing servers keep it; it cannot be ordered.</param>
public sealed record ServerTypeView(
    long Id,
    string Name,
    string Description,
    string Kind,
    int Cores,
    long MemoryBytes,
    long DiskBytes,
    bool Retired)
{
    public string ProductCode => ServerType.ProductCodeOf(Name);

    internal static ServerTypeView Of(ServerType type) => new(
        type.Id,
        type.Name,
        type.Description,
        type.Kind,
        type.Cores,
        type.MemoryBytes,
        type.DiskBytes,
        type.RetiredAt is not null);
}

public sealed record LocationView(
    long Id, string Name, string Description, string Country, string City, string NetworkZone)
{
    internal static LocationView Of(Location location) => new(
        location.Id, location.Name, location.Description, location.Country, location.City, location.NetworkZone);
}

public sealed record DatacenterView(long Id, string Name, string Description, LocationView Location)
{
    internal static DatacenterView Of(Datacenter datacenter, Location location) =>
        new(datacenter.Id, datacenter.Name, datacenter.Description, LocationView.Of(location));
}
