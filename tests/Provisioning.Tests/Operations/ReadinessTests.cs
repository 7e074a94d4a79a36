using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;
using Hostelry.Testing;

namespace Hostelry.Provisioning.Tests.Operations;

/// <summary>What runs in a guest is its owner's: it may stay silent or stop, and must not hold up the charge or the server.</summary>
public sealed class ReadinessTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task A_guest_that_runs_and_never_answers_is_ready_and_paid_for_after_two_minutes()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        world.Hypervisor.Silent = true;
        var ordered = world.Clock.GetUtcNow();
        var server = await world.OrderAsync();

        await world.SettleAsync(world.NewWorker());

        var row = await world.ServerAsync(server);
        Assert.Equal(ServerStatus.Running, row.Status);
        var ready = (await world.SubscriptionAsync(row.SubscriptionId)).ReadyAt;
        Assert.InRange(ready!.Value - ordered, TimeSpan.FromMinutes(2), Soon);
        await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.CreateServer);
    }

    [Fact]
    public async Task A_guest_that_stops_at_every_boot_is_started_again_and_fails_the_order_within_minutes_uncharged()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        world.Hypervisor.LifeTime = TimeSpan.FromMilliseconds(100);
        var ordered = world.Clock.GetUtcNow();
        var server = await world.OrderAsync();

        await world.SettleAsync(world.NewWorker());

        var operation = await world.LastOperationAsync(server);
        Assert.Equal((OperationStatus.Error, "guest_stopped"), (operation.Status, operation.ProblemCode));
        Assert.True(world.Hypervisor.Calls.Count(call => call == "Start") > 1);
        Assert.InRange(world.Clock.GetUtcNow() - ordered, TimeSpan.FromMinutes(2), Soon);
        await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.CreateServer);
    }

    [Fact]
    public async Task A_guest_that_stopped_once_while_it_was_waited_for_is_started_again_and_becomes_ready()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        world.Hypervisor.LifeTime = TimeSpan.FromMilliseconds(100);
        var server = await world.OrderAsync();
        await world.NewWorker().SweepAsync();
        Assert.Equal("wait-reachable", (await world.LastOperationAsync(server)).Step);
        world.Hypervisor.LifeTime = null;

        await world.SettleAsync(world.NewWorker());

        Assert.Equal(2, world.Hypervisor.Find(World.Key(server))!.Starts);
        await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.CreateServer);
        Assert.Equal(OperationStatus.Success, (await world.LastOperationAsync(server)).Status);
    }

    [Fact]
    public async Task A_rebuilt_guest_that_never_answers_gives_its_server_back_within_minutes()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.RunningServerAsync();
        world.Hypervisor.Silent = true;
        var asked = world.Clock.GetUtcNow();

        Assert.Null((await world.AskAsync(server, OperationKind.RebuildServer, new OperationData { ImageId = 1 })).Problem);
        await world.SettleAsync(world.NewWorker());

        Assert.Equal(OperationStatus.Success, (await world.LastOperationAsync(server)).Status);
        Assert.InRange(world.Clock.GetUtcNow() - asked, TimeSpan.FromMinutes(2), Soon);
    }

    [Fact]
    public async Task Resuming_a_guest_that_stops_at_once_ends_and_shows_it_off()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.RunningServerAsync();
        await world.AskAsync(server, OperationKind.SuspendServer);
        await world.SettleAsync(world.NewWorker());
        world.Hypervisor.LifeTime = TimeSpan.Zero;

        Assert.Null((await world.AskAsync(server, OperationKind.ResumeServer)).Problem);
        await world.SettleAsync(world.NewWorker());

        Assert.Equal(OperationStatus.Success, (await world.LastOperationAsync(server)).Status);
        Assert.True(await world.ServerAsync(server) is { Status: ServerStatus.Off, WantsPower: true, Suspended: false, LockedBy: null });
    }

    [Theory]
    [InlineData(OperationKind.StartServer)]
    [InlineData(OperationKind.RebootServer)]
    [InlineData(OperationKind.ResetServer)]
    public async Task Powering_on_a_guest_that_stops_at_once_fails_within_minutes_and_shows_it_off(string kind)
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await FlowLawsTests.BeginAsync(world, kind);
        world.Hypervisor.LifeTime = TimeSpan.Zero;
        var asked = world.Clock.GetUtcNow();

        await world.SettleAsync(world.NewWorker());

        var operation = await world.LastOperationAsync(server);
        Assert.Equal((OperationStatus.Error, "guest_stopped"), (operation.Status, operation.ProblemCode));
        Assert.InRange(world.Clock.GetUtcNow() - asked, TimeSpan.Zero, Soon);
        Assert.True(await world.ServerAsync(server) is { Status: ServerStatus.Off, LockedBy: null });
    }
}
