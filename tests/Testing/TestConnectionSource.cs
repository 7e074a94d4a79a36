using System.Data.Common;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Migrations.Security;
using Hostelry.Portal.Composition;

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Hostelry.Testing;

/// <summary>The product's own connections to a test's database. Statements can be made to fail.</summary>
public sealed class TestConnectionSource : IConnectionSource, IAsyncDisposable
{
    private readonly IConnectionSource _product;
    private readonly FaultInterceptor _faults = new();

    internal TestConnectionSource(TestStore store) => _product = store.Kind == DatabaseKind.Sqlite
        ? new SqliteConnections(store.ConnectionString)
        : new PostgresConnections(
            store.As(PostgresSecurity.Web), store.As(PostgresSecurity.Staff), store.As(PostgresSecurity.Worker));

    public bool IsSqlite => _product.IsSqlite;

    public SemaphoreSlim? WriterTurn => _product.WriterTurn;

    /// <summary>How many statements have been sent since <see cref="FailAtStatement"/>.</summary>
    public int Statements => _faults.Seen;

    /// <summary>From now on the n-th statement (1, 2, …) throws <see cref="TestFaultException"/>, once; 0 turns it off.</summary>
    public void FailAtStatement(int number) => _faults.Arm(number, false);

    /// <summary>
    /// From now on the process is dead from its n-th statement (1, 2, …) on: that one and all after it throw
    /// <see cref="TestFaultException"/>, whoever catches what, until <see cref="Revive"/>. What was committed stays.
    /// </summary>
    public void DieAtStatement(int number) => _faults.Arm(number, true);

    /// <summary>Whether the process died (<see cref="DieAtStatement"/>).</summary>
    public bool IsDead => _faults.IsDead;

    /// <summary>Whether a fault or a death is still to come, or has come.</summary>
    public bool IsArmed => _faults.IsArmed;

    /// <summary>Another process takes over: nothing is armed.</summary>
    public void Revive() => _faults.Arm(0, false);

    public DbConnection Create(Tenant tenant) => _product.Create(tenant);

    public Task OpenAsync(DbConnection connection, Tenant tenant, CancellationToken ct) => _product.OpenAsync(connection, tenant, ct);

    public void Configure(DbContextOptionsBuilder options, DbConnection connection, Tenant tenant)
    {
        _product.Configure(options, connection, tenant);
        options.AddInterceptors(_faults).EnableSensitiveDataLogging();
    }

    public async ValueTask DisposeAsync()
    {
        if (_product is IAsyncDisposable pools)
        {
            await pools.DisposeAsync();
        }
    }

    private sealed class FaultInterceptor : DbCommandInterceptor
    {
        private int _failAt;
        private int _seen;
        private bool _forGood;

        public int Seen => _seen;

        public bool IsDead { get; private set; }

        public bool IsArmed => _failAt > 0;

        public void Arm(int number, bool forGood) => (_failAt, _seen, _forGood, IsDead) = (number, 0, forGood, false);

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result,
            CancellationToken cancellationToken = default)
        {
            Count();
            return ValueTask.FromResult(result);
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result,
            CancellationToken cancellationToken = default)
        {
            Count();
            return ValueTask.FromResult(result);
        }

        private void Count()
        {
            if (Interlocked.Increment(ref _seen) == _failAt || IsDead)
            {
                IsDead = _forGood;
                throw new TestFaultException();
            }
        }
    }
}

/// <summary>The fault that <see cref="TestConnectionSource.FailAtStatement"/> asked for.</summary>
public sealed class TestFaultException() : Exception("A statement was made to fail.");
