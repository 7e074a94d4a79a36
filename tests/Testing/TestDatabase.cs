using Hostelry.Billing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Hostelry.Testing;

/// <summary>The databases that every data test runs on.</summary>
public enum DatabaseKind
{
    Sqlite,
    Postgres,
}

/// <summary>
/// A fresh database for one test, migrated as the product's is, and the services of the rooms on top of it. Disposing
/// removes it.
/// </summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly string[] Triggers =
    [
        "finalised_invoices_update", "finalised_invoices_update_of_state", "finalised_invoice_lines_update",
        "finalised_invoice_taxes_update", "written_once_ledger_entries_update", "written_once_ledger_transactions_update",
        "written_once_invoice_settlements_update", "written_once_invoice_settlements_delete",
    ];

    private readonly TestStore _store;
    private readonly ServiceProvider _services;

    private TestDatabase(DatabaseKind kind, TestStore store, TestConnectionSource source, Action<IServiceCollection>? configure)
    {
        (Kind, _store, Source) = (kind, store, source);
        var services = new ServiceCollection();
        Register(services, configure);
        services.AddSingleton<IConnectionSource>(source);
        services.AddSingleton<TimeProvider>(Clock);
        _services = services.BuildServiceProvider();
    }

    public DatabaseKind Kind { get; }

    /// <summary>Stands at 2026-11-10 12:00 UTC until moved.</summary>
    public FakeTimeProvider Clock { get; } = new(new DateTimeOffset(2026, 11, 10, 12, 0, 0, TimeSpan.Zero));

    /// <summary>Connections and statement faults of this database.</summary>
    public TestConnectionSource Source { get; }

    /// <summary>
    /// Makes the database; Billing is always there, other rooms and fakes come with <paramref name="configure"/>.
    /// Skips the test, with the reason, where PostgreSQL is not installed.
    /// </summary>
    public static async Task<TestDatabase> CreateAsync(DatabaseKind kind, Action<IServiceCollection>? configure = null)
    {
        var store = await TestStore.CreateAsync(kind);
        return new TestDatabase(kind, store, new TestConnectionSource(store), configure);
    }

    /// <summary>A scope that acts for whom <paramref name="act"/> says: <c>tenant => tenant.ActAsWorker()</c>.</summary>
    public AsyncServiceScope Scope(Action<Tenant> act)
    {
        var scope = _services.CreateAsyncScope();
        act(scope.ServiceProvider.GetRequiredService<Tenant>());
        return scope;
    }

    /// <summary>One use case in a worker's scope of its own, as one job would run it.</summary>
    public async Task<TResult> AsWorkerAsync<TService, TResult>(Func<TService, Task<TResult>> use)
        where TService : notnull
    {
        await using var scope = Scope(tenant => tenant.ActAsWorker());
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>One use case in a scope of an organization's own, as one request would run it.</summary>
    public async Task<TResult> AsOrganizationAsync<TService, TResult>(long organizationId, Func<TService, Task<TResult>> use)
        where TService : notnull
    {
        await using var scope = Scope(tenant => tenant.ActForOrganization(organizationId, "token:1"));
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>An intruder with the owner's rights: the triggers that keep finalised invoices as they are go.</summary>
    public Task DropInvoiceTriggersAsync() => _store.ExecuteAsOwnerAsync(Kind == DatabaseKind.Sqlite
        ? "DROP TRIGGER finalised_invoices_update; DROP TRIGGER finalised_invoice_lines_update"
        : "DROP TRIGGER finalised ON invoices; DROP TRIGGER finalised ON invoice_lines");

    /// <summary>An intruder with the owner's rights, whom no trigger stops.</summary>
    public Task BreakAsync(string sql) => _store.ExecuteAsOwnerAsync(Kind == DatabaseKind.Sqlite
        ? $"""
          {string.Concat(Triggers.Select(trigger => $"DROP TRIGGER IF EXISTS {trigger};"))}
          {sql}
          """
        : $"SET session_replication_role = replica; {sql}");

    /// <summary>Statements with the rights that migrations have: what a benchmark or a fixture fills and makes beside the product.</summary>
    public Task RunAsOwnerAsync(string sql) => _store.ExecuteAsOwnerAsync(sql);

    /// <summary>PostgreSQL's planner learns what the tables hold now.</summary>
    public Task AnalyzeAsync() => _store.ExecuteAsOwnerAsync("ANALYZE");

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await Source.DisposeAsync();
        await _store.DisposeAsync();
    }

    private static void Register(IServiceCollection services, Action<IServiceCollection>? configure)
    {
        services.AddBilling();
        configure?.Invoke(services);
    }
}
