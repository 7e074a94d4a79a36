using Hostelry.Provisioning.Hosts;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Reconcile;
using Hostelry.Provisioning.Servers;
using Hostelry.Provisioning.Tests.Operations;
using Hostelry.Provisioning.Tests.Outbox;
using Hostelry.Testing;

using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Provisioning.Tests.Reconcile;

public sealed class ReconcilerTests
{
    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task What_a_deleted_server_left_is_removed_and_its_sleeping_worker_refused(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        var server = await world.RunningServerAsync();
        var spec = world.Hypervisor.Find(World.Key(server))!.Spec!;
        await world.AskAsync(server, OperationKind.DeleteServer);
        await world.SettleAsync(world.NewWorker());
        var last = await world.LastOperationAsync(server);
        world.Hypervisor.Plant(world.Endpoint, new FakeGuest(World.Key(server))
        {
            HasDisk = true,
            Spec = spec,
            StartedAt = world.Clock.GetUtcNow(),
        });

        var report = Assert.Single(await ReconcileAsync(world));

        Assert.Equal([World.Key(server)], report.Removed);
        Assert.Null(world.Hypervisor.Find(World.Key(server)));
        var late = await Assert.ThrowsAsync<HypervisorException>(() =>
            world.Hypervisor.CreateDiskAsync(world.Endpoint, spec, new Fence(last.Id, last.Fence), World.Ct));
        Assert.Equal(HypervisorErrorKind.StaleFence, late.Kind);
    }

    [Fact]
    public async Task Guests_of_another_installation_are_never_touched()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.RunningServerAsync();
        await world.AskAsync(server, OperationKind.DeleteServer);
        await world.SettleAsync(world.NewWorker());
        var foreign = new GuestKey("zzzzzzzz", "server", server);
        world.Hypervisor.Plant(world.Endpoint, new FakeGuest(foreign) { HasDisk = true });

        var report = Assert.Single(await ReconcileAsync(world));

        Assert.Empty(report.Removed);
        Assert.Empty(report.Unknown);
        Assert.NotNull(world.Hypervisor.Find(foreign));
    }

    [Fact]
    public async Task A_guest_without_a_row_is_reported_and_kept()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        world.Hypervisor.Plant(world.Endpoint, new FakeGuest(World.Key(999)) { HasDisk = true });

        var report = Assert.Single(await ReconcileAsync(world));

        Assert.Equal([World.Key(999)], report.Unknown);
        Assert.NotNull(world.Hypervisor.Find(World.Key(999)));
    }

    [Fact]
    public async Task A_server_under_an_operation_is_left_alone()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.OrderAsync();
        await world.NewWorker().SweepAsync();
        var before = await world.ServerAsync(server);

        var report = Assert.Single(await ReconcileAsync(world));

        Assert.Empty(report.Removed);
        Assert.Empty(report.Missing);
        Assert.Equal(before.Status, (await world.ServerAsync(server)).Status);
        await world.SettleAsync(world.NewWorker());
        await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.CreateServer);
    }

    [Fact]
    public async Task A_guest_that_stopped_by_itself_is_shown_as_off_and_one_that_vanished_as_unknown()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.RunningServerAsync();
        var operation = await world.LastOperationAsync(server);
        world.Hypervisor.Find(World.Key(server))!.StartedAt = null;
        await ReconcileAsync(world);
        Assert.True(await world.ServerAsync(server) is { Status: ServerStatus.Off, WantsPower: true });

        var fence = new Fence(operation.Id, operation.Fence);
        await world.Hypervisor.UndefineAsync(world.Endpoint, World.Key(server), fence, World.Ct);
        await world.Hypervisor.DeleteDiskAsync(world.Endpoint, World.Key(server), fence, World.Ct);
        var report = Assert.Single(await ReconcileAsync(world));

        Assert.Equal([server], report.Missing);
        Assert.Equal(ServerStatus.Unknown, (await world.ServerAsync(server)).Status);
    }

    [Fact]
    public async Task A_suspended_guest_that_runs_is_stopped_again()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.RunningServerAsync();
        await OutboxPumpTests.SuspendAsync(world);
        await OutboxPumpTests.SettleAsync(world);
        world.Hypervisor.Find(World.Key(server))!.StartedAt = world.Clock.GetUtcNow();

        await ReconcileAsync(world);
        await world.SettleAsync(world.NewWorker());

        Assert.Null(world.Hypervisor.Find(World.Key(server))!.StartedAt);
        Assert.True(await world.ServerAsync(server) is { Suspended: true, Status: ServerStatus.Off });
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task A_server_whose_suspension_ended_since_the_rows_were_read_is_not_stopped(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        var deleted = await world.OrderAsync();
        var server = await world.OrderAsync();
        await world.SettleAsync(world.NewWorker());
        await world.AskAsync(deleted, OperationKind.DeleteServer);
        await world.SettleAsync(world.NewWorker());
        world.Hypervisor.Plant(world.Endpoint, new FakeGuest(World.Key(deleted)) { HasDisk = true });
        await OutboxPumpTests.SuspendAsync(world);
        await OutboxPumpTests.SettleAsync(world);
        world.Hypervisor.Find(World.Key(server))!.StartedAt = world.Clock.GetUtcNow();

        // The remains are taken away first: in that time the customer pays.
        var pass = new FakeFault(2, FaultMoment.Before, async _ =>
        {
            await OutboxPumpTests.ResumeAsync(world);
            await OutboxPumpTests.SettleAsync(world);
        });
        world.Hypervisor.Arm(pass);
        Assert.Single(Assert.Single(await ReconcileAsync(world)).Removed);
        await world.SettleAsync(world.NewWorker());

        Assert.True(await world.ServerAsync(server) is { Suspended: false, Status: ServerStatus.Running });
        Assert.NotNull(world.Hypervisor.Find(World.Key(server))!.StartedAt);
    }

    [Fact]
    public async Task A_server_that_is_suspended_only_until_the_pump_comes_is_not_stopped_again()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.RunningServerAsync();
        await OutboxPumpTests.SuspendAsync(world);
        await OutboxPumpTests.SettleAsync(world);
        world.Hypervisor.Find(World.Key(server))!.StartedAt = world.Clock.GetUtcNow();
        var before = await world.LastOperationAsync(server);
        await OutboxPumpTests.ResumeAsync(world);

        await ReconcileAsync(world);

        Assert.Equal(before.Id, (await world.LastOperationAsync(server)).Id);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task What_an_operation_did_while_the_host_was_listed_is_not_overwritten(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        var stopped = await world.RunningServerAsync();
        await world.AskAsync(stopped, OperationKind.StopServer);
        await world.SettleAsync(world.NewWorker());
        long made = 0;
        world.Hypervisor.Arm(new FakeFault(1, FaultMoment.After, async _ =>
        {
            await world.AskAsync(stopped, OperationKind.StartServer);
            made = await world.OrderAsync();
            await world.SettleAsync(world.NewWorker());
        }));

        var report = Assert.Single(await ReconcileAsync(world));

        Assert.Empty(report.Missing);
        Assert.Equal(ServerStatus.Running, (await world.ServerAsync(stopped)).Status);
        Assert.Equal(ServerStatus.Running, (await world.ServerAsync(made)).Status);
    }

    [Fact]
    public async Task A_host_that_fails_in_a_way_that_nobody_foresaw_does_not_end_the_pass()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        await world.Database.AsWorkerAsync(async (ProvisioningDb db) =>
        {
            db.Hosts.Add(new Host
            {
                Id = 2,
                SellerId = 1,
                DatacenterId = 1,
                Name = "second",
                Address = "local",
                Cores = 1,
                MemoryBytes = 1,
                DiskBytes = 1,
                CreatedAt = world.Clock.GetUtcNow(),
            });
            return await db.SaveChangesAsync(World.Ct);
        });
        world.Hypervisor.Arm(new FakeFault(1, FaultMoment.Before, _ => throw new ObjectDisposedException("Connection")));

        Assert.Single(await ReconcileAsync(world));
    }

    [Fact]
    public async Task A_host_that_is_away_is_left_out_and_hurts_nobody()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.RunningServerAsync();
        world.Hypervisor.Down = true;

        Assert.Empty(await ReconcileAsync(world));

        Assert.Equal(ServerStatus.Running, (await world.ServerAsync(server)).Status);
    }

    private static Task<IReadOnlyList<HostReport>> ReconcileAsync(World world) =>
        world.NewWorker().Single<Reconciler>().RunAsync(World.Ct);
}
