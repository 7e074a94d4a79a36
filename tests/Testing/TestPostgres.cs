using System.Diagnostics;

using Hostelry.Testing.Installations;

using Npgsql;

namespace Hostelry.Testing;

/// <summary>
/// A PostgreSQL server for tests: the one that <c>HOSTELRY_TEST_POSTGRES</c> names (connection string of a superuser), or
/// the private one of <c>tests/postgres</c>, started at first need and left running for later runs.
/// </summary>
public static class TestPostgres
{
    private static readonly string Script = Path.Combine(Installation.Build("Repository"), "tests", "postgres");
    private static readonly Lazy<Task<string>> Server = new(StartAsync);

    /// <summary>The superuser's connection string; skips the test where PostgreSQL is not installed.</summary>
    public static Task<string> ConnectionStringAsync() => Server.Value;

    /// <summary>One statement in the maintenance database.</summary>
    internal static async Task ExecuteAsync(string statement)
    {
        await using var connection = new NpgsqlConnection(await ConnectionStringAsync());
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // names are the fixture's own
        command.CommandText = statement;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<string> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("HOSTELRY_TEST_POSTGRES") is { Length: > 0 } given)
        {
            return given;
        }

        if (!Directory.Exists("/usr/lib/postgresql"))
        {
            throw new PostgresMissingException();
        }

        // Under a lock, for test projects run side by side; -o, lest the server hold it.
        var start = new ProcessStartInfo("flock", ["-o", Path.Combine(Path.GetTempPath(), "hostelry-test-postgres.lock"), Script, "start"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var connectionString = (await process.StandardOutput.ReadToEndAsync()).Trim();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? connectionString : throw new InvalidOperationException($"{Script} start failed.");
    }
}

/// <summary>Skips the test: xunit knows it by the first word of the message.</summary>
public sealed class PostgresMissingException()
    : Exception("$XunitDynamicSkip$PostgreSQL is not installed (/usr/lib/postgresql) and HOSTELRY_TEST_POSTGRES is not set.");
