using System.Data.Common;
using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Migrations.Security;

using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;

using Npgsql;

namespace Hostelry.Testing;

/// <summary>
/// Connections of a test's database, as in the product: on PostgreSQL with the role that fits the tenant, and row-level
/// security told whose rows it may show. Statements can be made to fail.
/// </summary>
public sealed class TestConnectionSource : IConnectionSource
{
    private readonly TestStore _store;
    private readonly FaultInterceptor _faults = new();

    internal TestConnectionSource(TestStore store) =>
        (_store, WriterTurn) = (store, store.Kind == DatabaseKind.Sqlite ? new SemaphoreSlim(1, 1) : null);

    public bool IsSqlite => _store.Kind == DatabaseKind.Sqlite;

    public SemaphoreSlim? WriterTurn { get; }

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

    public DbConnection Create(Tenant tenant) =>
        IsSqlite ? new SqliteConnection(_store.ConnectionString) : new NpgsqlConnection(_store.As(RoleOf(tenant)));

    public async Task OpenAsync(DbConnection connection, Tenant tenant, CancellationToken ct)
    {
        await connection.OpenAsync(ct);
        Prepare(connection, tenant);
    }

    public void Configure(DbContextOptionsBuilder options, DbConnection connection, Tenant tenant)
    {
        _ = IsSqlite ? options.UseSqlite(connection) : options.UseNpgsql(connection);
        options.UseSnakeCaseNamingConvention().AddInterceptors(new OpeningInterceptor(this, tenant), _faults).EnableSensitiveDataLogging();
    }

    private static string RoleOf(Tenant tenant) => tenant.Access switch
    {
        Access.None or Access.Organization => PostgresSecurity.Web,
        Access.Staff => PostgresSecurity.Staff,
        Access.Worker => PostgresSecurity.Worker,
    };

    private void Prepare(DbConnection connection, Tenant tenant)
    {
        using var command = connection.CreateCommand();
        if (IsSqlite)
        {
            command.CommandText = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA busy_timeout=15000;";
        }
        else
        {
            command.CommandText = "SELECT set_config('app.organization', @organization, false), set_config('app.user', @user, false), set_config('app.actor', @actor, false)";
            command.Parameters.Add(new NpgsqlParameter(
                "organization", tenant.OrganizationId?.ToString(CultureInfo.InvariantCulture) ?? ""));
            command.Parameters.Add(new NpgsqlParameter("user", tenant.UserId?.ToString(CultureInfo.InvariantCulture) ?? ""));
            command.Parameters.Add(new NpgsqlParameter("actor", tenant.Actor));
        }

        command.ExecuteNonQuery();
    }

    private sealed class OpeningInterceptor(TestConnectionSource source, Tenant tenant) : DbConnectionInterceptor
    {
        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
            source.Prepare(connection, tenant);

        public override Task ConnectionOpenedAsync(
            DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
        {
            source.Prepare(connection, tenant);
            return Task.CompletedTask;
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
