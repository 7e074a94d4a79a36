using Hostelry.Billing;
using Hostelry.Billing.Alarms;
using Hostelry.Billing.Subscriptions;
using Hostelry.Billing.Verification;
using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Verification;

/// <summary>
/// The rule that only this room can check: no server runs that nobody pays for. Every minute, over all living servers; what is
/// found is an alarm with its ids, cleared when it is gone.
/// </summary>
public sealed class VerifyServers(ProvisioningDb servers, BillingDb billing, AlarmLog alarms, TimeProvider clock)
{
    private const int PageSize = 1000;

    /// <summary>An accepted delete ends the subscription at once and the server soon after.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    /// <returns>The breaches that there are.</returns>
    public async Task<IReadOnlyList<Breach>> ExecuteAsync(CancellationToken ct)
    {
        List<Breach> breaches = [];
        for (long after = 0; await PageAsync(after, ct) is { Count: > 0 } page; after = page[^1].Id)
        {
            breaches.AddRange(await UnpaidAsync(page, ct));
        }

        foreach (var breach in breaches)
        {
            await alarms.RaiseAsync(breach.Code, breach.Subject, breach.OrganizationId, breach.Detail, ct);
        }

        foreach (var alarm in await alarms.OpenAsync(ct))
        {
            if (alarm.Code == VerificationCode.ServerUnpaid && breaches.TrueForAll(breach => breach.Subject != alarm.Subject))
            {
                await alarms.ClearAsync(alarm.Code, alarm.Subject, ct);
            }
        }

        return breaches;
    }

    private Task<List<Running>> PageAsync(long after, CancellationToken ct)
    {
        var before = clock.GetUtcNow() - Grace;
        return servers.Reachable<Server>().AsNoTracking()
            .Where(server => server.Id > after && server.DeletedAt == null && server.Status == ServerStatus.Running
                && server.CreatedAt < before)
            .OrderBy(server => server.Id)
            .Select(server => new Running(server.Id, server.OrganizationId, server.SubscriptionId))
            .Take(PageSize)
            .ToListAsync(ct);
    }

    private async Task<IEnumerable<Breach>> UnpaidAsync(List<Running> page, CancellationToken ct)
    {
        var before = clock.GetUtcNow() - Grace;
        var ids = page.ConvertAll(server => server.SubscriptionId);
        var paid = (await billing.Reachable<Subscription>()
                .Where(subscription => ids.Contains(subscription.Id)
                    && (subscription.State != SubscriptionState.Ended || subscription.EndedAt > before))
                .Select(subscription => subscription.Id)
                .ToListAsync(ct))
            .ToHashSet();
        return page.Where(server => !paid.Contains(server.SubscriptionId)).Select(server => new Breach(
            VerificationCode.ServerUnpaid,
            FormattableString.Invariant($"server:{server.Id} subscription:{server.SubscriptionId}"),
            server.OrganizationId,
            "The server runs, and its subscription has ended or does not exist."));
    }

    private sealed record Running(long Id, long OrganizationId, long SubscriptionId);
}
