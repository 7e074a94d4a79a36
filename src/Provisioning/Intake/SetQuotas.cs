using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Catalogue;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Intake;

/// <summary>
/// Sets what an organization may have. What it has already stays, also when the new quota is lower: it only gets no more.
/// Runs as worker.
/// </summary>
public sealed class SetQuotas(ProvisioningDb db, Database database, IntakeLock locks, AuditLog audit)
{
    private static readonly string[] Known = [Quotas.Servers, Quotas.Cores, Quotas.SshKeys];

    /// <summary>Refusals: <c>invalid_input</c> (unknown resource, negative). The caller has checked the organization.</summary>
    /// <param name="organizationId">Whose.</param>
    /// <param name="limits">By resource; null takes the organization's own quota away, and the default holds.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Done>> ExecuteAsync(long organizationId, IReadOnlyDictionary<string, int?> limits, CancellationToken ct) =>
        database.InTransactionAsync(() => SetAsync(organizationId, limits, ct), ct);

    internal static Problem? WrongIn(IReadOnlyDictionary<string, int?> limits) =>
        limits.Where(limit => !Known.Contains(limit.Key) || limit.Value < 0)
            .Select(limit => Problems.Invalid(limit.Key, "must be 0 or more.")).FirstOrDefault();

    private async Task<Result<Done>> SetAsync(long organizationId, IReadOnlyDictionary<string, int?> limits, CancellationToken ct)
    {
        if (WrongIn(limits) is { } wrong)
        {
            return wrong;
        }

        await locks.OrganizationAsync(organizationId, ct);
        var rows = await db.Reachable<Quota>().Where(row => row.OrganizationId == organizationId).ToListAsync(ct);
        foreach (var (resource, limit) in limits)
        {
            var row = rows.Find(one => one.Resource == resource);
            if (limit is null && row is not null)
            {
                db.Quotas.Remove(row);
            }
            else if (limit is { } count && row is null)
            {
                db.Quotas.Add(new Quota { OrganizationId = organizationId, Resource = resource, Limit = count });
            }
            else if (limit is { } changed)
            {
                row!.Limit = changed;
            }
        }

        await db.SaveChangesAsync(ct);
        await audit.WriteAsync("quota.set", organizationId, ct, FormattableString.Invariant($"organization:{organizationId}"));
        return default(Done);
    }
}

/// <summary>Sets what every organization of the seller may have whose own quota nobody set.</summary>
public sealed class SetDefaultQuotas(ProvisioningDb db, Database database, AuditLog audit)
{
    /// <summary>Refusals: <c>invalid_input</c> (unknown resource, negative).</summary>
    /// <param name="limits">By resource; null takes it away, and the installation's setting holds.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Done>> ExecuteAsync(IReadOnlyDictionary<string, int?> limits, CancellationToken ct) =>
        database.InTransactionAsync(() => SetAsync(limits, ct), ct);

    private async Task<Result<Done>> SetAsync(IReadOnlyDictionary<string, int?> limits, CancellationToken ct)
    {
        if (SetQuotas.WrongIn(limits) is { } wrong)
        {
            return wrong;
        }

        var rows = await db.DefaultQuotas.Where(row => row.SellerId == ProjectKey.FirstSeller).ToListAsync(ct);
        db.DefaultQuotas.RemoveRange(rows.Where(row => limits.TryGetValue(row.Resource, out var limit) && limit is null));
        foreach (var (resource, limit) in limits.Where(pair => pair.Value is not null))
        {
            if (rows.Find(row => row.Resource == resource) is { } row)
            {
                row.Limit = limit!.Value;
            }
            else
            {
                db.DefaultQuotas.Add(new DefaultQuota { SellerId = ProjectKey.FirstSeller, Resource = resource, Limit = limit!.Value });
            }
        }

        await db.SaveChangesAsync(ct);
        await audit.WriteAsync("quota.set_default", null, ct);
        return default(Done);
    }
}
