using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

using Hostelry.Testing;
using Hostelry.Testing.Installations;

namespace Hostelry.Benchmarks;

/// <summary>
/// How soon the portal answers after its start, and how much memory it holds after ten thousand API calls, in the shape
/// that <c>./run</c> gives it: one process with every role, on SQLite. It also made and deleted real servers meanwhile.
/// </summary>
internal static class PortalSize
{
    private const int Starts = 5;
    private const int Calls = 10_000;
    private const int Clients = 4;
    private const int Servers = 3;

    // What systemctl and top show as "M".
    private const double Mebibyte = 1024 * 1024;

    private static readonly string[] Reads =
    [
        "servers", "server_types", "images?name=debian-12", "locations", "datacenters", "pricing", "actions", "ssh_keys?sort=name:asc",
    ];

    public static async IAsyncEnumerable<Figure> TakeAsync()
    {
        await using var installation = await Installation.CreateAsync(new InstallationOptions(DatabaseKind.Sqlite));
        List<double> seconds = [];
        var portal = await StartAsync(installation, seconds);
        while (seconds.Count < Starts)
        {
            await portal.StopAsync();
            portal = await StartAsync(installation, seconds);
        }

        yield return Figure.AtMost($"start to first answer of /readyz, median of {Starts}", Samples.Median(seconds), 5, "{0:0.0} s");
        yield return Figure.Told("  slowest of them", seconds.Max(), "{0:0.0} s");
        yield return Figure.Told("  resident memory then", portal.ResidentBytes / Mebibyte, "{0:0} MiB");
        using var customer = new Customer(installation.Client());
        await customer.BringKeyAsync();
        for (var number = 0; number < Servers; number++)
        {
            var order = await customer.OrderAsync(string.Create(CultureInfo.InvariantCulture, $"server-{number}"));
            await customer.DoneAsync(order.ActionId);
            await customer.DeleteAsync(order.ServerId);
        }

        var start = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => CallAsync(customer, client)));
        var rate = Calls / Stopwatch.GetElapsedTime(start).TotalSeconds;
        yield return Figure.AtMost($"resident memory after {Calls} API calls", portal.ResidentBytes / Mebibyte, 250, "{0:0} MiB");
        yield return Figure.Told($"  calls a second meanwhile, {Clients} clients on the same cores", rate, "{0:0}");
    }

    private static async Task<PortalProcess> StartAsync(Installation installation, List<double> seconds)
    {
        var start = Stopwatch.GetTimestamp();
        var portal = await installation.StartAsync();
        seconds.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        return portal;
    }

    /// <summary>Rounds of every read, a key's life (three writes), and an order that is refused.</summary>
    private static async Task CallAsync(Customer customer, int client)
    {
        var round = Reads.Length + 4;
        for (var done = 0; done < Calls / Clients; done++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"key-{client}-{done / round}");
            if (done % round == 0)
            {
                var key = await customer.PostAsync("ssh_keys", new { name, public_key = Customer.NewKey() });
                var path = Customer.Path("ssh_keys", key.GetProperty("ssh_key").GetProperty("id").GetInt64());
                using var renamed = await customer.Client.PutAsJsonAsync(path, new { name = name + "-renamed" });
                using var deleted = await customer.Client.DeleteAsync(new Uri(path, UriKind.Relative));
                renamed.EnsureSuccessStatusCode();
                deleted.EnsureSuccessStatusCode();
                done += 2;
            }
            else if (done % round == 3)
            {
                using var refused = await customer.Client.PostAsJsonAsync("servers", new { name, server_type = "ct11", image = "no-such-image" });
            }
            else
            {
                await customer.Client.GetFromJsonAsync<JsonElement>(Reads[(done % round) - 4]);
            }
        }
    }
}
