using Hostelry.Billing;
using Hostelry.Billing.Alarms;
using Hostelry.Billing.Subscriptions;
using Hostelry.Billing.Verification;
using Hostelry.Provisioning.Tests.Operations;
using Hostelry.Provisioning.Verification;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Tests.Verification;

public sealed class VerifyServersTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task A_server_that_runs_without_a_subscription_is_an_alarm_until_it_is_gone(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        var server = await world.RunningServerAsync();
        var subscription = (await world.ServerAsync(server)).SubscriptionId;
        world.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await VerifyAsync(world));

        // As an owner could break it: the subscription ends, and nobody tells the server.
        await SetAsync(world, subscription, SubscriptionState.Ended, world.Clock.GetUtcNow());
        Assert.Empty(await VerifyAsync(world));
        world.Clock.Advance(TimeSpan.FromMinutes(16));

        var breach = Assert.Single(await VerifyAsync(world));
        Assert.Equal(($"server:{server} subscription:{subscription}", World.Customer), (breach.Subject, breach.OrganizationId));
        Assert.Equal(VerificationCode.ServerUnpaid, Assert.Single(await OpenAsync(world)).Code);

        await SetAsync(world, subscription, SubscriptionState.Active, null);
        Assert.Empty(await VerifyAsync(world));
        Assert.Empty(await OpenAsync(world));
    }

    private static Task<IReadOnlyList<Breach>> VerifyAsync(World world) =>
        world.Database.AsWorkerAsync((VerifyServers verify) => verify.ExecuteAsync(Ct));

    private static Task<IReadOnlyList<Alarm>> OpenAsync(World world) =>
        world.Database.AsWorkerAsync((AlarmLog alarms) => alarms.OpenAsync(Ct));

    private static Task<int> SetAsync(World world, long subscription, SubscriptionState state, DateTimeOffset? endedAt) =>
        world.Database.AsWorkerAsync((BillingDb db) => db.Reachable<Subscription>().Where(row => row.Id == subscription)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.State, state).SetProperty(row => row.EndedAt, endedAt), Ct));
}
