using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Provisioning.Tests.Operations;

public sealed class LeaseTests
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Of_many_workers_that_reach_for_one_operation_at_once_one_gets_it(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        var operation = (await world.LastOperationAsync(await world.OrderAsync())).Id;
        var workers = Enumerable.Range(0, 4).Select(_ => world.NewWorker()).ToList();

        var leases = await Task.WhenAll(workers.Concat(workers).Select(worker => Task.Run(() => worker.TakeLeaseAsync(operation))));

        var lease = Assert.Single(leases, lease => lease is not null);
        Assert.Equal(1, lease!.Token);
        await lease.DisposeAsync();
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_zombie_writes_nothing_and_changes_nothing_on_the_host(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        var server = await world.OrderAsync();
        var operation = (await world.LastOperationAsync(server)).Id;
        var sleeper = world.NewWorker();
        await using var old = await sleeper.TakeLeaseAsync(operation);
        await using var scope = sleeper.Scope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker();
        var run = scope.ServiceProvider.GetRequiredService<FlowRun>();
        await run.LoadAsync(old!, World.Ct);

        // It sleeps ten leases long, not even renewing; meanwhile another worker finishes.
        await old!.DisposeAsync();
        world.Clock.Advance(world.Settings.Lease * 10);
        await world.SettleAsync(world.NewWorker());
        var before = await world.LastOperationAsync(server);

        await Assert.ThrowsAsync<LeaseLostException>(() => run.Guest.KillAsync(World.Ct));
        await Assert.ThrowsAsync<LeaseLostException>(() => scope.ServiceProvider.GetRequiredService<StepRecorder>()
            .RecordAsync(run, old, StepOutcome.Next(), World.Ct));
        var late = await Assert.ThrowsAsync<HypervisorException>(() => world.Hypervisor.KillAsync(
            world.Endpoint, World.Key(server), new Fence(operation, old.Token), World.Ct));
        Assert.Equal(HypervisorErrorKind.StaleFence, late.Kind);
        Assert.Equivalent(before, await world.LastOperationAsync(server));
        await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.CreateServer);
    }

    [Fact]
    public async Task A_lease_is_renewed_while_the_worker_lives_and_so_belongs_to_nobody_else()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var operation = (await world.LastOperationAsync(await world.OrderAsync())).Id;
        await using var lease = await world.NewWorker().TakeLeaseAsync(operation);

        for (var passed = TimeSpan.Zero; passed < world.Settings.Lease * 3; passed += world.Settings.Renewal)
        {
            var until = world.Clock.GetUtcNow() + world.Settings.Lease;
            world.Clock.Advance(world.Settings.Renewal);
            await Wait.UntilAsync("the lease is renewed", async () => (await world.ReadAsync(db => db.Operations.FindAsync(operation).AsTask()))!.LeaseUntil > until);
        }

        lease!.EnsureHeld();
        Assert.Null(await world.NewWorker().TakeLeaseAsync(operation));
    }

    [Fact]
    public async Task A_lease_that_cannot_be_renewed_is_not_believed_in_any_more()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var worker = world.NewWorker();
        await using var lease = await worker.TakeLeaseAsync((await world.LastOperationAsync(await world.OrderAsync())).Id);
        await lease!.DisposeAsync(); // no renewal

        world.Clock.Advance(world.Settings.Lease - TimeSpan.FromMilliseconds(1));
        lease.EnsureHeld();
        world.Clock.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Throws<LeaseLostException>(lease.EnsureHeld);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Two_workers_that_sweep_at_once_make_one_server(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        var server = await world.OrderAsync();
        var (one, other) = (world.NewWorker(), world.NewWorker());

        for (var round = 0; (await world.LastOperationAsync(server)).Status == OperationStatus.Running; round++)
        {
            Assert.True(round < 100);
            await Task.WhenAll(Task.Run(one.SweepAsync), Task.Run(other.SweepAsync));
            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal(OperationStatus.Success, (await world.LastOperationAsync(server)).Status);
        Assert.Equal(1, world.Hypervisor.Find(World.Key(server))!.Starts);
        Assert.Equal(1, world.Hypervisor.Calls.Count(call => call == "CreateDisk"));
        await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.CreateServer);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task Tokens_grow_over_all_operations_of_a_server(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        var server = await world.RunningServerAsync();
        var created = await world.LastOperationAsync(server);
        Assert.Null((await world.AskAsync(server, OperationKind.StopServer)).Problem);
        await world.SettleAsync(world.NewWorker());

        Assert.True((await world.LastOperationAsync(server)).Fence > created.Fence);
    }
}
