using System.Data.Common;

using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Persistence;

/// <summary>
/// The one database connection of a dependency-injection scope, shared by the three contexts, so that use cases which
/// must agree share one transaction. The connection is chosen by the scope's <see cref="Tenant"/> and opened at first use.
/// </summary>
public sealed class Database(Tenant tenant, IConnectionSource source) : IAsyncDisposable, IDisposable
{
    // As long as SQLite itself waits for a writer of another process (its busy_timeout).
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly List<DbContext> _contexts = [];
    private readonly HashSet<object> _held = [];
    private DbConnection? _connection;
    private DbTransaction? _transaction;
    private List<Action> _afterCommit = [];

    public bool IsSqlite => source.IsSqlite;

    /// <summary>The scope's connection, closed until EF or a transaction opens it.</summary>
    public DbConnection Connection => _connection ??= source.Create(tenant);

    /// <summary>A moment as the columns hold it, for raw statements: UTC ticks on SQLite, else itself in UTC.</summary>
    public object Stored(DateTimeOffset moment) => IsSqlite ? moment.UtcTicks : moment.ToUniversalTime();

    public bool InTransaction => _transaction is not null;

    /// <summary>Called by every context when it is made; joins it to a transaction that is already open.</summary>
    internal void Enlist(DbContext context)
    {
        _contexts.Add(context);

        // A failed save ends the transaction here, nobody goes on in it: two statements less for every save.
        context.Database.AutoSavepointsEnabled = false;
        if (_transaction is not null)
        {
            context.Database.UseTransaction(_transaction);
        }
    }

    /// <summary>
    /// Does <paramref name="act"/> once the open transaction is committed, and never when it is rolled back; at once when
    /// none is open. For wake-ups that may be lost, not for anything that must happen.
    /// </summary>
    public void AfterCommit(Action act)
    {
        if (_transaction is null)
        {
            act();
        }
        else
        {
            _afterCommit.Add(act);
        }
    }

    /// <summary>
    /// Remembers until the transaction ends that it holds <paramref name="what"/>, as a locked row, so that nobody in it
    /// locks or reads that again.
    /// </summary>
    /// <returns>False when it was remembered already.</returns>
    public bool Hold(object what) => _transaction is null
        ? throw new InvalidOperationException("Locks are held to the end of a transaction; none is open.")
        : _held.Add(what);

    /// <summary>True when the open transaction called <see cref="Hold"/> for it.</summary>
    public bool Holds(object what) => _held.Contains(what);

    /// <summary>
    /// Keeps the connection open until the answer is disposed: several reads then share one opening, which costs PostgreSQL
    /// more than most of them. Inside a transaction, or when it is kept already, it changes nothing.
    /// </summary>
    public async Task<IAsyncDisposable> KeepOpenAsync(CancellationToken ct)
    {
        if (Connection.State != System.Data.ConnectionState.Closed)
        {
            return new Kept(null);
        }

        await source.OpenAsync(Connection, tenant, ct);
        return new Kept(Connection);
    }

    /// <summary>
    /// Runs <paramref name="work"/> in one transaction over all contexts of the scope; a call inside another joins it.
    /// Commits when the work returns a success, rolls back and forgets tracked changes when it returns a problem or throws.
    /// </summary>
    /// <param name="work">Saves its own changes; must not keep entities for use after a rollback.</param>
    /// <param name="ct">Cancels the work, not a commit under way.</param>
    public async Task<Result<T>> InTransactionAsync<T>(Func<Task<Result<T>>> work, CancellationToken ct)
    {
        if (_transaction is not null)
        {
            return await work();
        }

        await TakeTurnAsync(ct);
        var opened = Connection.State == System.Data.ConnectionState.Closed;
        var committed = false;
        try
        {
            if (opened)
            {
                await source.OpenAsync(Connection, tenant, ct);
            }

            // SQLite: BEGIN IMMEDIATE, so that a writer waits its turn instead of failing half way.
            _transaction = await Connection.BeginTransactionAsync(ct);
            foreach (var context in _contexts)
            {
                await context.Database.UseTransactionAsync(_transaction, ct);
            }

            var result = await work();
            if (result.IsSuccess)
            {
                await _transaction.CommitAsync(CancellationToken.None);
                committed = true;
            }
            else
            {
                await _transaction.RollbackAsync(CancellationToken.None);
                Forget();
            }

            return result;
        }
        catch
        {
            Forget();
            throw;
        }
        finally
        {
            try
            {
                await LeaveAsync(opened);
            }
            finally
            {
                source.WriterTurn?.Release();
            }

            Settle(committed);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }
    }

    public void Dispose() => _connection?.Dispose();

    private async Task TakeTurnAsync(CancellationToken ct)
    {
        if (source.WriterTurn is { } turn && !await turn.WaitAsync(Patience, ct))
        {
            throw new TimeoutException("Another transaction of this process holds the database.");
        }
    }

    private void Settle(bool committed)
    {
        _held.Clear();
        var acts = _afterCommit;
        _afterCommit = [];
        if (committed)
        {
            acts.ForEach(act => act());
        }
    }

    private void Forget()
    {
        foreach (var context in _contexts)
        {
            context.ChangeTracker.Clear();
        }
    }

    private async Task LeaveAsync(bool close)
    {
        foreach (var context in _contexts)
        {
            await context.Database.UseTransactionAsync(null, CancellationToken.None);
        }

        if (_transaction is not null)
        {
            await _transaction.DisposeAsync();
            _transaction = null;
        }

        if (close)
        {
            await Connection.CloseAsync();
        }
    }

    private sealed class Kept(DbConnection? connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            if (connection is not null)
            {
                await connection.CloseAsync();
            }
        }
    }
}

/// <summary>Makes connections: SQLite's single file, or PostgreSQL with the role that fits the tenant. Portal composes it.</summary>
public interface IConnectionSource
{
    bool IsSqlite { get; }

    /// <summary>
    /// SQLite's one writer: transactions of this process take turns here, first come first served. Left to SQLite, those that
    /// wait sleep in steps and hold a thread each, until the one that writes finds none to go on. Null where writers need not wait.
    /// </summary>
    SemaphoreSlim? WriterTurn { get; }

    /// <summary>A closed connection with the role for <paramref name="tenant"/>.</summary>
    DbConnection Create(Tenant tenant);

    /// <summary>Opens it and sets <c>app.organization</c> (PostgreSQL) or the pragmas (SQLite).</summary>
    Task OpenAsync(DbConnection connection, Tenant tenant, CancellationToken ct);

    /// <summary>Configures a context for the connection, with snake case names and the interceptor that opens it.</summary>
    void Configure(DbContextOptionsBuilder options, DbConnection connection, Tenant tenant);
}
