namespace Hostelry.Provisioning.Hosts;

/// <summary>What a server needs of a host.</summary>
/// <param name="Slots">1 for a new server, 0 for one that is there and grows.</param>
public sealed record Demand(int Cores, long MemoryBytes, long DiskBytes, int Slots = 1);

/// <summary>What a host can still give; negative where it was overbooked by a change of settings.</summary>
/// <param name="Cores">Of the sold ones, overcommitment included.</param>
public sealed record HostRoom(long HostId, int Cores, long MemoryBytes, long DiskBytes, int Slots)
{
    public bool Fits(Demand demand) =>
        demand.Cores <= Cores
        && demand.MemoryBytes <= MemoryBytes
        && demand.DiskBytes <= DiskBytes
        && demand.Slots <= Slots;
}

/// <summary>Which host a server goes to: a pure function, so that its rule can be read and tested by itself.</summary>
public static class Placement
{
    /// <summary>The hosts that fit, the one with most free memory first; ties by id. Empty: nowhere.</summary>
    public static IReadOnlyList<HostRoom> Rank(IEnumerable<HostRoom> hosts, Demand demand) =>
        [.. hosts.Where(host => host.Fits(demand)).OrderByDescending(host => host.MemoryBytes).ThenBy(host => host.HostId)];
}
