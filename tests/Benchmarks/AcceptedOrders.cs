using System.Diagnostics;
using System.Globalization;

using Hostelry.Testing;
using Hostelry.Testing.Installations;

namespace Hostelry.Benchmarks;

/// <summary>
/// How long <c>POST /v1/servers</c> takes while orders come evenly, twenty a second, and no worker runs: the process has the role
/// Web. Every order is a durable commit. All are one customer's, on one host, so each waits for the locks of the one before.
/// </summary>
internal static class AcceptedOrders
{
    private const int PerSecond = 20;

    // The first orders, one after the other, are answered while the process still compiles itself, the hot ones a second time: until
    // that is done it has neither both cores for orders nor its own speed.
    private const int WarmUp = 400;
    private const int Orders = 20 * PerSecond;

    // Where the machine cannot keep up orders queue: that is to be a figure, not an error.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async IAsyncEnumerable<Figure> TakeAsync()
    {
        foreach (var kind in new[] { DatabaseKind.Sqlite, DatabaseKind.Postgres })
        {
            await foreach (var figure in OnAsync(kind))
            {
                yield return figure;
            }
        }
    }

    private static async IAsyncEnumerable<Figure> OnAsync(DatabaseKind kind)
    {
        await using var installation = await Installation.CreateAsync(new InstallationOptions(kind)
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Role"] = "Web",
                ["Provisioning:NetworkCidr"] = "10.180.0.0/16", // rows alone: no worker, no network
                ["Provisioning:DefaultServers"] = "10000",
                ["Provisioning:DefaultCores"] = "10000",
            },
        });
        await RefuseIfForgetfulAsync(installation.Database);
        await installation.Database.ChangeAsync(
            $"UPDATE hosts SET cores = 10000, memory_bytes = {1L << 44}, disk_bytes = {1L << 50}");
        var portal = await installation.StartAsync();
        using var customer = new Customer(installation.Client());
        customer.Client.Timeout = Patience;
        await customer.BringKeyAsync();

        for (var number = 0; number < WarmUp; number++)
        {
            await customer.OrderAsync(string.Create(CultureInfo.InvariantCulture, $"warm-{number}"));
        }

        var before = portal.ProcessorTime;
        var times = await OrderAsync(customer);
        var spent = portal.ProcessorTime - before;

        var written = await installation.Database.ValueAsync("SELECT COUNT(*) FROM operations");
        if (written != (WarmUp + Orders).ToString(CultureInfo.InvariantCulture))
        {
            throw new InvalidOperationException($"{written} orders are in the database, not {WarmUp + Orders}.");
        }

        var what = $"POST /v1/servers, {PerSecond} a second, {kind}";
        yield return Figure.AtMost(what + ": p95", Samples.Percentile(times, 95), 50, "{0:0.0} ms");
        yield return Figure.Told(what + ": median", Samples.Median(times), "{0:0.0} ms");
        yield return Figure.Told("  processor time of the portal for each order", spent.TotalMilliseconds / Orders, "{0:0.0} ms");
        yield return Figure.Told("  resident memory of that portal (role Web)", portal.ResidentBytes / (1024.0 * 1024), "{0:0} MiB");
    }

    /// <summary>Milliseconds of each order. A slow answer holds up no later order: each is sent when it is due.</summary>
    private static Task<double[]> OrderAsync(Customer customer)
    {
        var start = Stopwatch.GetTimestamp();
        return Task.WhenAll(Enumerable.Range(0, Orders).Select(async number =>
        {
            var wait = TimeSpan.FromSeconds((double)number / PerSecond) - Stopwatch.GetElapsedTime(start);
            await Task.Delay(wait > TimeSpan.Zero ? wait : TimeSpan.Zero);
            var sent = Stopwatch.GetTimestamp();
            await customer.OrderAsync(string.Create(CultureInfo.InvariantCulture, $"order-{number}"));
            return Stopwatch.GetElapsedTime(sent).TotalMilliseconds;
        }));
    }

    /// <summary>A commit that a power cut undoes is no commit; tests run on such a server.</summary>
    private static async Task RefuseIfForgetfulAsync(InstallationDatabase database)
    {
        if (database.Kind != DatabaseKind.Postgres)
        {
            return; // The product itself sets synchronous=FULL.
        }

        foreach (var setting in new[] { "fsync", "synchronous_commit", "full_page_writes" })
        {
            if (await database.ValueAsync("SHOW " + setting) != "on")
            {
                throw new InvalidOperationException($"This PostgreSQL does not keep what it commits ({setting} is off): use ./test --benchmarks.");
            }
        }
    }
}
