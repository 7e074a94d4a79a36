using Hostelry.Portal.Api.Actions;
using Hostelry.Portal.Api.Datacenters;
using Hostelry.Portal.Api.Images;
using Hostelry.Portal.Api.Locations;
using Hostelry.Portal.Api.ServerTypes;
using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.Addresses;
using Hostelry.Provisioning.Servers;

namespace Hostelry.Portal.Api.Servers;

/// <summary>A server in the dialect. What is not offered here is null, zero or empty, as clients need the fields.</summary>
public sealed record ServerResponse
{
    public required long Id { get; init; }

    public required string Name { get; init; }

    public required string Status { get; init; }

    public required DateTimeOffset Created { get; init; }

    public required PublicNetResponse PublicNet { get; init; }

    public IReadOnlyList<object> PrivateNet { get; } = [];

    public required ServerTypeResponse ServerType { get; init; }

    /// <summary>Deprecated in the dialect, and still read by older clients.</summary>
    public required DatacenterResponse Datacenter { get; init; }

    public required LocationResponse Location { get; init; }

    public required ImageResponse Image { get; init; }

    public object? Iso { get; }

    public bool RescueEnabled { get; }

    /// <summary>An operation holds the server; others are refused with <c>locked</c>.</summary>
    public required bool Locked { get; init; }

    /// <summary>Ours: off for money or abuse; the data is kept.</summary>
    public required bool Suspended { get; init; }

    public string? BackupWindow { get; }

    public long? OutgoingTraffic { get; } = 0;

    public long? IngoingTraffic { get; } = 0;

    public long? IncludedTraffic { get; } = 0;

    public required ServerProtectionResponse Protection { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public IReadOnlyList<long> Volumes { get; } = [];

    public IReadOnlyList<long> LoadBalancers { get; } = [];

    /// <summary>GiB of the disk as it is.</summary>
    public required long PrimaryDiskSize { get; init; }

    public object? PlacementGroup { get; }
}

public sealed record PublicNetResponse(
    Ipv4Response? Ipv4, object? Ipv6, IReadOnlyList<long> FloatingIps, IReadOnlyList<object> Firewalls)
{
    public static PublicNetResponse Of(AddressView? address) => new(
        address is null ? null : new Ipv4Response(address.Id, address.Ipv4, false, ReverseName(address.Ipv4)), null, [], []);

    /// <summary>A placeholder until reverse names are offered: clients need a text.</summary>
    private static string ReverseName(string ipv4) =>
        string.Join('.', ipv4.Split('.').Reverse()) + ".in-addr.arpa";
}

public sealed record Ipv4Response(long Id, string Ip, bool Blocked, string DnsPtr);

public sealed record ServerProtectionResponse(bool Delete, bool Rebuild);

public sealed record OneServerResponse(ServerResponse Server);

public sealed record ServersResponse(IReadOnlyList<ServerResponse> Servers, Meta Meta);

/// <param name="RootPassword">Shown this once; null when the order named SSH keys.</param>
public sealed record CreateServerResponse(
    ServerResponse Server, ActionResponse Action, IReadOnlyList<ActionResponse> NextActions, string? RootPassword)
    : IHoldsSecret
{
    public object WithoutSecret() => this with { RootPassword = null };
}

/// <param name="RootPassword">Shown this once.</param>
public sealed record PasswordActionResponse(ActionResponse Action, string? RootPassword) : IHoldsSecret
{
    // Not asked for today: these actions remember no answer. Whoever makes them idempotent must not begin to keep passwords.
    public object WithoutSecret() => this with { RootPassword = null };
}

/// <summary>Makes a server's answer: needs prices and offers beside the server itself.</summary>
public sealed class DescribeServer(Offers offers)
{
    private const long Gibibyte = 1L << 30;

    public async Task<ServerResponse> ExecuteAsync(ServerView server, CancellationToken ct) => new()
    {
        Id = server.Id,
        Name = server.Name,
        Status = server.Status.ToString().ToLowerInvariant(),
        Created = server.CreatedAt,
        PublicNet = PublicNetResponse.Of(server.Address),
        ServerType = await offers.OfAsync(server.ServerType, ct),
        Datacenter = DatacenterResponse.Of(server.Datacenter, await offers.TypeIdsAsync(ct)),
        Location = LocationResponse.Of(server.Datacenter.Location),
        Image = ImageResponse.Of(server.Image),
        Locked = server.Locked,
        Suspended = server.Suspended,
        Protection = new ServerProtectionResponse(server.ProtectedFromDelete, server.ProtectedFromRebuild),
        Labels = server.Labels,
        PrimaryDiskSize = server.DiskBytes / Gibibyte,
    };
}
