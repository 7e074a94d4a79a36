using Hostelry.Billing.Subscriptions;
using Hostelry.Provisioning.Flows;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Provisioning.Tests.Operations;

/// <summary>
/// The laws that every flow keeps, whatever fails and whoever dies: it ends by itself; there is one server or none, one
/// subscription or none, one address or none; nothing on the host belongs to nobody. Deaths and deletions have classes of
/// their own, so that xunit runs them side by side.
/// </summary>
[Trait("Category", "Slow")]
public sealed class FlowLawsTests
{
    public static TheoryData<DatabaseKind, string> EveryFlow()
    {
        var all = new TheoryData<DatabaseKind, string>();
        foreach (var kind in FlowCatalogue.All.Select(flow => flow.Kind).Distinct())
        {
            all.Add(DatabaseKind.Sqlite, kind);
            if (kind is OperationKind.CreateServer or OperationKind.DeleteServer)
            {
                // The flows differ in no statement; these two meet every table.
                all.Add(DatabaseKind.Postgres, kind);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(EveryFlow))]
    public async Task Without_trouble_a_flow_reaches_its_goal(DatabaseKind database, string kind)
    {
        await using var world = await World.BeginAsync(database);
        var server = await BeginAsync(world, kind);

        await world.SettleAsync(world.NewWorker());

        Assert.Equal(OperationStatus.Success, (await world.LastOperationAsync(server)).Status);
        await AssertLawsAsync(world, server, kind);
    }

    [Theory]
    [MemberData(nameof(EveryFlow))]
    public async Task Each_host_call_may_fail_in_each_way(DatabaseKind database, string kind)
    {
        await using var world = await World.BeginAsync(database);
        var calls = await CountCallsAsync(world, kind);
        var failures =
            from call in Enumerable.Range(1, calls)
            from failure in new[]
            {
                (FaultMoment.Before, HypervisorErrorKind.Busy),
                (FaultMoment.Before, HypervisorErrorKind.NoCapacity),
                (FaultMoment.Before, HypervisorErrorKind.Refused),
                (FaultMoment.After, HypervisorErrorKind.Refused),
                (FaultMoment.Before, HypervisorErrorKind.Unknown),
                (FaultMoment.After, HypervisorErrorKind.Unknown),
            }
            select FakeFault.Error(call, failure.Item1, failure.Item2);
        foreach (var fault in failures)
        {
            var server = await BeginAsync(world, kind);
            world.Hypervisor.Arm(fault);

            await world.SettleAsync(world.NewWorker());

            world.Hypervisor.Arm(null);
            await AssertLawsAsync(world, server, kind);
        }
    }

    [Theory]
    [MemberData(nameof(EveryFlow))]
    public async Task Each_step_may_run_twice(DatabaseKind database, string kind)
    {
        await using var world = await World.BeginAsync(database);
        foreach (var step in FlowCatalogue.Newest(kind).Steps)
        {
            var server = await BeginAsync(world, kind);
            var operation = (await world.LastOperationAsync(server)).Id;
            var worker = world.NewWorker();

            await RepeatAsync(world, worker, operation, step);

            await world.SettleAsync(worker);
            Assert.Equal(OperationStatus.Success, (await world.LastOperationAsync(server)).Status);
            await AssertLawsAsync(world, server, kind);
        }
    }

    [Theory]
    [MemberData(nameof(EveryFlow))]
    public async Task A_flow_that_is_refused_and_then_meets_trouble_while_undoing_leaves_nothing(
        DatabaseKind database, string kind)
    {
        await using var world = await World.BeginAsync(database);
        var calls = await CountCallsAsync(world, kind);
        for (var call = 1; call <= calls; call++)
        {
            foreach (var later in new[] { 1, 2, 3 })
            {
                var server = await BeginAsync(world, kind);
                var then = FakeFault.Error(later, FaultMoment.After, HypervisorErrorKind.Unknown);
                world.Hypervisor.Arm(new FakeFault(call, FaultMoment.After, _ =>
                {
                    world.Hypervisor.Arm(then);
                    throw new HypervisorException(HypervisorErrorKind.Refused, "as told");
                }));

                await world.SettleAsync(world.NewWorker());

                world.Hypervisor.Arm(null);
                await AssertLawsAsync(world, server, kind);
            }
        }
    }

    /// <summary>A server in the state that the flow starts from, and the operation accepted.</summary>
    internal static async Task<long> BeginAsync(World world, string kind)
    {
        if (kind == OperationKind.CreateServer)
        {
            return await world.OrderAsync();
        }

        var server = await world.RunningServerAsync();
        var before = kind switch
        {
            OperationKind.StartServer => OperationKind.StopServer,
            OperationKind.ResumeServer => OperationKind.SuspendServer,
            _ => null,
        };
        if (before is not null)
        {
            Assert.Null((await world.AskAsync(server, before)).Problem);
            await world.SettleAsync(world.NewWorker());
        }

        var password = kind is OperationKind.ResetPassword or OperationKind.RebuildServer ? "new secret"u8.ToArray() : null;
        await world.Database.AsWorkerAsync((ProvisioningDb db) => db.Servers
            .IgnoreQueryFilters([ProvisioningDb.TenantFilter]).Where(row => row.Id == server)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.SealedRootPassword, password), World.Ct));
        var asked = await world.AskAsync(server, kind, kind switch
        {
            OperationKind.RebuildServer => new OperationData { ImageId = 1 },
            OperationKind.ChangeType => new OperationData { ServerTypeId = 2 },
            _ => new OperationData(),
        });
        Assert.Null(asked.Problem);
        return server;
    }

    internal static async Task AssertLawsAsync(World world, long serverId, string kind)
    {
        var operation = await world.LastOperationAsync(serverId);
        var server = await world.ServerAsync(serverId);
        var guest = world.Hypervisor.Find(World.Key(serverId));
        var subscription = await world.SubscriptionAsync(server.SubscriptionId);
        var addresses = await world.ReadAsync(db =>
            db.Addresses.CountAsync(row => row.ServerId == serverId && row.ReleasedAt == null, World.Ct));
        var rooms = await world.ReadAsync(db => db.HostReservations.CountAsync(row => row.ServerId == serverId, World.Ct));

        Assert.Null(server.LockedBy);
        Assert.NotEqual(OperationStatus.Running, operation.Status);
        Assert.NotNull(operation.FinishedAt);
        Assert.Null(operation.LeaseUntil);
        Assert.Equal(operation.Status == OperationStatus.Error, operation.ProblemCode is not null);
        Assert.Null(server.SealedRootPassword);
        if (server.DeletedAt is not null)
        {
            Assert.Null(guest);
            Assert.Equal((0, 0), (addresses, rooms));
            Assert.Equal(SubscriptionState.Ended, subscription.State);
            Assert.True(kind == OperationKind.DeleteServer || subscription.ReadyAt is null);
            return;
        }

        Assert.NotNull(guest);
        Assert.NotNull(guest.Spec);
        Assert.Equal((1, 1), (addresses, rooms));
        Assert.Equal(SubscriptionState.Active, subscription.State);
        Assert.Null(subscription.PlannedPriceId);
        Assert.Equal(guest.StartedAt is null ? ServerStatus.Off : ServerStatus.Running, server.Status);
        if (kind != OperationKind.RebuildServer || operation.Status == OperationStatus.Success)
        {
            // A rebuild that failed has lost the disk, which its owner wanted; the next rebuild makes one.
            Assert.Equal(server.DiskBytes, guest.DiskBytes);
            Assert.Equal(server.ImageDigest, guest.DiskBase);
        }

        var product = server.ServerTypeId == 1 ? "server_type:small" : "server_type:large";
        Assert.Equal(product, subscription.Items[^1].ProductCode);
        Assert.Equal(server.ServerTypeId * (512L << 20), guest.Spec.MemoryBytes);
        if (operation.Status == OperationStatus.Success)
        {
            AssertGoal(kind, server, guest);
        }
    }

    private static void AssertGoal(string kind, Server server, FakeGuest guest)
    {
        var off = kind is OperationKind.StopServer or OperationKind.ShutdownServer or OperationKind.SuspendServer;
        Assert.Equal(off, guest.StartedAt is null);
        Assert.Equal(!off, guest.MayStart);
        Assert.Equal(kind == OperationKind.SuspendServer, server.Suspended);
        Assert.Equal(kind is not (OperationKind.StopServer or OperationKind.ShutdownServer), server.WantsPower);
        Assert.Equal(kind == OperationKind.ChangeType ? 2 : 1, server.ServerTypeId);
        if (kind is OperationKind.RebootServer or OperationKind.ResetServer or OperationKind.RebuildServer)
        {
            Assert.True(guest.Starts > 1);
        }

        if (kind is OperationKind.ResetPassword or OperationKind.RebuildServer)
        {
            Assert.Equal("new secret", guest.RootPassword);
        }
    }

    /// <summary>How often the flow turns to the host when nothing fails.</summary>
    internal static async Task<int> CountCallsAsync(World world, string kind)
    {
        await BeginAsync(world, kind);
        world.Hypervisor.Arm(null);
        await world.SettleAsync(world.NewWorker());
        return world.Hypervisor.Calls.Count;
    }

    /// <summary>Runs to the named step, does it without recording it, and lets the engine do it again.</summary>
    private static async Task RepeatAsync(World world, Worker worker, long operation, Step step)
    {
        for (var round = 0; round < 200; round++)
        {
            await using (var lease = await worker.TakeLeaseAsync(operation))
            {
                if (lease is not null)
                {
                    await using var scope = worker.Scope();
                    scope.ServiceProvider.GetRequiredService<Billing.Kernel.Tenant>().ActAsWorker();
                    var run = scope.ServiceProvider.GetRequiredService<FlowRun>();
                    await run.LoadAsync(lease, World.Ct);
                    var present = FlowCatalogue.Get(run.Operation.Kind, run.Operation.Version)
                        .Steps.Single(each => each.Name == run.Operation.Step);
                    var outcome = await present.DoAsync(run, World.Ct);
                    if (present.Name == step.Name)
                    {
                        await lease.ReleaseAsync(World.Ct);
                        return;
                    }

                    await scope.ServiceProvider.GetRequiredService<StepRecorder>().RecordAsync(run, lease, outcome, World.Ct);
                    await lease.ReleaseAsync(World.Ct);
                }
            }

            world.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Fail($"{step.Name} was not reached.");
    }
}
