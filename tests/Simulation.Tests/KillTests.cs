using Hostelry.Provisioning.Flows;
using Hostelry.Provisioning.Operations;
using Hostelry.Testing.Installations;

namespace Hostelry.Simulation.Tests;

/// <summary>
/// The real process dies at every failpoint of create and delete, as a power cut would end it, and is started again. Within
/// a minute there is one server or none, one subscription or none, and nothing that nobody owns: without a human.
/// </summary>
public abstract class KillTests(KillChain chain)
{
    protected KillChain Chain => chain;

    /// <summary>Every failpoint of an order on its way, and beside it one of deletion, until those are used up: one server serves both.</summary>
    public static TheoryData<string, string?> Lives { get; } = Pair(Create(undo: false), FlowCatalogue.Failpoints(OperationKind.DeleteServer));

    public static TheoryData<string> OnTheWayBack { get; } = [.. Create(undo: true)];

    [Theory]
    [MemberData(nameof(Lives))]
    public async Task Order_killed_on_its_way_becomes_one_server_and_its_killed_deletion_leaves_nothing(string order, string? deletion)
    {
        await chain.ReadyAsync();
        var name = NameOf(order);
        await chain.Installation.ArmAsync("kill " + order);

        var answered = await chain.Customer.TryOrderAsync(name);
        await chain.DiesAndRestartsAsync(order);
        var server = await chain.Customer.OrderAsync(name);

        Assert.Contains(answered, new long?[] { null, server });
        await chain.RunsAsync(server);
        await chain.IsWellAsync(server);
        Assert.Equal("1", await chain.Installation.Database.ValueAsync($"SELECT COUNT(*) FROM servers WHERE name = '{name}'"));

        if (deletion is not null)
        {
            await chain.Installation.ArmAsync("kill " + deletion);
            await chain.Customer.TryDeleteAsync(server);
            await chain.DiesAndRestartsAsync(deletion);
        }

        Assert.True(await chain.Customer.TryDeleteAsync(server));
        await chain.Customer.IsGoneAsync(server);
        await chain.IsWellAsync();
        await IsPaidUntilItsDeletionWasAcceptedAsync(server);
    }

    [Theory]
    [MemberData(nameof(OnTheWayBack))]
    public async Task Order_killed_while_it_is_undone_leaves_nothing_and_costs_nothing(string failpoint)
    {
        await chain.ReadyAsync();
        var server = await chain.Customer.OrderAsync("silent-" + NameOf(failpoint)); // never answers, so never becomes ready
        await OperationIsAtAsync("wait-reachable", server);
        await chain.Installation.ArmAsync("kill " + failpoint);

        await MissDeadlineAsync(server);
        await chain.DiesAndRestartsAsync(failpoint);

        await chain.IsWellAsync();
        Assert.Equal(
            "ended|",
            await chain.Installation.Database.ValueAsync($"SELECT state, ready_at FROM subscriptions WHERE resource_id = {server}"));
    }

    private static TheoryData<string, string?> Pair(IEnumerable<string> orders, IReadOnlyList<string> deletions)
    {
        var lives = new TheoryData<string, string?>();
        var next = 0;
        foreach (var order in orders)
        {
            lives.Add(order, deletions.ElementAtOrDefault(next++));
        }

        return next >= deletions.Count ? lives : throw new InvalidOperationException("Deletion has more failpoints than an order: some would be left out.");
    }

    private static IEnumerable<string> Create(bool undo) => FlowCatalogue.Failpoints(OperationKind.CreateServer)
        .Where(failpoint => failpoint.Contains(".undo-", StringComparison.Ordinal) == undo);

    private static string NameOf(string failpoint) => failpoint.Replace('.', '-').Replace('_', '-');

    private async Task IsPaidUntilItsDeletionWasAcceptedAsync(long server)
    {
        var times = (await chain.Installation.Database.ValueAsync(
            $"""
            SELECT s.ended_at, o.created_at FROM subscriptions s JOIN operations o ON o.server_id = s.resource_id
            WHERE s.resource_id = {server} AND o.kind = '{OperationKind.DeleteServer}'
            """)).Split('|');
        Assert.Equal(times[1], times[0]);
    }

    private Task OperationIsAtAsync(string step, long server) => Wait.UntilAsync(
        $"the operation is at {step}",
        TimeSpan.FromSeconds(30),
        async () => await chain.Installation.Database.ValueAsync($"SELECT step FROM operations WHERE server_id = {server}") == step);

    private async Task MissDeadlineAsync(long server)
    {
        var past = chain.Installation.Database.Literal(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal(
            1, await chain.Installation.Database.ChangeAsync($"UPDATE operations SET deadline = {past} WHERE server_id = {server}"));
    }
}

public sealed class KillsOnSqliteTests(SqliteChain chain) : KillTests(chain), IClassFixture<SqliteChain>
{
    [Fact]
    public async Task Shipped_leases_and_sweeps_recover_a_killed_order_within_a_minute()
    {
        const string Failpoint = "create_server.start-domain.after-effect";
        await Chain.StopAsync();
        await Chain.ReadyAsync(KillChain.ShippedTimes);
        await Chain.Installation.ArmAsync("kill " + Failpoint);

        var server = await Chain.Customer.OrderAsync("shipped");
        await Chain.DiesAndRestartsAsync(Failpoint, KillChain.ShippedTimes);

        await Chain.RunsAsync(server);
        await Chain.IsWellAsync(server);
        Assert.True(await Chain.Customer.TryDeleteAsync(server));
        await Chain.Customer.IsGoneAsync(server);
        await Chain.IsWellAsync();
        await Chain.StopAsync(); // the next case starts it with short times
    }
}

public sealed class KillsOnPostgresTests(PostgresChain chain) : KillTests(chain), IClassFixture<PostgresChain>;
