using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Intake;

/// <summary>How many an organization may have. Ask under <see cref="IntakeLock.OrganizationAsync"/>, else twenty at once all pass.</summary>
public sealed class Quotas(ProvisioningDb db, ProvisioningSettings settings, TimeProvider clock)
{
    public const string Servers = "servers";
    public const string Cores = "cores";
    public const string SshKeys = "ssh_keys";

    /// <summary>
    /// How many addresses an organization may hold per server of its quota, those that cool down included: without a bound
    /// one that orders and deletes in a loop would take every address from all others, for nothing.
    /// </summary>
    private const long AddressesPerServer = 3;

    /// <summary>One query. Null when so many more fit, else <c>resource_limit_exceeded</c>.</summary>
    internal async Task<Problem?> CheckServersAsync(long organizationId, int servers, int cores, CancellationToken ct)
    {
        // Servers that are being deleted count until they are gone; a change of type counts the larger one until it is done.
        var living = db.Servers.Where(server => server.OrganizationId == organizationId && server.DeletedAt == null)
            .Join(db.HostReservations, server => server.Id, row => row.ServerId, (_, row) => row.Cores);
        var cooledBefore = clock.GetUtcNow() - settings.AddressCoolDown;
        var found = await db.Installations
            .Select(_ => new
            {
                Servers = living.Count(),
                Cores = living.Sum(),

                // Each had one address, which was given back in the transaction that marked it deleted.
                CoolingDown = db.Servers.Count(server => server.OrganizationId == organizationId && server.DeletedAt > cooledBefore),
                MostServers = Limit(organizationId, Servers).FirstOrDefault(),
                MostCores = Limit(organizationId, Cores).FirstOrDefault(),
                UsualServers = Usual(db, Servers).FirstOrDefault(),
                UsualCores = Usual(db, Cores).FirstOrDefault(),
            })
            .SingleAsync(ct);

        var mostServers = found.MostServers ?? found.UsualServers ?? settings.DefaultServers;
        var mostCores = found.MostCores ?? found.UsualCores ?? settings.DefaultCores;
        var mostAddresses = AddressesPerServer * mostServers;
        return servers > 0 && found.Servers + servers > mostServers ? Problems.LimitReached(Servers, mostServers)
            : servers > 0 && found.Servers + found.CoolingDown + servers > mostAddresses
                ? Problems.AddressesCoolDown(mostAddresses, settings.AddressCoolDown)
            : cores > 0 && found.Cores + cores > mostCores ? Problems.LimitReached(Cores, mostCores)
            : null;
    }

    /// <summary>Two or three queries. Null when one more fits, else <c>resource_limit_exceeded</c>.</summary>
    internal async Task<Problem?> CheckSshKeyAsync(long organizationId, CancellationToken ct)
    {
        var limit = await Limit(organizationId, SshKeys).FirstOrDefaultAsync(ct)
            ?? await Usual(db, SshKeys).FirstOrDefaultAsync(ct)
            ?? settings.DefaultSshKeys;
        var used = await db.SshKeys.CountAsync(key => key.OrganizationId == organizationId, ct);
        return used < limit ? null : Problems.LimitReached("SSH keys", limit);
    }

    /// <summary>What staff have set for every organization, at most one row: otherwise the settings decide.</summary>
    internal static IQueryable<int?> Usual(ProvisioningDb db, string resource) => db.DefaultQuotas
        .Where(quota => quota.SellerId == ProjectKey.FirstSeller && quota.Resource == resource)
        .Select(quota => (int?)quota.Limit);

    /// <summary>What staff have set for this one, at most one row.</summary>
    private IQueryable<int?> Limit(long organizationId, string resource) => db.Quotas
        .Where(quota => quota.OrganizationId == organizationId && quota.Resource == resource)
        .Select(quota => (int?)quota.Limit);
}
