using System.Data.Common;
using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

using Npgsql;

namespace Hostelry.Portal.Composition;

/// <summary>
/// PostgreSQL with the role that fits the tenant. Every opening sets <c>app.organization</c>, <c>app.user</c> and <c>app.actor</c>,
/// which row-level security reads; empty means no rows. Npgsql's reset on return to the pool stays on, so nothing of a tenant remains.
/// </summary>
internal sealed class PostgresConnections : IConnectionSource, IAsyncDisposable
{
    // No transaction of the product waits for anything but its own next statement. A process that stopped in the middle of
    // one (swapped out, its virtual machine being moved, its machine gone without a word) must not keep the rows and
    // advisory locks from the others; awake again, it finds its connection closed and nothing written.
    private const string EndSilentTransactions = "-c idle_in_transaction_session_timeout=10s";

    // What comes again and again: an order has about twenty, a list of servers five.
    private const int Statements = 100;

    private readonly NpgsqlDataSource _web;
    private readonly NpgsqlDataSource _staff;
    private readonly NpgsqlDataSource _worker;

    /// <param name="web">Connection string of the role that sees one organization's rows.</param>
    /// <param name="staff">Of the role that reads across tenants.</param>
    /// <param name="worker">Of the role that bypasses row-level security.</param>
    public PostgresConnections(string web, string staff, string worker) =>
        (_web, _staff, _worker) = (Source(web), Source(staff), Source(worker));

    public bool IsSqlite => false;

    public DbConnection Create(Tenant tenant) => tenant.Access switch
    {
        Access.None or Access.Organization => _web.CreateConnection(),
        Access.Staff => _staff.CreateConnection(),
        Access.Worker => _worker.CreateConnection(),
    };

    public async Task OpenAsync(DbConnection connection, Tenant tenant, CancellationToken ct)
    {
        await connection.OpenAsync(ct);
        await AnnounceAsync(connection, tenant, ct);
    }

    public void Configure(DbContextOptionsBuilder options, DbConnection connection, Tenant tenant) =>
        options.UseNpgsql(connection)
            .UseSnakeCaseNamingConvention()
            .AddInterceptors(new OpeningInterceptor(
                opened => Announce(opened, tenant), (opened, ct) => AnnounceAsync(opened, tenant, ct)));

    public async ValueTask DisposeAsync()
    {
        await _web.DisposeAsync();
        await _staff.DisposeAsync();
        await _worker.DisposeAsync();
    }

    private static void Announce(DbConnection connection, Tenant tenant)
    {
        using var command = Announcement(connection, tenant);
        command.ExecuteNonQuery();
    }

    private static async Task AnnounceAsync(DbConnection connection, Tenant tenant, CancellationToken ct)
    {
        await using var command = Announcement(connection, tenant);
        await command.ExecuteNonQueryAsync(ct);
    }

    private static DbCommand Announcement(DbConnection connection, Tenant tenant)
    {
        var command = connection.CreateCommand();
        command.CommandText =
            "SELECT set_config('app.organization', @organization, false), set_config('app.user', @user, false), set_config('app.actor', @actor, false)";
        Add(command, "organization", tenant.OrganizationId?.ToString(CultureInfo.InvariantCulture));
        Add(command, "user", tenant.UserId?.ToString(CultureInfo.InvariantCulture));
        Add(command, "actor", tenant.Actor);
        return command;
    }

    private static void Add(DbCommand command, string name, string? value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? "";
        command.Parameters.Add(parameter);
    }

    public SemaphoreSlim? WriterTurn => null;

    /// <summary>The connection string with the server's limits for a process that stopped; the operator's own options win.</summary>
    public static string Limited(string connectionString)
    {
        var limited = new NpgsqlConnectionStringBuilder(connectionString);
        limited.Options = $"{EndSilentTransactions} {limited.Options}".TrimEnd();
        return limited.ConnectionString;
    }

    /// <summary>
    /// For what may be lost: a commit does not wait for the disk. Wake-ups are of this kind, the sweep looks anyway.
    /// </summary>
    public static string Losable(string connectionString)
    {
        var losable = new NpgsqlConnectionStringBuilder(Limited(connectionString));
        losable.Options = $"-c synchronous_commit=off {losable.Options}";
        return losable.ConnectionString;
    }

    private static NpgsqlDataSource Source(string connectionString) =>
        NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(Limited(connectionString))
        {
            SearchPath = "billing,provisioning,identity,public",

            // A statement that comes again is planned once for each connection: half of the server's work for an order was planning.
            MaxAutoPrepare = Statements,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = false,
        });
}
