using Hostelry.Provisioning.Flows;
using Hostelry.Provisioning.Operations;
using Hostelry.Testing;

namespace Hostelry.Provisioning.Tests.Operations;

/// <summary>The laws of <see cref="FlowLawsTests"/> when a worker dies: another finishes what it began.</summary>
[Trait("Category", "Slow")]
public sealed class FlowDeathTests
{
    [Theory]
    [MemberData(nameof(FlowLawsTests.EveryFlow), MemberType = typeof(FlowLawsTests))]
    public async Task A_worker_may_die_in_each_host_call_and_another_finishes(DatabaseKind database, string kind)
    {
        await using var world = await World.BeginAsync(database);
        var calls = await FlowLawsTests.CountCallsAsync(world, kind);
        foreach (var moment in new[] { FaultMoment.Before, FaultMoment.After })
        {
            for (var call = 1; call <= calls; call++)
            {
                var server = await FlowLawsTests.BeginAsync(world, kind);
                var mortal = world.NewWorker();
                world.Hypervisor.Arm(new FakeFault(call, moment, _ =>
                {
                    mortal.Die();
                    return Task.CompletedTask;
                }));
                await world.SettleAsync(mortal);
                world.Hypervisor.Arm(null);

                await world.SettleAsync(world.NewWorker());

                Assert.Equal(OperationStatus.Success, (await world.LastOperationAsync(server)).Status);
                await FlowLawsTests.AssertLawsAsync(world, server, kind);
            }
        }
    }

    [Theory]
    [MemberData(nameof(FlowLawsTests.EveryFlow), MemberType = typeof(FlowLawsTests))]
    public async Task A_worker_may_die_between_any_two_transactions_and_another_finishes(DatabaseKind database, string kind)
    {
        await using var world = await World.BeginAsync(database);
        for (var moment = 1; ; moment++)
        {
            var server = await FlowLawsTests.BeginAsync(world, kind);
            var mortal = world.NewWorker();
            mortal.DieAtMoment(moment);
            await world.SettleAsync(mortal);
            if (!mortal.IsDead)
            {
                Assert.True(moment > FlowCatalogue.Newest(kind).Steps.Count);
                return;
            }

            await world.SettleAsync(world.NewWorker());

            Assert.Equal(OperationStatus.Success, (await world.LastOperationAsync(server)).Status);
            await FlowLawsTests.AssertLawsAsync(world, server, kind);
        }
    }
}
