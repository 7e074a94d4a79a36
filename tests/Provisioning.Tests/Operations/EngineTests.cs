using Hostelry.Billing.Subscriptions;
using Hostelry.Provisioning.Flows;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Tests.Operations;

public sealed class EngineTests
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_host_that_is_down_for_twelve_hours_delays_the_order_and_loses_nothing(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        var server = await world.OrderAsync();
        world.Hypervisor.Down = true;
        var worker = world.NewWorker();
        var ordered = world.Clock.GetUtcNow();
        while (world.Clock.GetUtcNow() < ordered + TimeSpan.FromHours(12))
        {
            await worker.SweepAsync();
            world.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        world.Hypervisor.Down = false;
        await world.SettleAsync(worker);

        await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.CreateServer);
        var row = await world.ServerAsync(server);
        Assert.Null(row.DeletedAt);
        var ready = (await world.SubscriptionAsync(row.SubscriptionId)).ReadyAt;
        Assert.True(ready > ordered + TimeSpan.FromHours(12));
    }

    [Fact]
    public async Task An_order_that_is_not_done_by_its_deadline_ends_uncharged_once_the_host_is_back()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.OrderAsync();
        world.Hypervisor.Arm(new FakeFault(3, FaultMoment.After, _ =>
        {
            world.Hypervisor.Down = true;
            throw new HypervisorException(HypervisorErrorKind.Unknown, "as told");
        }));
        var worker = world.NewWorker();
        await worker.SweepAsync();
        Assert.NotNull(world.Hypervisor.Find(World.Key(server)));

        world.Clock.Advance(world.Settings.DeadlineOf(OperationKind.CreateServer));
        await worker.SweepAsync();
        var undoing = await world.LastOperationAsync(server);
        Assert.True(undoing is { Undoing: true, ProblemCode: "timeout", Status: OperationStatus.Running });

        world.Clock.Advance(TimeSpan.FromDays(3));
        await worker.SweepAsync();
        world.Hypervisor.Down = false;
        await world.SettleAsync(worker);

        Assert.NotNull((await world.ServerAsync(server)).DeletedAt);
        await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.CreateServer);
    }

    [Fact]
    public async Task A_call_that_never_returns_is_given_up_as_unknown_and_the_order_goes_on()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.OrderAsync();
        world.Hypervisor.Arm(FakeFault.Hang(2, FaultMoment.After));
        var worker = world.NewWorker();
        var stuck = worker.SweepAsync();
        await Wait.UntilAsync("the second call hangs", () => world.Hypervisor.Calls.Count == 2);
        await Wait.UntilAsync("the call is given up", () =>
        {
            world.Clock.Advance(world.Settings.Renewal);
            return stuck.IsCompleted;
        });

        world.Hypervisor.Arm(null);
        await world.SettleAsync(worker);

        await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.CreateServer);
        Assert.Null((await world.ServerAsync(server)).DeletedAt);
    }

    [Fact]
    public async Task A_short_wait_is_waited_for_in_place_with_one_lease()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        world.Settings.InlineWait = TimeSpan.FromSeconds(1);
        var server = await world.OrderAsync();
        var run = world.NewWorker().SweepAsync();
        await EndsAsync(world, run);

        var operation = await world.LastOperationAsync(server);
        Assert.Equal((OperationStatus.Success, 1L), (operation.Status, operation.Fence));
        Assert.Equal(100, operation.Progress);
    }

    [Fact]
    public async Task A_silent_guest_gives_its_worker_back_after_ten_seconds_and_the_sweep_is_there_again_when_it_is_due()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        world.Settings.InlineWait = TimeSpan.FromSeconds(1);
        world.Hypervisor.Silent = true;
        var server = await world.OrderAsync();
        var worker = world.NewWorker();
        var run = worker.SweepAsync();
        await EndsAsync(world, run);

        var operation = await world.LastOperationAsync(server);
        Assert.Equal(("wait-reachable", OperationStatus.Running, null), (operation.Step, operation.Status, operation.LeaseUntil));
        Assert.InRange(world.Clock.GetUtcNow() - operation.StepSince, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(20));
        Assert.InRange(
            operation.NotBefore - world.Clock.GetUtcNow(), TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(2));

        // Not at the sweep's next usual look, which may be five seconds away.
        Assert.Equal(
            operation.NotBefore - world.Clock.GetUtcNow(), await worker.Single<Sweep>(worker.Runner).LookAsync(World.Ct));
    }

    [Fact]
    public async Task A_sweep_alone_takes_an_operation_to_its_end_as_soon_as_each_wait_is_over()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        world.Settings.Sweep = TimeSpan.FromDays(1);
        world.Hypervisor.Silent = true;
        var server = await world.OrderAsync();
        var ordered = world.Clock.GetUtcNow();
        var worker = world.NewWorker();
        using var sweep = worker.Single<Sweep>(worker.Runner);
        await sweep.StartAsync(World.Ct);
        await Wait.UntilAsync("the silent guest is taken as it is", async () =>
        {
            world.Clock.Advance(TimeSpan.FromMilliseconds(500));
            return (await world.LastOperationAsync(server)).Status == OperationStatus.Success;
        });
        await sweep.StopAsync(World.Ct);

        Assert.InRange(world.Clock.GetUtcNow() - ordered, world.Settings.BootGrace, TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task The_history_tells_every_step_once()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.RunningServerAsync();
        var operation = await world.LastOperationAsync(server);

        var told = await world.ReadAsync(db => db.OperationEvents.Where(line => line.OperationId == operation.Id)
            .OrderBy(line => line.Id).ToListAsync(World.Ct));

        Assert.Equal(
            FlowCatalogue.Newest(OperationKind.CreateServer).Steps.Select(step => step.Name),
            told.Where(line => line.Outcome is "next" or "done").Select(line => line.Step));
        Assert.Equal("done", told[^1].Outcome);
    }

    [Fact]
    public async Task While_an_operation_holds_the_server_another_is_refused_and_has_written_nothing()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.RunningServerAsync();
        var first = await world.AskAsync(server, OperationKind.StopServer);

        Assert.Equal("locked", (await world.AskAsync(server, OperationKind.RebootServer)).Problem?.Code);

        Assert.Equal(first.Value.Id, (await world.LastOperationAsync(server)).Id);
    }

    [Fact]
    public async Task A_second_delete_is_refused_and_the_first_one_ends_well()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.OrderAsync();
        Assert.Null((await world.AskAsync(server, OperationKind.DeleteServer)).Problem);

        Assert.Equal("locked", (await world.AskAsync(server, OperationKind.DeleteServer)).Problem?.Code);
        await world.SettleAsync(world.NewWorker());

        Assert.Equal("not_found", (await world.AskAsync(server, OperationKind.DeleteServer)).Problem?.Code);
        await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.DeleteServer);
    }

    [Fact]
    public async Task A_server_ordered_off_is_ready_and_paid_for_but_never_started()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.OrderAsync(leaveOff: true);
        await world.SettleAsync(world.NewWorker());

        var row = await world.ServerAsync(server);
        Assert.Equal(0, world.Hypervisor.Find(World.Key(server))!.Starts);
        Assert.False(row.WantsPower);
        Assert.Equal(SubscriptionState.Active, (await world.SubscriptionAsync(row.SubscriptionId)).State);
    }

    [Fact]
    public async Task A_guest_that_ignores_the_request_goes_on_running_after_shutdown_and_is_forced_by_reboot()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        world.Hypervisor.IgnoresShutdown = true;
        var server = await world.RunningServerAsync();

        await world.AskAsync(server, OperationKind.ShutdownServer);
        await world.SettleAsync(world.NewWorker());
        Assert.Equal("timeout", (await world.LastOperationAsync(server)).ProblemCode);
        await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.ShutdownServer);

        await world.AskAsync(server, OperationKind.RebootServer);
        await world.SettleAsync(world.NewWorker());
        Assert.Equal(OperationStatus.Success, (await world.LastOperationAsync(server)).Status);
        await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.RebootServer);
    }

    [Fact]
    public async Task A_host_that_knows_a_higher_token_makes_the_token_rise()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.OrderAsync();
        var operation = (await world.LastOperationAsync(server)).Id;
        await world.Hypervisor.KillAsync(world.Endpoint, World.Key(server), new Fence(operation, 500), World.Ct);

        await world.SettleAsync(world.NewWorker());

        Assert.True((await world.LastOperationAsync(server)) is { Status: OperationStatus.Success, Fence: > 500 });
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_host_that_saw_later_operations_of_a_database_that_was_put_back_obeys_again(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        var server = await world.RunningServerAsync();
        var operation = await world.LastOperationAsync(server);
        var seen = new Fence(operation.Id + 500, operation.Fence + 3);
        await world.Hypervisor.SetRootPasswordAsync(world.Endpoint, World.Key(server), "lost", seen, World.Ct);

        Assert.Null((await world.AskAsync(server, OperationKind.RebootServer)).Problem);
        await world.SettleAsync(world.NewWorker());
        Assert.True((await world.LastOperationAsync(server)) is { Status: OperationStatus.Success } after && after.Fence > seen.Token);

        Assert.Null((await world.AskAsync(server, OperationKind.DeleteServer)).Problem);
        await world.SettleAsync(world.NewWorker());
        await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.DeleteServer);
    }

    [Fact]
    public void Failpoints_name_every_step_and_every_undo_once()
    {
        var points = FlowCatalogue.Failpoints(OperationKind.CreateServer);

        Assert.Equal(points.Count, points.Distinct().Count());
        Assert.Contains("create_server.start-period.after-commit", points);
        Assert.Contains("create_server.define-domain.undo-after-effect", points);
        Assert.DoesNotContain("create_server.start-period.undo-before", points);
        Assert.Equal(2 + (7 * 3) + (4 * 3), points.Count);
    }

    [Fact]
    public void Step_names_of_a_flow_are_unique_and_no_flow_can_be_undone_after_its_last_step() =>
        Assert.All(FlowCatalogue.All, flow =>
        {
            Assert.Equal(flow.Steps.Count, flow.Steps.Select(step => step.Name).Distinct().Count());
            Assert.True(flow.Steps.Count == 1 || flow.Steps[^1].UndoAsync is null);
            Assert.True(!flow.NeverGivesUp || flow.Steps.All(step => step.UndoAsync is null));
        });

    /// <summary>Time goes on until the run ends.</summary>
    private static Task EndsAsync(World world, Task run) => Wait.UntilAsync("the run ends", () =>
    {
        world.Clock.Advance(TimeSpan.FromMilliseconds(100));
        return run.IsCompleted;
    });
}
