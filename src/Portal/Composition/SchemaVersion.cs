using System.Diagnostics.CodeAnalysis;
using System.Reflection;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Portal.Composition;

/// <summary>
/// The schema that this build was made for: the names of its migrations, which the build reads from the folder
/// <c>migrations</c>. A process refuses to start beside any other.
/// </summary>
internal static class SchemaVersion
{
    private const string Prefix = "Migration:";

    private static readonly string[] Modules = ["billing", "provisioning", "identity"];

    /// <summary>Why this build and the database do not fit, one sentence each; empty when they do.</summary>
    public static async Task<IReadOnlyList<string>> ProblemsAsync(IServiceProvider services, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        var source = scope.ServiceProvider.GetRequiredService<IConnectionSource>();
        var database = scope.ServiceProvider.GetRequiredService<Database>();
        await source.OpenAsync(database.Connection, scope.ServiceProvider.GetRequiredService<Tenant>(), ct);
        List<string> problems = [];
        foreach (var module in Modules)
        {
            var expected = Expected(module, source.IsSqlite ? "Sqlite" : "Postgres");
            var applied = await AppliedAsync(database, module, ct);
            problems.AddRange(expected.Except(applied, StringComparer.Ordinal)
                .Select(name => $"The database lacks migration {name} of {module}: run the migrations first."));
            problems.AddRange(applied.Except(expected, StringComparer.Ordinal)
                .Select(name => $"The database has migration {name} of {module}, which this build does not know: run the newer build."));
        }

        return problems;
    }

    private static List<string> Expected(string module, string provider) =>
        [.. typeof(SchemaVersion).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(data => string.Equals(data.Key, $"{Prefix}{module}/{provider}", StringComparison.OrdinalIgnoreCase))
            .Select(data => data.Value!)];

    [SuppressMessage("Security", "CA2100", Justification = "Names of our own three modules.")]
    private static async Task<List<string>> AppliedAsync(Database database, string module, CancellationToken ct)
    {
        if (!await ExistsAsync(database, "migrations_" + module, ct))
        {
            return [];
        }

        await using var command = database.Connection.CreateCommand();
        command.CommandText = $"SELECT migration_id FROM migrations_{module}";
        await using var reader = await command.ExecuteReaderAsync(ct);
        List<string> names = [];
        while (await reader.ReadAsync(ct))
        {
            names.Add(reader.GetString(0));
        }

        return names;
    }

    [SuppressMessage("Security", "CA2100", Justification = "Two constants.")]
    private static async Task<bool> ExistsAsync(Database database, string table, CancellationToken ct)
    {
        await using var command = database.Connection.CreateCommand();
        command.CommandText = database.IsSqlite
            ? "SELECT COUNT(*) FROM sqlite_master WHERE name = @name"
            : "SELECT COUNT(*) FROM pg_class WHERE relname = @name AND pg_table_is_visible(oid)";
        var name = command.CreateParameter();
        name.ParameterName = "@name";
        name.Value = table;
        command.Parameters.Add(name);
        return Convert.ToInt64(await command.ExecuteScalarAsync(ct), System.Globalization.CultureInfo.InvariantCulture) > 0;
    }
}
