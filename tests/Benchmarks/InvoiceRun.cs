using System.Data.Common;
using System.Diagnostics;

using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Rating;
using Hostelry.Testing;

using Microsoft.Data.Sqlite;

using Npgsql;

namespace Hostelry.Benchmarks;

/// <summary>
/// A month's close of many customers (numbers, rows, hashes, bookings), beside the bulk insert of the very rows that it wrote into
/// the same tables of another database; and what memory it takes with a hundred times the customers.
/// </summary>
internal static class InvoiceRun
{
    private const int Customers = 2000;
    private const int Few = 1000;
    private const int Many = 100_000;

    /// <summary>What a close writes, in an order that foreign keys allow.</summary>
    private static readonly string[] Tables =
        ["invoices", "invoice_lines", "invoice_taxes", "ledger_transactions", "ledger_entries", "invoice_settlements", "audit_entries"];

    public static async IAsyncEnumerable<Figure> TakeAsync()
    {
        foreach (var kind in new[] { DatabaseKind.Sqlite, DatabaseKind.Postgres })
        {
            await using var ours = await BooksOfMany.OpenAsync(kind);
            await CloseAsync(ours, 200); // compiled and warm
            var before = await CountsAsync(ours);
            var (spent, _) = await CloseAsync(ours, Customers);

            await using var other = await BooksOfMany.OpenAsync(kind);
            await other.AddCustomersAsync(200 + Customers);
            var (floor, rows) = await FloorAsync(ours, other, before);
            yield return Figure.AtLeast(
                $"invoices of {Customers} customers, {kind}, of the bulk insert of their rows", 100 * floor / spent, 25, "{0:0} %");
            yield return Figure.Told("  customers a second", Customers / spent * 1000, "{0:0}");
            yield return Figure.Told("  rows of one customer", (double)rows / Customers, "{0:0.0}");
        }
    }

    public static async IAsyncEnumerable<Figure> MemoryAsync()
    {
        await using var books = await BooksOfMany.OpenAsync(DatabaseKind.Sqlite);
        await CloseAsync(books, 200);
        var (_, few) = await CloseAsync(books, Few);
        var (spent, many) = await CloseAsync(books, Many);
        yield return Figure.AtMost($"memory of closing {Many} customers, to {Few}", (double)many / few, 1.5, "{0:0.00}");
        yield return Figure.Told("  heap while it closes them", many / 1e6, "{0:0} MB");
        yield return Figure.Told("  seconds", spent / 1000, "{0:0} s");
    }

    /// <summary>Adds customers, lets a month pass, and closes it; milliseconds, and the most that was alive meanwhile.</summary>
    private static async Task<(double Spent, long Alive)> CloseAsync(BooksOfMany books, int customers)
    {
        await books.AddCustomersAsync(customers);
        var month = Month.Of(books.Database.Clock.GetUtcNow());
        books.Database.Clock.SetUtcNow(month.End.AddHours(12));
        using var over = new CancellationTokenSource();
        var watch = WatchAsync(over.Token);
        var start = Stopwatch.GetTimestamp();
        var closed = await books.Database.AsWorkerAsync((CloseMonth close) => close.ExecuteAsync(1, month, CancellationToken.None));
        var spent = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        await over.CancelAsync();
        return closed.IsSuccess && closed.Value.Invoices >= customers
            ? (spent, await watch)
            : throw new InvalidOperationException("Not every customer got an invoice.");
    }

    /// <summary>What is alive after a collection, looked at every second: garbage says nothing.</summary>
    private static async Task<long> WatchAsync(CancellationToken ct)
    {
        var most = 0L;
        while (!ct.IsCancellationRequested)
        {
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
            await Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None);
        }

        return most;
    }

    private static async Task<Dictionary<string, long>> CountsAsync(BooksOfMany books)
    {
        await using var connection = await books.ConnectAsync();
        var counts = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in Tables)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // names of the benchmark's own
            command.CommandText = $"SELECT COALESCE(MAX(id), 0) FROM {table}";
#pragma warning restore CA2100
            counts[table] = Convert.ToInt64(await command.ExecuteScalarAsync(), System.Globalization.CultureInfo.InvariantCulture);
        }

        return counts;
    }

    /// <summary>Milliseconds of one transaction that inserts what the close wrote; and how many rows that were.</summary>
    private static async Task<(double Spent, int Rows)> FloorAsync(BooksOfMany from, BooksOfMany to, Dictionary<string, long> before)
    {
        await using var source = await from.ConnectAsync();
        await using var target = await to.ConnectAsync();
        await InsertAsync(target, "ledger_accounts", await ReadAsync(source, "ledger_accounts", 2));
        var read = new List<(string Table, Rows Rows)>();
        foreach (var table in Tables)
        {
            read.Add((table, await ReadAsync(source, table, before[table])));
        }

        // Lines may be written while their invoice is a draft alone.
        var invoices = read[0].Rows;
        var state = invoices.Columns.FindIndex(column => column.Name == "state");
        foreach (var row in invoices.Values)
        {
            row[state] = "draft";
        }

        var start = Stopwatch.GetTimestamp();
        await using (var transaction = await target.BeginTransactionAsync())
        {
            foreach (var (table, rows) in read)
            {
                await InsertAsync(target, table, rows, transaction);
            }

            await transaction.CommitAsync();
        }

        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, read.Sum(one => one.Rows.Values.Count));
    }

    private static async Task<Rows> ReadAsync(DbConnection connection, string table, long after)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // names of the benchmark's own
        command.CommandText = $"SELECT * FROM {table} WHERE id > {after} ORDER BY id";
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var columns = Enumerable.Range(0, reader.FieldCount).Select(at => (reader.GetName(at), reader.GetDataTypeName(at))).ToList();
        var values = new List<object[]>();
        while (await reader.ReadAsync())
        {
            var row = new object[reader.FieldCount];
            reader.GetValues(row);
            values.Add(row);
        }

        return new Rows(columns, values);
    }

    private static async Task InsertAsync(DbConnection connection, string table, Rows rows, DbTransaction? transaction = null)
    {
        var names = string.Join(", ", rows.Columns.Select(column => column.Name));
        if (connection is NpgsqlConnection postgres)
        {
            await using var copy = await postgres.BeginBinaryImportAsync($"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)");
            foreach (var row in rows.Values)
            {
                await copy.StartRowAsync();
                for (var at = 0; at < row.Length; at++)
                {
                    await (row[at] is DBNull ? copy.WriteNullAsync() : copy.WriteAsync(row[at], rows.Columns[at].Type));
                }
            }

            await copy.CompleteAsync();
            return;
        }

        await using var insert = ((SqliteConnection)connection).CreateCommand();
        insert.Transaction = (SqliteTransaction?)transaction;
#pragma warning disable CA2100 // names of the benchmark's own
        insert.CommandText = $"INSERT INTO {table} ({names}) VALUES ({string.Join(", ", rows.Columns.Select((_, at) => $"${at}"))})";
#pragma warning restore CA2100
        var parameters = rows.Columns.Select((_, at) => insert.Parameters.AddWithValue($"${at}", DBNull.Value)).ToArray();
        await insert.PrepareAsync();
        foreach (var row in rows.Values)
        {
            for (var at = 0; at < row.Length; at++)
            {
                parameters[at].Value = row[at];
            }

            await insert.ExecuteNonQueryAsync();
        }
    }

    private sealed record Rows(List<(string Name, string Type)> Columns, List<object[]> Values);
}
