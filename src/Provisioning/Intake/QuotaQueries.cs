using Hostelry.Provisioning.Servers;
using Hostelry.Provisioning.SshKeys;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Intake;

/// <summary>A quota of one organization, for people.</summary>
/// <param name="Resource">One of the names in <see cref="Quotas"/>.</param>
/// <param name="Own">Set for this organization; null: the default holds.</param>
/// <param name="Default">For everybody whose quota nobody set.</param>
/// <param name="Used">Counted now.</param>
public sealed record QuotaView(string Resource, int? Own, int Default, int Used)
{
    public int Limit => Own ?? Default;
}

/// <summary>Reads an organization's quotas and what of them is used; two queries.</summary>
public sealed class QuotaQueries(ProvisioningDb db, ProvisioningSettings settings)
{
    public async Task<IReadOnlyList<QuotaView>> ListAsync(long organizationId, CancellationToken ct)
    {
        var own = await db.Reachable<Catalogue.Quota>().AsNoTracking()
            .Where(quota => quota.OrganizationId == organizationId)
            .ToDictionaryAsync(quota => quota.Resource, quota => quota.Limit, ct);
        var living = db.Reachable<Server>().Where(server => server.OrganizationId == organizationId && server.DeletedAt == null);

        var keys = db.Reachable<SshKey>().Where(key => key.OrganizationId == organizationId);

        // Three figures in one statement: the installation is the one row that there always is.
        var used = await db.Installations.Select(_ => new
        {
            Servers = living.Count(),
            Cores = living.Join(db.HostReservations, server => server.Id, row => row.ServerId, (_, row) => row.Cores).Sum(),
            Keys = keys.Count(),
        }).SingleAsync(ct);
        QuotaView Of(string resource, int otherwise, int count) =>
            new(resource, own.TryGetValue(resource, out var limit) ? limit : null, otherwise, count);
        return
        [
            Of(Quotas.Servers, settings.DefaultServers, used.Servers),
            Of(Quotas.Cores, settings.DefaultCores, used.Cores),
            Of(Quotas.SshKeys, settings.DefaultSshKeys, used.Keys),
        ];
    }
}
