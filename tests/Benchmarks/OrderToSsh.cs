using System.Diagnostics;
using System.Globalization;

using Hostelry.Testing;
using Hostelry.Testing.Installations;

namespace Hostelry.Benchmarks;

/// <summary>
/// How long a customer waits from the order to an answer of SSH, as a ratio to a person with root who makes the same calls by
/// hand (<see cref="BareHost"/>): what the product itself costs. One server of each kind in turn, each removed before the next.
/// </summary>
internal static class OrderToSsh
{
    private const int Pairs = 16;

    private static readonly string[] Steps =
        ["hold-reservation", "create-disk", "write-seed", "define-domain", "start-domain", "wait-reachable", "start-period"];

    public static async IAsyncEnumerable<Figure> TakeAsync()
    {
        await using var installation = await Installation.CreateAsync(new InstallationOptions(DatabaseKind.Sqlite));
        await using var bare = await BareHost.TakeAsync(await PlanAsync(installation.Database));
        await installation.StartAsync();
        using var customer = new Customer(installation.Client());
        await customer.BringKeyAsync();
        Stages ordered = new(), made = new();
        for (var pair = 0; pair <= Pairs; pair++)
        {
            // Who is first in a pair changes, lest one of the two always follows the other's removal.
            if (pair % 2 == 0)
            {
                await OrderAsync(customer, installation.Database, pair, ordered);
                await MakeAsync(bare, pair + 1, made);
            }
            else
            {
                await MakeAsync(bare, pair + 1, made);
                await OrderAsync(customer, installation.Database, pair, ordered);
            }

            if (pair == 0)
            {
                ordered.Forget();
                made.Forget();
            }
        }

        var ratio = ordered.Median("ssh") / made.Median("ssh");
        yield return Figure.AtMost($"order → SSH answers, as a ratio to the bare calls, {Pairs} pairs", ratio, 1.15, "{0:0.00}");
        yield return Figure.Told("  order → SSH answers, median", ordered.Median("ssh"), "{0:0} ms");
        yield return Figure.Told("  bare calls → SSH answers, median", made.Median("ssh"), "{0:0} ms");
        yield return Figure.Told("  order → action succeeded, median", ordered.Median("done"), "{0:0} ms");
        yield return Figure.Told("  order → answer", ordered.Median("answered"), "{0:0} ms");
        foreach (var step in Steps)
        {
            yield return Figure.Told(
                string.Create(CultureInfo.InvariantCulture, $"  step {step} (bare {made.Median(step):0} ms)"), ordered.Median(step), "{0:0} ms");
        }
    }

    private static async Task OrderAsync(Customer customer, InstallationDatabase database, int pair, Stages stages)
    {
        var start = Stopwatch.GetTimestamp();
        var order = await customer.OrderAsync(string.Create(CultureInfo.InvariantCulture, $"server-{pair}"));
        stages.Add("answered", Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        await SshBanner.ArrivesAsync(order.Address);
        stages.Add("ssh", Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        await customer.DoneAsync(order.ActionId);
        stages.Add("done", Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        await ReadStepsAsync(database, order.ActionId, stages);
        await customer.DeleteAsync(order.ServerId);
    }

    private static async Task MakeAsync(BareHost bare, int id, Stages stages)
    {
        var start = Stopwatch.GetTimestamp();
        await bare.MakeAsync(id, stages);
        await bare.StartAsync(id, stages);
        await stages.TimeAsync("wait-reachable", () => SshBanner.ArrivesAsync(bare.AddressOf(id)));
        stages.Add("ssh", Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        await bare.RemoveAsync(id);
    }

    /// <summary>Where the time went, by the operation's own record: from the end of the step before to the end of each.</summary>
    private static async Task ReadStepsAsync(InstallationDatabase database, long action, Stages stages)
    {
        var before = InstallationDatabase.Moment(await database.ValueAsync($"SELECT created_at FROM operations WHERE id = {action}"));
        foreach (var row in await database.RowsAsync($"SELECT step, at FROM operation_events WHERE operation_id = {action} ORDER BY id"))
        {
            var at = InstallationDatabase.Moment(row.Split('|')[1]);
            stages.Add(row.Split('|')[0], (at - before).TotalMilliseconds);
            before = at;
        }
    }

    /// <summary>The type that is ordered.</summary>
    private static async Task<Plan> PlanAsync(InstallationDatabase database)
    {
        var row = (await database.RowsAsync("SELECT cores, memory_bytes, disk_bytes, processes FROM server_types WHERE name = 'ct11'"))
            .Single().Split('|').Select(value => long.Parse(value, CultureInfo.InvariantCulture)).ToList();
        return new Plan((int)row[0], row[1], row[2], (int)row[3]);
    }
}
