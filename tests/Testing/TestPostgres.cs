using System.Diagnostics;

using Npgsql;

namespace Hostelry.Testing;

/// <summary>
/// A PostgreSQL server for tests: the one that <c>HOSTELRY_TEST_POSTGRES</c> names (connection string of a superuser), or
/// a private one under the temporary folder, on a Unix socket only, started at first need and left running for later runs.
/// </summary>
public static class TestPostgres
{
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

        var binaries = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Order(StringComparer.Ordinal).LastOrDefault()
            : null;
        if (binaries is null)
        {
            throw new PostgresMissingException();
        }

        var folder = Path.Combine(Path.GetTempPath(), "hostelry-test-postgres");
        await StartPrivateAsync(Path.Combine(binaries, "bin"), folder);
        return new NpgsqlConnectionStringBuilder
        {
            Host = folder,
            Username = "postgres",
            Database = "postgres",
            Pooling = false,
        }.ConnectionString;
    }

    /// <summary>Under a lock, for test projects run side by side.</summary>
    private static async Task StartPrivateAsync(string binaries, string folder)
    {
        await using var only = await LockAsync(folder + ".lock");
        var data = Path.Combine(folder, "data");
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            if (Environment.IsPrivilegedProcess)
            {
                await RunAsync("chown", "postgres", folder);
            }
        }

        if (!File.Exists(Path.Combine(data, "PG_VERSION")))
        {
            await AsPostgresAsync(
                Path.Combine(binaries, "initdb"), "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N");
        }

        var control = Path.Combine(binaries, "pg_ctl");
        if (!await TryAsPostgresAsync(control, "-D", data, "status"))
        {
            // No fsync: what a power cut leaves of a test database is nobody's concern.
            await AsPostgresAsync(
                control, "-D", data, "-l", Path.Combine(folder, "log"), "-w", "-o",
                $"-k {folder} -c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=200", "start");
        }
    }

    private static async Task<FileStream> LockAsync(string file)
    {
        while (true)
        {
            try
            {
                return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException)
            {
                // Another run is starting the server: look again soon.
                await Task.Delay(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    private static async Task AsPostgresAsync(params string[] command)
    {
        if (!await TryAsPostgresAsync(command))
        {
            throw new InvalidOperationException($"{command[0]} failed.");
        }
    }

    /// <summary>The server refuses to run as root.</summary>
    private static Task<bool> TryAsPostgresAsync(params string[] command) =>
        Environment.IsPrivilegedProcess ? RunAsync(["runuser", "-u", "postgres", "--", .. command]) : RunAsync(command);

    private static async Task<bool> RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            WorkingDirectory = "/",
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }
}

/// <summary>Skips the test: xunit knows it by the first word of the message.</summary>
public sealed class PostgresMissingException()
    : Exception("$XunitDynamicSkip$PostgreSQL is not installed (/usr/lib/postgresql) and HOSTELRY_TEST_POSTGRES is not set.");
