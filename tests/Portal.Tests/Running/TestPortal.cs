using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;

using Hostelry.Billing.Kernel;
using Hostelry.Migrations;
using Hostelry.Migrations.Contexts;
using Hostelry.Portal.Commands;
using Hostelry.Portal.Composition;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Testing;

using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using Npgsql;

namespace Hostelry.Portal.Tests.Running;

/// <summary>
/// The whole portal on a real socket and a migrated database with its real roles; only the hosts are fakes. It is seeded,
/// and host <c>local</c> is enrolled with the image <c>debian-12</c>.
/// </summary>
public sealed class TestPortal : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hostelry-portal-").FullName;
    private readonly List<string> _settings = [];
    private string? _database;
    private WebApplication? _app;

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    public FakeHypervisor Hypervisor { get; } = new(TimeProvider.System) { BootTime = TimeSpan.Zero, ShutdownTime = TimeSpan.Zero };

    public static Task<TestPortal> StartAsync(DatabaseKind kind, params string[] settings) =>
        StartSeededAsync(kind, ["seed"], settings);

    /// <param name="kind">The database.</param>
    /// <param name="seed">The command that seeds it.</param>
    /// <param name="settings">More settings.</param>
    public static async Task<TestPortal> StartSeededAsync(DatabaseKind kind, string[] seed, params string[] settings)
    {
        var portal = new TestPortal();
        await portal.MigrateAsync(kind);
        portal._settings.AddRange(
        [
            $"--Home={portal._folder}",
            "--Urls=http://127.0.0.1:0",
            "--Log:Level=Error",
            "--Operations:Sweep=00:00:00.2",
            "--Operations:InlineWait=00:00:00.3",
            "--Provisioning:CoreOvercommitPercent=10000",
            "--Provisioning:DefaultServers=40",
            "--Provisioning:DefaultCores=100",
            .. settings,
        ]);
        await portal.CommandAsync(seed);
        await portal.CommandAsync("host", "enrol");
        await portal.CommandAsync("image", "build");
        portal._app = PortalApplication.Create([.. portal._settings], portal.Replace);
        await portal._app.StartAsync();
        portal.Address = new Uri(portal._app.Urls.Single());
        return portal;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        SqliteConnection.ClearAllPools();
        if (_database is not null)
        {
            NpgsqlConnection.ClearAllPools();
            await RunAsync(await TestPostgres.ConnectionStringAsync(), $"DROP DATABASE IF EXISTS {_database} WITH (FORCE)");
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Runs an operator's command in this installation; fails the test when it is refused.</summary>
    public async Task<string> CommandAsync(params string[] args)
    {
        var (code, output, error) = await TryCommandAsync(args);
        return code == 0 ? output.TrimEnd() : throw new InvalidOperationException($"{string.Join(' ', args)}: {code}: {error}{output}");
    }

    public async Task<(int Code, string Output, string Error)> TryCommandAsync(params string[] args)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var code = await OperatorCommands.RunAsync(args, output, error, builder =>
        {
            Replace(builder);
        }, [.. _settings]);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>A new organization with money, and its tokens.</summary>
    public async Task<TestCustomer> CustomerAsync(string credit = "50.00")
    {
        var name = "Org " + Guid.CreateVersion7().ToString("N");
        var made = await CommandAsync("organization", "create", "--name", name, "--owner", "owner@example.org", "--json");
        var id = JsonNode.Parse(made)!["id"]!.GetValue<long>();
        if (credit != "0")
        {
            await CommandAsync("credit", "grant", "--organization", name, "--amount", credit, "--reason", "test");
        }

        return new TestCustomer(id, name, await TokenAsync(name, "read_write"), await TokenAsync(name, "read"), this);
    }

    /// <summary>A client that keeps no cookies and follows no redirects, with a bearer token when one is given.</summary>
    public HttpClient Client(string? token = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        if (token is not null)
        {
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return client;
    }

    /// <summary>One use case in a worker's scope.</summary>
    public async Task<TResult> AsWorkerAsync<TService, TResult>(Func<TService, Task<TResult>> use)
        where TService : notnull
    {
        await using var scope = _app!.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker("test");
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }

    /// <summary>The running process's services.</summary>
    public IServiceProvider Services => _app!.Services;

    private async Task<string> TokenAsync(string organization, string scope)
    {
        var printed = await CommandAsync(
            "token", "create", "--organization", organization, "--project", "default", "--scope", scope);
        return printed.Split('\n')[^1].Trim();
    }

    private void Replace(WebApplicationBuilder builder)
    {
        builder.Services.RemoveAll<IHypervisor>();
        builder.Services.AddSingleton<IHypervisor>(Hypervisor);
    }

    private async Task MigrateAsync(DatabaseKind kind)
    {
        var lockFile = Path.Combine(_folder, "lock");
        if (kind == DatabaseKind.Sqlite)
        {
            var sqlite = $"Data Source={Path.Combine(_folder, "hostelry.db")}";
            await new Migrator(Provider.Sqlite, sqlite, lockFile).ExecuteAsync(TimeProvider.System, CancellationToken.None);
            _settings.AddRange(["--Database:Provider=sqlite", $"--ConnectionStrings:Sqlite={sqlite}"]);
            return;
        }

        var server = await TestPostgres.ConnectionStringAsync();
        _database = "portal_" + Guid.CreateVersion7().ToString("N");
        await RunAsync(server, $"CREATE DATABASE {_database}");
        var owner = new NpgsqlConnectionStringBuilder(server) { Database = _database };
        await new Migrator(Provider.Postgres, owner.ConnectionString, lockFile).ExecuteAsync(TimeProvider.System, CancellationToken.None);
        _settings.Add("--Database:Provider=postgres");
        foreach (var role in (string[])["Web", "Staff", "Worker"])
        {
            var connection = new NpgsqlConnectionStringBuilder(owner.ConnectionString)
            {
                Username = "hostelry_" + role.ToLowerInvariant(),
                Pooling = true,
                MaxPoolSize = 20,
            };
            _settings.Add($"--ConnectionStrings:{role}={connection.ConnectionString}");
        }
    }

    private static async Task RunAsync(string connectionString, string statement)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // names are the test's own
        command.CommandText = statement;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}

/// <summary>An organization with its two tokens.</summary>
public sealed record TestCustomer(long Id, string Name, string Token, string ReadToken, TestPortal Portal)
{
    public TestApi Api => new(Portal.Client(Token));

    public TestApi ReadApi => new(Portal.Client(ReadToken));
}
