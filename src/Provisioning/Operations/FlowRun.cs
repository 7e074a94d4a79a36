using Hostelry.Provisioning.Catalogue;
using Hostelry.Provisioning.Flows;
using Hostelry.Provisioning.Hosts;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Operations;

/// <summary>
/// What one step works with: the rows, the guest behind its fence, and Billing. Steps change the rows only in the writes
/// of their outcome; those run in the fenced transaction.
/// </summary>
public sealed class FlowRun(
    ProvisioningDb db, FlowBilling billing, IHypervisor hypervisor, ISecretSeal seal, OperationSettings settings,
    TimeProvider clock)
{
    /// <summary>First host user id of slot 0: above every range that Linux distributions and systemd hand out.</summary>
    private const int FirstUid = 0x7000_0000;

    private const int UidsPerGuest = 65_536;

    public Operation Operation { get; private set; } = null!;

    /// <summary>The version that the row runs; throws when this build does not have it.</summary>
    public Flow Flow => FlowCatalogue.Get(Operation.Kind, Operation.Version);

    public Step Step => Flow.Steps[Flow.IndexOf(Operation.Step)];

    public Server Server { get; private set; } = null!;

    public FencedGuest Guest { get; private set; } = null!;

    public ProvisioningDb Db => db;

    public FlowBilling Billing => billing;

    public OperationSettings Settings => settings;

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>What was asked and recorded; assigned in a step's writes.</summary>
    public OperationData Data
    {
        get => OperationData.Parse(Operation.Data);
        set => Operation.Data = value.ToJson();
    }

    /// <summary>
    /// Looks again soon, and less often the longer the step lasts. After ten seconds the worker does something else between
    /// two looks: whoever makes guests that stay silent must not hold the workers of everybody.
    /// </summary>
    public StepOutcome LookAgain()
    {
        var lasted = Now - Operation.StepSince;
        if (lasted < TimeSpan.FromSeconds(10))
        {
            return StepOutcome.Wait(TimeSpan.FromMilliseconds(200));
        }

        var (usual, notInPlace) = (TimeSpan.FromSeconds(lasted < TimeSpan.FromMinutes(1) ? 2 : 5), settings.InlineWait + TimeSpan.FromSeconds(1));
        return StepOutcome.Wait(usual > notInPlace ? usual : notInPlace);
    }

    /// <summary>Reads the rows; called once, by the runner.</summary>
    public async Task LoadAsync(Lease lease, CancellationToken ct)
    {
        Operation = await db.Reachable<Operation>()
            .SingleAsync(row => row.Id == lease.OperationId, ct);
        Server = await db.Reachable<Server>()
            .SingleAsync(row => row.Id == Operation.ServerId, ct);
        var host = await db.Hosts.AsNoTracking().SingleAsync(row => row.Id == Server.HostId, ct);
        var installation = await db.Installations.AsNoTracking().SingleAsync(ct);
        Guest = new FencedGuest(
            hypervisor,
            new HostEndpoint(host.Id, host.Address),
            new GuestKey(installation.Name, "server", Server.Id),
            lease,
            settings,
            clock);
    }

    /// <summary>The guest as the server's rows describe it.</summary>
    public async Task<GuestSpec> SpecAsync(CancellationToken ct) =>
        await SpecAsync(await TypeAsync(Server.ServerTypeId, ct), Server.ImageDigest, ct);

    /// <summary>The guest with another server type or base, before the rows say so.</summary>
    public async Task<GuestSpec> SpecAsync(ServerType type, string baseDigest, CancellationToken ct)
    {
        var address = await db.Addresses.AsNoTracking()
            .SingleAsync(row => row.ServerId == Server.Id && row.ReleasedAt == null, ct);
        var pool = await db.AddressPools.AsNoTracking().SingleAsync(row => row.Id == address.PoolId, ct);
        var prefix = System.Net.IPNetwork.Parse(pool.Cidr).PrefixLength;
        return new GuestSpec(
            Guest.Key,
            Server.Uuid,
            baseDigest,
            type.Cores,
            type.MemoryBytes,
            Server.DiskBytes,
            type.Processes,
            FirstUid + (Server.HostSlot * UidsPerGuest),
            new GuestNic(
                pool.Network, address.Mac, address.Ipv4, prefix, pool.Gateway,
                pool.Nameservers.Split(' ', StringSplitOptions.RemoveEmptyEntries)));
    }

    /// <summary>What the guest reads at first boot. A new operation is a new instance, so a rebuilt guest starts afresh.</summary>
    public GuestSeed Seed() => new(
        FormattableString.Invariant($"{Server.Uuid:N}-{Operation.Id}"),
        Server.Name,
        Server.AuthorizedKeys.Split('\n', StringSplitOptions.RemoveEmptyEntries),
        RootPassword(),
        Server.UserData);

    /// <summary>Null when the customer gave keys. Never logged, never in a message.</summary>
    public string? RootPassword() => Server.SealedRootPassword is { } bytes ? seal.Unseal(bytes) : null;

    public Task<ServerType> TypeAsync(long serverTypeId, CancellationToken ct) =>
        db.ServerTypes.AsNoTracking().SingleAsync(row => row.Id == serverTypeId, ct);

    public async Task<string> AddressAsync(CancellationToken ct) =>
        await db.Addresses.Where(row => row.ServerId == Server.Id && row.ReleasedAt == null).Select(row => row.Ipv4).SingleAsync(ct);

    /// <summary>Digest of the newest build of an image on the server's host; null when none lies there.</summary>
    public Task<string?> NewestBaseAsync(long imageId, CancellationToken ct) =>
        db.HostImages.Where(row => row.HostId == Server.HostId && row.ImageId == imageId)
            .OrderByDescending(row => row.BuiltAt).ThenByDescending(row => row.Id).Select(row => (string?)row.Digest).FirstOrDefaultAsync(ct);

    /// <summary>The host's room for this server, taken until it is gone; null when it was given back already.</summary>
    public Task<HostReservation?> ReservationAsync(CancellationToken ct) =>
        db.HostReservations.SingleOrDefaultAsync(row => row.ServerId == Server.Id, ct);
}
