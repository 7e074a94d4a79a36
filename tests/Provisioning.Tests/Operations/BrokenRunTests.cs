using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Tests.Operations;

/// <summary>What fails around a step (reading its rows, writing its result) is a failure of the operation as well.</summary>
public sealed class BrokenRunTests
{
    [Fact]
    public async Task A_step_whose_writes_throw_is_counted_told_and_undone_like_any_other_failure()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.RunningServerAsync();

        // The step that records the base needs the image's id, and throws without it.
        var asked = await world.AskAsync(server, OperationKind.RebuildServer, new OperationData { BaseDigest = "sha256:one" });
        await world.SettleAsync(world.NewWorker());

        var operation = await world.LastOperationAsync(server);
        Assert.Equal((OperationStatus.Error, "server_error"), (operation.Status, operation.ProblemCode));
        var told = await world.ReadAsync(db => db.OperationEvents
            .Where(line => line.OperationId == asked.Value.Id && line.Step == "record-base").Select(line => line.Outcome).ToListAsync(World.Ct));
        Assert.Equal(["retry", "retry", "retry", "retry", "failed"], told);
        await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.RebuildServer);
    }

    [Fact]
    public async Task A_guest_whose_own_files_stand_in_the_way_is_refused_at_once_in_words_its_owner_can_act_on()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.RunningServerAsync();
        await world.Database.AsWorkerAsync((ProvisioningDb db) => db.Servers.IgnoreQueryFilters([ProvisioningDb.TenantFilter])
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.SealedRootPassword, "new secret"u8.ToArray()), World.Ct));
        Assert.Null((await world.AskAsync(server, OperationKind.ResetPassword)).Problem);
        world.Hypervisor.Arm(FakeFault.Error(1, FaultMoment.Before, HypervisorErrorKind.GuestFiles));

        await world.NewWorker().SweepAsync();

        var operation = await world.LastOperationAsync(server);
        Assert.Equal((OperationStatus.Error, "guest_files"), (operation.Status, operation.ProblemCode));
        Assert.Contains("disk is full", operation.ProblemMessage, StringComparison.Ordinal);
        Assert.Null((await world.ServerAsync(server)).LockedBy);
    }

    [Theory]
    [InlineData(DatabaseKind.Sqlite)]
    [InlineData(DatabaseKind.Postgres)]
    public async Task An_operation_that_this_build_does_not_know_is_put_off_and_done_by_the_build_that_does(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        var server = await world.OrderAsync();
        await SetVersionAsync(world, server, 99);

        await world.NewWorker().SweepAsync();

        var operation = await world.LastOperationAsync(server);
        Assert.Equal((1, null), (operation.Attempt, operation.LeaseUntil));
        Assert.True(operation.NotBefore > world.Clock.GetUtcNow());

        await SetVersionAsync(world, server, 1);
        await world.SettleAsync(world.NewWorker());
        Assert.Equal(OperationStatus.Success, (await world.LastOperationAsync(server)).Status);
    }

    [Fact]
    public async Task A_delete_takes_over_from_an_operation_that_no_build_knows()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var server = await world.OrderAsync();
        await SetVersionAsync(world, server, 99);

        Assert.Null((await world.AskAsync(server, OperationKind.DeleteServer)).Problem);
        await world.SettleAsync(world.NewWorker());

        Assert.NotNull((await world.ServerAsync(server)).DeletedAt);
        await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.DeleteServer);
    }

    private static Task SetVersionAsync(World world, long server, int version) =>
        world.Database.AsWorkerAsync((ProvisioningDb db) => db.Operations
            .IgnoreQueryFilters([ProvisioningDb.TenantFilter]).Where(row => row.ServerId == server)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Version, version), World.Ct));
}
