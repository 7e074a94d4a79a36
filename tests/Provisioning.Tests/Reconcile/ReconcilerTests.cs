using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Reconcile;
using Hostelry.Provisioning.Servers;
using Hostelry.Provisioning.Tests.Operations;
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
        await world.AskAsync(server, OperationKind.SuspendServer);
        await world.SettleAsync(world.NewWorker());
        world.Hypervisor.Find(World.Key(server))!.StartedAt = world.Clock.GetUtcNow();

        await ReconcileAsync(world);
        await world.SettleAsync(world.NewWorker());

        Assert.Null(world.Hypervisor.Find(World.Key(server))!.StartedAt);
        Assert.True(await world.ServerAsync(server) is { Suspended: true, Status: ServerStatus.Off });
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
        world.NewWorker().Services.GetRequiredService<Reconciler>().RunAsync(World.Ct);
}
