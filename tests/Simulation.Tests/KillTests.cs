using Hostelry.Provisioning.Flows;
using Hostelry.Provisioning.Operations;
using Hostelry.Testing.Installations;

namespace Hostelry.Simulation.Tests;

/// <summary>
/// The real process dies at every failpoint of create and delete, as a power cut would end it, and is started again. Within
/// a minute there is one server or none, one subscription or none, and nothing that nobody owns: without a human. What dies
/// between two steps dies in company, each operation at a failpoint of its own: a start of the portal costs more than they do.
/// </summary>
public abstract class KillTests(KillChain chain)
{
    private const int Together = 6; // of the eight that a worker runs at a time

    protected KillChain Chain => chain;

    /// <summary>An acceptance holds its customer's locks, or has woken nobody yet: it dies alone.</summary>
    public static TheoryData<string, string> Acceptances { get; } = new()
    {
        { Accept(OperationKind.CreateServer, "before-commit"), Accept(OperationKind.DeleteServer, "before-commit") },
        { Accept(OperationKind.CreateServer, "after-commit"), Accept(OperationKind.DeleteServer, "after-commit") },
    };

    /// <summary>Every failpoint of an order's steps, and beside them those of a deletion's: the same servers serve both.</summary>
    public static TheoryData<string[], string[]> OnTheWay { get; } = Pair([.. Steps(OperationKind.CreateServer, undo: false)], [.. Steps(OperationKind.DeleteServer, undo: false)]);

    public static TheoryData<string[]> OnTheWayBack { get; } = [.. Steps(OperationKind.CreateServer, undo: true).Chunk(Together)];

    [Fact]
    public void No_failpoint_of_create_and_delete_is_left_out()
    {
        List<string> died =
        [
            .. Acceptances.SelectMany(row => new[] { row.Data.Item1, row.Data.Item2 }),
            .. OnTheWay.SelectMany(row => row.Data.Item1.Concat(row.Data.Item2)),
            .. OnTheWayBack.SelectMany(row => row.Data),
        ];
        var all = FlowCatalogue.Failpoints(OperationKind.CreateServer).Concat(FlowCatalogue.Failpoints(OperationKind.DeleteServer));
        Assert.Equal(all.Order(StringComparer.Ordinal), died.Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Acceptances))]
    public async Task Order_killed_at_its_acceptance_becomes_one_server_and_its_killed_deletion_leaves_nothing(string order, string deletion)
    {
        await chain.ReadyAsync();
        var name = NameOf(order);
        await chain.Installation.ArmAsync("kill " + order);
        var answered = await chain.Customer.TryOrderAsync(name);
        await chain.DiesAndRestartsAsync(order);
        var server = await chain.Customer.OrderAsync(name);
        Assert.Contains(answered, new long?[] { null, server });
        await AreOneServerEachAsync([name], server);

        await chain.Installation.ArmAsync("kill " + deletion);
        await chain.Customer.TryDeleteAsync(server);
        await chain.DiesAndRestartsAsync(deletion);
        await LeaveNothingAsync(server);
    }

    [Theory]
    [MemberData(nameof(OnTheWay))]
    public async Task Orders_killed_on_their_way_become_one_server_each_and_their_killed_deletions_leave_nothing(string[] orders, string[] deletions)
    {
        await chain.ReadyAsync();
        var names = Array.ConvertAll(orders, NameOf);
        await chain.Installation.ArmAsync(Array.ConvertAll(orders, order => "hold " + order));
        var servers = await Task.WhenAll(names.Select(chain.Customer.OrderAsync));
        await chain.AllDieAndRestartAsync();
        Assert.Equal(servers, await Task.WhenAll(names.Select(chain.Customer.OrderAsync)));
        await AreOneServerEachAsync(names, servers);

        await chain.Installation.ArmAsync(Array.ConvertAll(deletions, deletion => "hold " + deletion));
        await Task.WhenAll(servers.Take(deletions.Length).Select(chain.Customer.TryDeleteAsync));
        await chain.AllDieAndRestartAsync();
        await LeaveNothingAsync(servers);
    }

    [Theory]
    [MemberData(nameof(OnTheWayBack))]
    public async Task Orders_killed_while_they_are_undone_leave_nothing_and_cost_nothing(string[] failpoints)
    {
        await chain.ReadyAsync();
        var servers = await Task.WhenAll(failpoints.Select(failpoint => chain.Customer.OrderAsync("silent-" + NameOf(failpoint)))); // never answers
        await Task.WhenAll(servers.Select(server => OperationIsAtAsync("wait-reachable", server)));
        await chain.Installation.ArmAsync(Array.ConvertAll(failpoints, failpoint => "hold " + failpoint));
        foreach (var server in servers)
        {
            await MissDeadlineAsync(server);
        }

        await chain.AllDieAndRestartAsync();

        await chain.IsWellAsync();
        foreach (var server in servers)
        {
            Assert.Equal(
                "ended|",
                await chain.Installation.Database.ValueAsync($"SELECT state, ready_at FROM subscriptions WHERE resource_id = {server}"));
        }
    }

    private async Task AreOneServerEachAsync(IReadOnlyList<string> names, params long[] servers)
    {
        await Task.WhenAll(servers.Select(chain.RunsAsync));
        await chain.IsWellAsync([.. servers.Order()]);
        foreach (var name in names)
        {
            Assert.Equal("1", await chain.Installation.Database.ValueAsync($"SELECT COUNT(*) FROM servers WHERE name = '{name}'"));
        }
    }

    private async Task LeaveNothingAsync(params long[] servers)
    {
        Assert.All(await Task.WhenAll(servers.Select(chain.Customer.TryDeleteAsync)), Assert.True);
        await Task.WhenAll(servers.Select(chain.Customer.IsGoneAsync));
        await chain.IsWellAsync();
        foreach (var server in servers)
        {
            await IsPaidUntilItsDeletionWasAcceptedAsync(server);
        }
    }

    private static TheoryData<string[], string[]> Pair(string[] orders, string[] deletions)
    {
        var lives = new TheoryData<string[], string[]>();
        var batches = orders.Chunk(Together).ToList();
        var each = (deletions.Length + batches.Count - 1) / batches.Count;
        for (var at = 0; at < batches.Count; at++)
        {
            lives.Add(batches[at], [.. deletions.Skip(at * each).Take(each)]);
        }

        return lives.All(row => row.Data.Item2.Length <= row.Data.Item1.Length)
            ? lives
            : throw new InvalidOperationException("There are more failpoints of deletions than servers to delete.");
    }

    private static IEnumerable<string> Steps(string kind, bool undo) => FlowCatalogue.Failpoints(kind)
        .Where(failpoint => !failpoint.StartsWith(kind + ".accept.", StringComparison.Ordinal)
            && failpoint.Contains(".undo-", StringComparison.Ordinal) == undo);

    private static string Accept(string kind, string place) => $"{kind}.accept.{place}";

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
