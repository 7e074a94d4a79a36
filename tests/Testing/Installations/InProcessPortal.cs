using System.Globalization;

using Hostelry.Migrations.Security;
using Hostelry.Portal.Commands;
using Hostelry.Portal.Composition;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace Hostelry.Testing.Installations;

/// <summary>
/// A whole portal on a real socket and a migrated database with its real roles, in the test's own process: the second one
/// takes a tenth of the time that a process of the product takes to start. Disposing removes it.
/// </summary>
public sealed class InProcessPortal : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hostelry-portal-").FullName;
    private readonly TestStore _store;
    private readonly List<string> _settings;
    private readonly Action<WebApplicationBuilder>? _configure;
    private readonly Lazy<WebApplication> _commands;
    private WebApplication? _app;

    private InProcessPortal(TestStore store, IEnumerable<string> settings, Action<WebApplicationBuilder>? configure)
    {
        (_store, _configure) = (store, configure);
        _settings = [$"--Home={_folder}", "--Urls=http://127.0.0.1:0", "--Log:Level=Error", .. Connections(store), .. settings];

        // To compose the services took a third of all the time of these tests; real processes do it in EndToEnd.Tests.
        _commands = new(() => PortalApplication.CreateForCommand([.. _settings], _configure));
    }

    /// <summary>Where it serves.</summary>
    public Uri Address => new(_app!.Urls.Single());

    /// <summary>The running portal's.</summary>
    public IServiceProvider Services => _app!.Services;

    /// <summary>Prepared, and not yet serving: commands run.</summary>
    /// <param name="kind">The database.</param>
    /// <param name="settings">More settings, as <c>--Key=value</c>.</param>
    /// <param name="configure">Last word over the services, of the portal and of commands.</param>
    public static async Task<InProcessPortal> CreateAsync(
        DatabaseKind kind, IEnumerable<string> settings, Action<WebApplicationBuilder>? configure = null) =>
        new(await TestStore.CreateAsync(kind), settings, configure);

    public async Task StartAsync()
    {
        _app = PortalApplication.Create([.. _settings], builder =>
        {
            // The build's compressed files lie beside the product, not beside the tests.
            builder.WebHost.UseStaticWebAssets();
            _configure?.Invoke(builder);
        });
        await _app.StartAsync();
    }

    /// <summary>Runs an operator's command in this installation; throws when it is refused.</summary>
    public async Task<string> CommandAsync(params string[] args)
    {
        var (code, output, error) = await TryCommandAsync(args);
        return code == 0 ? output.TrimEnd() : throw new InvalidOperationException($"{string.Join(' ', args)}: {code}: {error}{output}");
    }

    public async Task<(int Code, string Output, string Error)> TryCommandAsync(params string[] args)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var code = await OperatorCommands.RunAsync(args, output, error, _commands.Value.Services);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>An account that is signed in, of the organization named; see <see cref="TestPerson"/>.</summary>
    public Task<TestPerson> PersonAsync(long? organizationId, MemberRole role = MemberRole.Owner, string? password = null) =>
        TestPerson.CreateAsync(Services, organizationId, role, password);

    /// <summary>As <c>--Key=value</c>: another process with them serves the same database.</summary>
    public IReadOnlyList<string> Settings => _settings;

    /// <summary>The first column of the first row, past every wall of the product.</summary>
    public Task<string> ValueAsync(string query) => _store.ValueAsync(query);

    /// <summary>Changes rows behind the product's back.</summary>
    public Task ChangeAsync(string sql) => _store.ExecuteAsOwnerAsync(sql);

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        if (_commands.IsValueCreated)
        {
            await _commands.Value.DisposeAsync();
        }

        await _store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private static IEnumerable<string> Connections(TestStore store) => store.Kind == DatabaseKind.Sqlite
        ? ["--Database:Provider=sqlite", $"--ConnectionStrings:Sqlite={store.ConnectionString}"]
        :
        [
            "--Database:Provider=postgres",
            $"--ConnectionStrings:Web={store.As(PostgresSecurity.Web)}",
            $"--ConnectionStrings:Staff={store.As(PostgresSecurity.Staff)}",
            $"--ConnectionStrings:Worker={store.As(PostgresSecurity.Worker)}",
        ];
}
