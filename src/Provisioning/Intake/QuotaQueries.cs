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

/// <param name="Set">By staff, for every organization; null: the setting holds.</param>
public sealed record DefaultQuotaView(string Resource, int? Set, int Setting)
{
    public int Limit => Set ?? Setting;
}

public sealed record OwnQuota(long OrganizationId, string Resource, int Limit);

/// <summary>Reads quotas, for people.</summary>
public sealed class QuotaQueries(ProvisioningDb db, ProvisioningSettings settings)
{
    private const int Most = 500;

    /// <summary>What holds where nobody set an organization's own; one query.</summary>
    public async Task<IReadOnlyList<DefaultQuotaView>> DefaultsAsync(CancellationToken ct)
    {
        var set = await db.DefaultQuotas.AsNoTracking().Where(row => row.SellerId == ProjectKey.FirstSeller)
            .ToDictionaryAsync(row => row.Resource, row => row.Limit, ct);
        DefaultQuotaView Of(string resource, int setting) =>
            new(resource, set.TryGetValue(resource, out var limit) ? limit : null, setting);
        return
        [
            Of(Quotas.Servers, settings.DefaultServers), Of(Quotas.Cores, settings.DefaultCores), Of(Quotas.SshKeys, settings.DefaultSshKeys),
        ];
    }

    /// <summary>Organizations with quotas of their own, newest organizations first; one query.</summary>
    public Task<List<OwnQuota>> OwnAsync(CancellationToken ct) =>
        db.Reachable<Catalogue.Quota>().AsNoTracking()
            .OrderByDescending(row => row.OrganizationId).ThenBy(row => row.Resource)
            .Select(row => new OwnQuota(row.OrganizationId, row.Resource, row.Limit))
            .Take(Most)
            .ToListAsync(ct);

    /// <summary>An organization's quotas and what of them is used; two queries.</summary>
    public async Task<IReadOnlyList<QuotaView>> ListAsync(long organizationId, CancellationToken ct)
    {
        var own = await db.Reachable<Catalogue.Quota>().AsNoTracking()
            .Where(quota => quota.OrganizationId == organizationId)
            .ToDictionaryAsync(quota => quota.Resource, quota => quota.Limit, ct);
        var living = db.Reachable<Server>().Where(server => server.OrganizationId == organizationId && server.DeletedAt == null);

        var keys = db.Reachable<SshKey>().Where(key => key.OrganizationId == organizationId);

        var (usualServers, usualCores, usualKeys) = (
            Quotas.Usual(db, Quotas.Servers), Quotas.Usual(db, Quotas.Cores), Quotas.Usual(db, Quotas.SshKeys));

        // All of it in one statement: the installation is the one row that there always is.
        var used = await db.Installations.Select(_ => new
        {
            Servers = living.Count(),
            Cores = living.Join(db.HostReservations, server => server.Id, row => row.ServerId, (_, row) => row.Cores).Sum(),
            Keys = keys.Count(),
            UsualServers = usualServers.FirstOrDefault(),
            UsualCores = usualCores.FirstOrDefault(),
            UsualKeys = usualKeys.FirstOrDefault(),
        }).SingleAsync(ct);
        QuotaView Of(string resource, int otherwise, int count) => new(
            resource,
            own.TryGetValue(resource, out var limit) ? limit : null,
            otherwise,
            count);
        return
        [
            Of(Quotas.Servers, used.UsualServers ?? settings.DefaultServers, used.Servers),
            Of(Quotas.Cores, used.UsualCores ?? settings.DefaultCores, used.Cores),
            Of(Quotas.SshKeys, used.UsualKeys ?? settings.DefaultSshKeys, used.Keys),
        ];
    }
}
