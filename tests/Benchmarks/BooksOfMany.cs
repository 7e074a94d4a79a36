using System.Data.Common;
using System.Globalization;

using Hostelry.Billing;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Metering;
using Hostelry.Billing.Payments.Credit;
using Hostelry.Billing.Subscriptions;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Benchmarks;

/// <summary>
/// A database with as many customers and running servers as are wanted: one of each is made by the product, the others are copies
/// of its rows, made by the database itself. The clock stands at 2026-11-10.
/// </summary>
internal sealed class BooksOfMany : IAsyncDisposable
{
    public const long First = 7;
    public const string Meter = "traffic_out";

    private static readonly Currency Eur = Currency.Of("EUR");

    private BooksOfMany(TestDatabase database) => Database = database;

    public TestDatabase Database { get; }

    /// <summary>Of the first customer's first server; the copies follow.</summary>
    public long Subscription { get; private set; }

    public static async Task<BooksOfMany> OpenAsync(DatabaseKind kind)
    {
        var books = new BooksOfMany(await TestDatabase.CreateAsync(kind));
        await books.SeedAsync();
        return books;
    }

    /// <summary>So many customers more, with one running server each, and no money.</summary>
    public async Task AddCustomersAsync(int count)
    {
        var first = await NextCustomerAsync();
        await CopyAsync(typeof(Customer), count, ("organization_id", $"{first} + g.n"));
        await CopyAsync(
            typeof(Subscription), count, ("id", $"{first + 1_000_000_000} + g.n"), ("organization_id", $"{first} + g.n"));
        await CopyAsync(
            typeof(SubscriptionItem), count, ("organization_id", $"{first} + g.n"), ("subscription_id", $"{first + 1_000_000_000} + g.n"));
        await LearnAsync();
    }

    /// <summary>So many servers more of the first customer.</summary>
    public async Task AddServersAsync(int count)
    {
        await CopyAsync(typeof(Subscription), count, ("id", $"{Subscription} + g.n"));
        await CopyAsync(typeof(SubscriptionItem), count, ("subscription_id", $"{Subscription} + g.n"));
        await LearnAsync();
    }

    /// <summary>A connection with the worker's rights, as the product's own.</summary>
    public async Task<DbConnection> ConnectAsync()
    {
        var tenant = new Tenant();
        tenant.ActAsWorker();
        var connection = Database.Source.Create(tenant);
        await Database.Source.OpenAsync(connection, tenant, CancellationToken.None);
        return connection;
    }

    public static async Task ExecuteAsync(DbConnection connection, string statement)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // statements are the benchmark's own
        command.CommandText = statement;
#pragma warning restore CA2100
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    private async Task SeedAsync()
    {
        Must(await Database.AsWorkerAsync((SeedCatalogue seed) => seed.ExecuteAsync(
            "Example Hosting",
            [
                new PublishPriceRequest("server_type:small", "local", UnitPrice.Parse("0.02", Eur), Money.Parse("8.00", Eur)),
                new PublishPriceRequest("meter:" + Meter, "local", PriceTerms.Counter(UnitPrice.Parse("0.01", Eur), 1000)),
            ],
            CancellationToken.None)));
        Must(await Database.AsWorkerAsync((CreateCustomer create) => create.ExecuteAsync(First, 1, "Customer", "EUR", CancellationToken.None)));
        Must(await Database.AsWorkerAsync((GrantCredit grant) => grant.ExecuteAsync(
            new GrantCreditRequest(First, Money.Parse("100.00", Eur), "a benchmark", "first"), CancellationToken.None)));
        Must(await Database.AsWorkerAsync((DefineMeter define) => define.ExecuteAsync(
            new DefineMeterRequest(Meter, MeterKind.Sum, "MB"), CancellationToken.None)));
        var opened = await Database.AsWorkerAsync((OpenSubscription open) => open.ExecuteAsync(
            new OpenSubscriptionRequest(First, "server_type:small", "local", "server", 1, "web-1"), CancellationToken.None));
        Must(opened);
        Subscription = opened.Value.Id;
        Must(await Database.AsWorkerAsync((MarkReady ready) => ready.ExecuteAsync(
            Subscription, 1, Database.Clock.GetUtcNow(), CancellationToken.None)));
    }

    private Task<long> NextCustomerAsync() => Database.AsWorkerAsync((BillingDb db) =>
        db.Customers.IgnoreQueryFilters().MaxAsync(customer => customer.OrganizationId));

    private Task LearnAsync() => Database.Kind == DatabaseKind.Postgres ? Database.AnalyzeAsync() : Task.CompletedTask;

    /// <summary>Copies the first customer's first row of a table; columns that are named become another expression of g.n.</summary>
    private async Task CopyAsync(Type type, int count, params (string Column, string Expression)[] changed)
    {
        var (table, columns) = await Database.AsWorkerAsync((BillingDb db) =>
        {
            var entity = db.Model.FindEntityType(type)!;
            var place = Microsoft.EntityFrameworkCore.Metadata.StoreObjectIdentifier.Table(entity.GetTableName()!, entity.GetSchema());
            return Task.FromResult((entity.GetTableName()!, entity.GetProperties().Select(property => property.GetColumnName(place)!)
                .Where(column => column != "id" || changed.Any(one => one.Column == "id")).ToList()));
        });
        var values = columns.Select(column => changed.FirstOrDefault(one => one.Column == column) is { Column: not null } one ? one.Expression : "t." + column);
        var series = Database.Kind == DatabaseKind.Sqlite
            ? string.Create(CultureInfo.InvariantCulture, $"WITH RECURSIVE g(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM g WHERE n < {count}) ")
            : "";
        var from = Database.Kind == DatabaseKind.Sqlite ? "g" : string.Create(CultureInfo.InvariantCulture, $"generate_series(1, {count}) AS g(n)");
        await using var connection = await ConnectAsync();
        await ExecuteAsync(connection, $"""
            INSERT INTO {table} ({string.Join(", ", columns)}) {series}
            SELECT {string.Join(", ", values)} FROM (SELECT * FROM {table} WHERE organization_id = {First} LIMIT 1) t, {from}
            """);
    }

    private static void Must<T>(Result<T> result)
    {
        if (result.Problem is { } problem)
        {
            throw new InvalidOperationException($"{problem.Code}: {problem.Message}");
        }
    }
}
