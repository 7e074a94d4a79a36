using Hostelry.Billing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Outbox;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Operations;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hostelry.Provisioning.Outbox;

/// <summary>Reads Billing's facts and follows them, every few seconds. Several workers may pump at once.</summary>
public sealed partial class OutboxPump(
    IServiceScopeFactory scopes, OperationSettings settings, TimeProvider clock, ILogger<OutboxPump> log) : BackgroundService
{
    /// <summary>Follows every unhandled fact once; for who drives the engine by hand.</summary>
    /// <returns>How many subscriptions are still to be followed.</returns>
    public async Task<int> PumpAsync(CancellationToken ct)
    {
        var left = 0;
        foreach (var subscriptionId in await UnhandledAsync(ct))
        {
            left += await TryFollowAsync(subscriptionId, ct) ? 0 : 1;
        }

        return left;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        WorkerLoop.RunAsync(PumpAsync, settings.Outbox, clock, LogDatabaseAway, stoppingToken);

    private async Task<bool> TryFollowAsync(long subscriptionId, CancellationToken ct)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker();
            return await scope.ServiceProvider.GetRequiredService<FollowStanding>().ExecuteAsync(subscriptionId, ct);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseTrouble.Is(failure))
        {
            // An honest catch-all: a fact that cannot be followed must not hold up the facts behind it; it is tried again.
            LogNotFollowed(failure, subscriptionId);
            return false;
        }
    }

    private async Task<List<long>> UnhandledAsync(CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker();
        return await scope.ServiceProvider.GetRequiredService<BillingDb>().Reachable<OutboxFact>()
            .Where(fact => fact.HandledAt == null)
            .Select(fact => fact.SubscriptionId)
            .Distinct()
            .ToListAsync(ct);
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Subscription {SubscriptionId} could not be followed; the pump tries again")]
    private partial void LogNotFollowed(Exception failure, long subscriptionId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The pump could not read Billing's facts; it looks again")]
    private partial void LogDatabaseAway(Exception failure);
}
