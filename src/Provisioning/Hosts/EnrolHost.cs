using System.Text.Json;

using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Addresses;
using Hostelry.Provisioning.Hypervisor;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Hosts;

/// <summary>A host as it was recorded.</summary>
/// <param name="HostId">Row id.</param>
/// <param name="Missing">What to do before servers can run here, one sentence each; empty when ready.</param>
public sealed record EnrolledHost(long HostId, IReadOnlyList<string> Missing);

/// <summary>
/// Looks at a host and records it: capacity less what the host keeps for itself, and the address pool of its network.
/// Enrolled again it is looked at again; what staff set (open, overcommitment) and a pool in use stay. Runs as worker.
/// </summary>
public sealed class EnrolHost(
    ProvisioningDb db,
    Database database,
    IHypervisor hypervisor,
    ProvisioningSettings settings,
    AuditLog audit,
    TimeProvider clock)
{
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>
    /// Refusals: <c>service_error</c> when the host or libvirt does not answer, <c>invalid_input</c> for a name or network
    /// setting that is not allowed, <c>not_found</c> for the datacenter.
    /// </summary>
    /// <param name="name">As <c>local</c>: a host name.</param>
    /// <param name="address"><c>local</c> for this machine.</param>
    /// <param name="datacenter">Name of one of seller 1's datacenters.</param>
    public async Task<Result<EnrolledHost>> ExecuteAsync(
        string name, string address, string datacenter, CancellationToken ct)
    {
        var network = NetworkPlan.Parse(settings.NetworkCidr);
        if ((Naming.Names.CheckHostName(name) ?? network.Problem) is { } problem)
        {
            return problem;
        }

        HostFacts facts;
        try
        {
            facts = await hypervisor.InspectAsync(new HostEndpoint(0, address), ct);
        }
        catch (HypervisorException failure)
        {
            return new Problem("service_error", $"The host did not answer: {failure.Message}");
        }

        return await database.InTransactionAsync(() => RecordAsync(name, address, datacenter, facts, network.Value, ct), ct);
    }

    private async Task<Result<EnrolledHost>> RecordAsync(
        string name, string address, string datacenter, HostFacts facts, NetworkPlan network, CancellationToken ct)
    {
        var home = await db.Datacenters.FirstOrDefaultAsync(
            row => row.SellerId == ProjectKey.FirstSeller && row.Name == datacenter, ct);
        if (home is null)
        {
            return Problems.NotFound("datacenter", "datacenter");
        }

        var host = await db.Hosts.FirstOrDefaultAsync(row => row.Name == name, ct);
        if (host is null)
        {
            host = NewHost(name, address, home);
            db.Hosts.Add(host);
        }

        await TakeFactsAsync(host, address, facts, ct);
        await db.SaveChangesAsync(ct);
        if (!await db.AddressPools.AnyAsync(pool => pool.HostId == host.Id, ct))
        {
            db.AddressPools.Add(network.ToPool(host, settings));
            await db.SaveChangesAsync(ct);
        }

        await audit.WriteAsync("host.enrol", null, ct, FormattableString.Invariant($"host:{host.Id}"));
        return new EnrolledHost(host.Id, facts.Missing);
    }

    private Host NewHost(string name, string address, Catalogue.Datacenter home) => new()
    {
        SellerId = home.SellerId,
        DatacenterId = home.Id,
        Name = name,
        Address = address,
        Cores = 0,
        MemoryBytes = 0,
        DiskBytes = 0,
        CoreOvercommitPercent = settings.CoreOvercommitPercent,
        CreatedAt = clock.GetUtcNow(),
    };

    private async Task TakeFactsAsync(Host host, string address, HostFacts facts, CancellationToken ct)
    {
        host.Address = address;
        host.Cores = facts.Cores;
        host.MemoryBytes = Math.Max(facts.MemoryBytes - settings.HostMemoryReserveBytes, 0);

        // What is free now is the whole only while no server has a disk here; later the first figure stays.
        if (!await db.HostReservations.AnyAsync(row => row.HostId == host.Id, ct))
        {
            host.DiskBytes = Math.Max(facts.DiskBytes - settings.HostDiskReserveBytes, 0);
        }

        host.Ready = facts.Missing.Count == 0;
        host.Facts = JsonSerializer.Serialize(facts, Format);
        host.SeenAt = clock.GetUtcNow();
    }
}
