using Hostelry.Provisioning.Operations;
using Hostelry.Testing;

namespace Hostelry.Provisioning.Tests.Operations;

/// <summary>The laws of <see cref="FlowLawsTests"/> when the customer deletes the server while a flow runs.</summary>
[Trait("Category", "Slow")]
public sealed class FlowDeletionTests
{
    [Theory]
    [MemberData(nameof(FlowLawsTests.EveryFlow), MemberType = typeof(FlowLawsTests))]
    public async Task A_delete_may_be_accepted_in_each_host_call(DatabaseKind database, string kind)
    {
        if (kind == OperationKind.DeleteServer)
        {
            return;
        }

        await using var world = await World.BeginAsync(database);
        var calls = await FlowLawsTests.CountCallsAsync(world, kind);
        foreach (var moment in new[] { FaultMoment.Before, FaultMoment.After })
        {
            for (var call = 1; call <= calls; call++)
            {
                var server = await FlowLawsTests.BeginAsync(world, kind);
                world.Hypervisor.Arm(new FakeFault(call, moment, async _ =>
                    Assert.Null((await world.AskAsync(server, OperationKind.DeleteServer)).Problem)));

                await world.SettleAsync(world.NewWorker());

                world.Hypervisor.Arm(null);
                Assert.NotNull((await world.ServerAsync(server)).DeletedAt);
                await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.DeleteServer);
            }
        }
    }

    [Theory]
    [MemberData(nameof(FlowLawsTests.EveryFlow), MemberType = typeof(FlowLawsTests))]
    public async Task A_delete_may_be_accepted_while_nobody_runs_the_flow(DatabaseKind database, string kind)
    {
        if (kind == OperationKind.DeleteServer)
        {
            return;
        }

        await using var world = await World.BeginAsync(database);
        for (var moment = 1; ; moment++)
        {
            var server = await FlowLawsTests.BeginAsync(world, kind);
            var mortal = world.NewWorker();
            mortal.DieAtMoment(moment);
            await world.SettleAsync(mortal);
            var deleted = await world.AskAsync(server, OperationKind.DeleteServer);
            Assert.Null(deleted.Problem);

            await world.SettleAsync(world.NewWorker());

            Assert.NotNull((await world.ServerAsync(server)).DeletedAt);
            await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.DeleteServer);
            if (!mortal.IsDead)
            {
                return;
            }
        }
    }
}
