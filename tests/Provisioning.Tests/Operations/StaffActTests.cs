using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Flows;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Provisioning.Tests.Operations;

/// <summary>What staff ask of an operation: to be tried again at once, to be given up.</summary>
public sealed class StaffActTests
{
    public static TheoryData<string> EveryFlow() => [.. FlowCatalogue.All.Select(flow => flow.Kind).Distinct()];

    [Theory]
    [MemberData(nameof(EveryFlow))]
    public async Task A_flow_that_is_given_up_during_any_host_call_keeps_its_laws(string kind)
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var calls = await FlowLawsTests.CountCallsAsync(world, kind);
        var given = 0;
        for (var call = 1; call <= calls; call++)
        {
            foreach (var fails in new[] { false, true })
            {
                var server = await FlowLawsTests.BeginAsync(world, kind);
                var operation = (await world.LastOperationAsync(server)).Id;
                world.Hypervisor.Arm(new FakeFault(call, FaultMoment.After, async _ =>
                {
                    given += (await GiveUpAsync(world, operation)).IsSuccess ? 1 : 0;
                    if (fails)
                    {
                        throw new HypervisorException(HypervisorErrorKind.Unknown, "as told");
                    }
                }));

                await world.SettleAsync(world.NewWorker());

                world.Hypervisor.Arm(null);
                await FlowLawsTests.AssertLawsAsync(world, server, kind);
                var ended = await world.LastOperationAsync(server);
                Assert.True(ended.ProblemCode is null or "given_up", ended.ProblemCode);
                Assert.True(!FlowCatalogue.Newest(kind).NeverGivesUp || ended.Status == OperationStatus.Success);
            }
        }

        Assert.Equal(FlowCatalogue.Newest(kind).NeverGivesUp, given == 0);
    }

    [Theory, OnBothDatabases]
    public async Task An_order_given_up_while_its_host_is_down_ends_uncharged_when_the_host_is_back(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        var server = await world.OrderAsync();
        world.Hypervisor.Down = true;
        var worker = world.NewWorker();
        await worker.SweepAsync();
        var operation = (await world.LastOperationAsync(server)).Id;

        Assert.Null((await GiveUpAsync(world, operation)).Problem);
        Assert.Equal("conflict", (await GiveUpAsync(world, operation)).Problem?.Code);
        await worker.SweepAsync();
        Assert.True((await world.LastOperationAsync(server)).Undoing);
        world.Hypervisor.Down = false;
        await world.SettleAsync(worker);

        await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.CreateServer);
        Assert.NotNull((await world.ServerAsync(server)).DeletedAt);
        Assert.Equal("conflict", (await GiveUpAsync(world, operation)).Problem?.Code);
        Assert.Equal("not_found", (await GiveUpAsync(world, 999_999)).Problem?.Code);
    }

    [Theory, OnBothDatabases]
    public async Task A_failing_operation_is_due_at_once_when_staff_ask_and_its_count_goes_on(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        var server = await world.OrderAsync();
        world.Hypervisor.Down = true;
        var worker = world.NewWorker();
        for (var failure = 0; failure < 6; failure++)
        {
            await worker.SweepAsync();
            world.Clock.SetUtcNow((await world.LastOperationAsync(server)).NotBefore);
        }

        await worker.SweepAsync();
        var waits = await world.LastOperationAsync(server);
        Assert.True(waits.NotBefore > world.Clock.GetUtcNow());
        world.Hypervisor.Down = false;

        Assert.Null((await RetryAsync(world, waits.Id)).Problem);

        var due = await world.LastOperationAsync(server);
        Assert.Equal((world.Clock.GetUtcNow(), waits.Attempt), (due.NotBefore, due.Attempt));
        await world.SettleAsync(worker);
        await FlowLawsTests.AssertLawsAsync(world, server, OperationKind.CreateServer);
        Assert.Equal("conflict", (await RetryAsync(world, waits.Id)).Problem?.Code);
        Assert.Equal("not_found", (await RetryAsync(world, 999_999)).Problem?.Code);
    }

    [Theory, OnBothDatabases]
    public async Task What_a_worker_has_is_not_tried_beside_it(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        var operation = (await world.LastOperationAsync(await world.OrderAsync())).Id;
        await using var lease = await world.NewWorker().TakeLeaseAsync(operation);
        Assert.NotNull(lease);

        Assert.Equal("locked", (await RetryAsync(world, operation)).Problem?.Code);
        await lease.ReleaseAsync(World.Ct);
        Assert.Null((await RetryAsync(world, operation)).Problem);
    }

    [Fact]
    public async Task Both_acts_are_audited_under_who_asked()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        var operation = (await world.LastOperationAsync(await world.OrderAsync())).Id;
        await RetryAsync(world, operation);
        await GiveUpAsync(world, operation);

        var audited = await world.Database.AsWorkerAsync((Billing.BillingDb db) => db.Reachable<Billing.Audit.AuditEntry>()
            .Where(row => row.Action.StartsWith("operation.")).OrderBy(row => row.Id)
            .Select(row => $"{row.Actor} {row.Action} {row.OrganizationId}").ToListAsync(World.Ct));
        Assert.Equal([$"user:3 operation.retry {World.Customer}", $"user:3 operation.give_up {World.Customer}"], audited);
    }

    private static Task<Result<Done>> RetryAsync(World world, long operation) =>
        AsStaffAsync(world, (RetryOperation retry) => retry.ExecuteAsync(operation, World.Ct));

    private static Task<Result<Done>> GiveUpAsync(World world, long operation) =>
        AsStaffAsync(world, (GiveUpOperation giveUp) => giveUp.ExecuteAsync(operation, World.Ct));

    private static async Task<Result<Done>> AsStaffAsync<T>(World world, Func<T, Task<Result<Done>>> act)
        where T : notnull
    {
        await using var scope = world.Database.Scope(tenant => tenant.ActAsWorker("user:3"));
        return await act(scope.ServiceProvider.GetRequiredService<T>());
    }
}
