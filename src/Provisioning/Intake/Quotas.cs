using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Intake;

/// <summary>How many an organization may have. Ask under <see cref="IntakeLock.OrganizationAsync"/>, else twenty at once all pass.</summary>
public sealed class Quotas(ProvisioningDb db, ProvisioningSettings settings)
{
    public const string Servers = "servers";
    public const string Cores = "cores";
    public const string SshKeys = "ssh_keys";

    /// <summary>Two queries. Null when so many more fit, else <c>resource_limit_exceeded</c>.</summary>
    internal async Task<Problem?> CheckServersAsync(long organizationId, int servers, int cores, CancellationToken ct)
    {
        var limits = await LimitsAsync(organizationId, ct);

        // Servers that are being deleted count until they are gone; a change of type counts the larger one until it is done.
        var used = await db.Servers
            .Where(server => server.OrganizationId == organizationId && server.DeletedAt == null)
            .Join(db.HostReservations, server => server.Id, row => row.ServerId, (_, row) => row.Cores)
            .GroupBy(_ => 1)
            .Select(group => new { Servers = group.Count(), Cores = group.Sum() })
            .FirstOrDefaultAsync(ct);

        return servers > 0 && (used?.Servers ?? 0) + servers > limits(Servers, settings.DefaultServers)
            ? Problems.LimitReached(Servers, limits(Servers, settings.DefaultServers))
            : cores > 0 && (used?.Cores ?? 0) + cores > limits(Cores, settings.DefaultCores)
                ? Problems.LimitReached(Cores, limits(Cores, settings.DefaultCores))
                : null;
    }

    /// <summary>Two queries. Null when one more fits, else <c>resource_limit_exceeded</c>.</summary>
    internal async Task<Problem?> CheckSshKeyAsync(long organizationId, CancellationToken ct)
    {
        var limit = (await LimitsAsync(organizationId, ct))(SshKeys, settings.DefaultSshKeys);
        var used = await db.SshKeys.CountAsync(key => key.OrganizationId == organizationId, ct);
        return used < limit ? null : Problems.LimitReached("SSH keys", limit);
    }

    private async Task<Func<string, int, int>> LimitsAsync(long organizationId, CancellationToken ct)
    {
        var limits = await db.Quotas.AsNoTracking()
            .Where(quota => quota.OrganizationId == organizationId)
            .ToDictionaryAsync(quota => quota.Resource, quota => quota.Limit, ct);
        return (resource, otherwise) => limits.GetValueOrDefault(resource, otherwise);
    }
}
