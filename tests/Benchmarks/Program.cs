using System.Globalization;

using Hostelry.Benchmarks;

// Measures what docs/benchmarks.md promises, on this machine, as root: real processes, real guests. Exit codes: 0 every promise
// is kept, 1 one is not, 2 wrong usage.
Measure[] measures =
[
    new("orders", "how soon an order is accepted, SQLite and PostgreSQL (2 minutes)", AcceptedOrders.TakeAsync),
    new("ssh", "from the order to an answer of SSH, beside the bare calls (3 minutes)", OrderToSsh.TakeAsync),
    new("density", "memory of idle servers, on the shared base and on copies (10 minutes)", IdleServers.TakeAsync),
    new("portal", "start and memory of the portal (2 minutes)", PortalSize.TakeAsync),
    new("pages", "every page at fifty a second with 100,000 servers, both databases; sizes; the first staff page (4 minutes)", Pages.TakeAsync),
    new("usage", "usage taken in, of plain bulk inserts, both databases (1 minute)", UsageIngest.TakeAsync),
    new("hours-sqlite", "ten million records rolled up into hours, to the bare statement (3 minutes)", UsageHours.SqliteAsync),
    new("hours-postgres", "the same on PostgreSQL (3 minutes)", UsageHours.PostgresAsync),
    new("invoices", "a month's close, of the bulk insert of its rows, both databases (1 minute)", InvoiceRun.TakeAsync),
    new("invoices-memory", "memory of closing 100,000 customers (3 minutes)", InvoiceRun.MemoryAsync),
    new("cost", "the running cost of a thousand servers, both databases (1 minute)", RunningCost.TakeAsync),
    new("run", "the second ./run (3 minutes, most of them the first one)", SecondRun.TakeAsync),
];

if (args.Except(measures.Select(measure => measure.Name), StringComparer.Ordinal).Any())
{
    Console.Error.WriteLine("Benchmarks [NAME…]: without a name, all of");
    foreach (var measure in measures)
    {
        Console.Error.WriteLine($"  {measure.Name,-16} {measure.About}");
    }

    return 2;
}

var broken = false;
Table.Head();
foreach (var measure in measures.Where(measure => args.Length == 0 || args.Contains(measure.Name, StringComparer.Ordinal)))
{
    // The mean number of processes that ran or wanted to, of the last minute: how quiet it was before this measure began.
    var load = (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"-- {measure.Name}, {Environment.ProcessorCount} cores, load before {load}"));
    await foreach (var figure in measure.TakeAsync())
    {
        Table.Write(figure);
        broken |= figure.Kept == false;
    }
}

return broken ? 1 : 0;
