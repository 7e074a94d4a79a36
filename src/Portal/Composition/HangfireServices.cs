using Hangfire;
using Hangfire.Common;
using Hangfire.InMemory;
using Hangfire.PostgreSql;

using Hostelry.Provisioning.Operations;

namespace Hostelry.Portal.Composition;

/// <summary>
/// Hangfire only wakes: its jobs carry ids, and the operations table decides. In memory beside SQLite; the sweep resumes
/// what a dead process had queued.
/// </summary>
/// <remarks>
/// Every role of the database may write jobs, and a worker would run whatever method of whatever type a row names: so a
/// row may name the one job there is, and what it takes.
/// </remarks>
internal static class HangfireServices
{
    private static readonly Dictionary<string, Type> Runnable =
        new[] { typeof(OperationJob), typeof(long), typeof(CancellationToken) }
            .ToDictionary(TypeHelper.SimpleAssemblyTypeSerializer, StringComparer.Ordinal);

    public static void AddHangfire(this IServiceCollection services, IConfiguration configuration, PortalSettings settings)
    {
        services.AddHangfire(hangfire =>
        {
            hangfire.SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
                .UseSimpleAssemblyNameTypeSerializer()
                .UseTypeResolver(Resolve)
                .UseRecommendedSerializerSettings();
            if (settings.Database.IsSqlite)
            {
                hangfire.UseInMemoryStorage(new InMemoryStorageOptions { MaxExpirationTime = TimeSpan.FromHours(6) });
            }
            else
            {
                var connection = configuration.GetConnectionString(settings.RunsWork ? "Worker" : "Web")
                    ?? throw new InvalidOperationException("ConnectionStrings:Web and :Worker are not set; docs/configuration.md tells how.");
                // The schema is the migrations' work: no product role may create tables.
                hangfire.UsePostgreSqlStorage(
                    postgres => postgres.UseNpgsqlConnection(PostgresConnections.Losable(connection)),
                    new PostgreSqlStorageOptions { PrepareSchemaIfNecessary = false });
            }
        });
        // A failed wake-up is nobody's problem: the sweep looks anyway.
        GlobalJobFilters.Filters.Add(new AutomaticRetryAttribute { Attempts = 0, OnAttemptsExceeded = AttemptsExceededAction.Delete });
    }

    private static Type Resolve(string name) => Runnable.TryGetValue(name, out var type)
        ? type
        : throw new TypeLoadException($"'{name}' is no job of Hostelry.");

    /// <summary>The worker's side: runs the jobs.</summary>
    public static void AddHangfireWorker(this IServiceCollection services, IConfiguration configuration) =>
        services.AddHangfireServer(server =>
        {
            server.WorkerCount = configuration.GetValue("Operations:Workers", 8);
            server.ShutdownTimeout = TimeSpan.FromSeconds(5);
            server.CancellationCheckInterval = TimeSpan.FromSeconds(1);
        });
}
