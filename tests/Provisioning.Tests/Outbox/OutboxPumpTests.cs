using Hostelry.Billing;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Subscriptions;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Outbox;
using Hostelry.Provisioning.Servers;
using Hostelry.Provisioning.Tests.Operations;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Tests.Outbox;

public sealed class OutboxPumpTests
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task The_server_of_a_suspended_customer_stops_and_runs_again_afterwards(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        var server = await world.RunningServerAsync();

        await SuspendAsync(world);
        await SettleAsync(world);
        Assert.True(await world.ServerAsync(server) is { Suspended: true, Status: ServerStatus.Off, WantsPower: true });
        Assert.Null(world.Hypervisor.Find(World.Key(server))!.StartedAt);

        await ResumeAsync(world);
        await SettleAsync(world);
        Assert.True(await world.ServerAsync(server) is { Suspended: false, Status: ServerStatus.Running });
        Assert.Equal(0, await UnhandledAsync(world));
    }

    [Fact]
    public async Task A_server_that_was_off_before_the_suspension_stays_off_after_it()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.RunningServerAsync();
        await world.AskAsync(server, OperationKind.StopServer);
        await world.SettleAsync(world.NewWorker());

        await SuspendAsync(world);
        await SettleAsync(world);
        await ResumeAsync(world);
        await SettleAsync(world);

        Assert.True(await world.ServerAsync(server) is { Suspended: false, Status: ServerStatus.Off, WantsPower: false });
    }

    [Fact]
    public async Task Facts_may_come_twice_and_in_any_order_for_only_the_present_state_counts()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.RunningServerAsync();
        await SuspendAsync(world);
        await ResumeAsync(world);
        await ForgetAsync(world);
        await SettleAsync(world);
        Assert.Equal(OperationKind.CreateServer, (await world.LastOperationAsync(server)).Kind);

        await SuspendAsync(world);
        await SettleAsync(world);
        var suspended = await world.LastOperationAsync(server);
        await ForgetAsync(world);
        await SettleAsync(world);

        Assert.Equal(suspended.Id, (await world.LastOperationAsync(server)).Id);
        Assert.Equal(0, await UnhandledAsync(world));
    }

    [Fact]
    public async Task A_server_whose_customer_is_suspended_while_it_is_made_is_made_and_then_stopped()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.OrderAsync();
        await SuspendAsync(world);
        Assert.Equal(1, await PumpAsync(world));
        Assert.Equal(OperationKind.CreateServer, (await world.LastOperationAsync(server)).Kind);

        await SettleAsync(world);

        Assert.True(await world.ServerAsync(server) is { Suspended: true, Status: ServerStatus.Off, DeletedAt: null });
    }

    [Fact]
    public async Task A_change_of_mind_while_the_suspension_runs_ends_in_a_running_server()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.RunningServerAsync();
        await SuspendAsync(world);
        await PumpAsync(world);
        await world.NewWorker().SweepAsync();
        await ResumeAsync(world);

        Assert.Equal(1, await PumpAsync(world));
        await SettleAsync(world);

        Assert.True(await world.ServerAsync(server) is { Suspended: false, Status: ServerStatus.Running });
    }

    [Fact]
    public async Task A_subscription_that_Billing_ended_takes_its_server_away_whatever_runs_on_it()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.OrderAsync();
        var subscription = (await world.ServerAsync(server)).SubscriptionId;
        await world.NewWorker().SweepAsync();
        await world.Database.AsWorkerAsync((EndSubscription end) =>
            end.ExecuteAsync(subscription, world.Clock.GetUtcNow(), World.Ct));

        await SettleAsync(world);

        Assert.NotNull((await world.ServerAsync(server)).DeletedAt);
        await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.DeleteServer);
        Assert.Equal(0, await UnhandledAsync(world));
    }

    internal static Task SuspendAsync(World world) => world.Database.AsWorkerAsync((SuspendCustomer suspend) =>
        suspend.ExecuteAsync(World.Customer, SuspensionReason.Abuse, World.Ct));

    internal static Task ResumeAsync(World world) => world.Database.AsWorkerAsync((ResumeCustomer resume) =>
        resume.ExecuteAsync(World.Customer, SuspensionReason.Abuse, World.Ct));

    private static Task<int> PumpAsync(World world) =>
        world.NewWorker().Single<OutboxPump>().PumpAsync(World.Ct);

    internal static async Task SettleAsync(World world)
    {
        for (var round = 0; round < 5; round++)
        {
            await PumpAsync(world);
            await world.SettleAsync(world.NewWorker());
        }
    }

    private static Task<int> UnhandledAsync(World world) => world.Database.AsWorkerAsync((BillingDb db) =>
        db.OutboxFacts.IgnoreQueryFilters([BillingDb.TenantFilter]).CountAsync(fact => fact.HandledAt == null, World.Ct));

    /// <summary>As if the marks had been lost, and every fact came again.</summary>
    private static Task ForgetAsync(World world) => world.Database.AsWorkerAsync((BillingDb db) =>
        db.OutboxFacts.IgnoreQueryFilters([BillingDb.TenantFilter])
            .ExecuteUpdateAsync(set => set.SetProperty(fact => fact.HandledAt, (DateTimeOffset?)null), World.Ct));
}
