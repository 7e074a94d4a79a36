using System.Text.Json;

namespace Hostelry.Testing.Installations;

/// <summary>
/// A real installation that only serves pages: migrated and seeded, no host, no guests, no root needed; the product's build
/// output as it lies. Disposing removes it.
/// </summary>
public sealed class WebInstallation : IAsyncDisposable
{
    private readonly string _folder;
    private PortalProcess? _portal;

    private WebInstallation(string folder, InstallationDatabase database) => (_folder, Database) = (folder, database);

    public InstallationDatabase Database { get; }

    /// <summary>Where it serves.</summary>
    public Uri Address { get; } = Installation.FreeAddress();

    /// <summary>What the portal wrote.</summary>
    public string Log => _portal?.Log ?? "";

    /// <summary>A running portal of role <c>Web</c>.</summary>
    public static async Task<WebInstallation> StartAsync(DatabaseKind kind)
    {
        var folder = Directory.CreateTempSubdirectory("hostelry-web-").FullName;
        var installation = new WebInstallation(folder, await InstallationDatabase.CreateAsync(kind, folder));
        await installation.PrepareAsync();
        installation._portal = PortalProcess.Start(Portal(), installation.Address, installation.Variables());
        // No test of speed: where everything else runs at the same time, a start takes its time.
        await installation._portal.ReadyAsync("/healthz", TimeSpan.FromMinutes(3));
        return installation;
    }

    /// <summary>An operator's command, as <c>./run …</c> runs it; throws when it fails.</summary>
    public Task<ShellResult> CommandAsync(params string[] arguments) => Shell.RunAsync([.. Portal(), .. arguments], Variables());

    public async ValueTask DisposeAsync()
    {
        if (_portal is not null)
        {
            await _portal.DisposeAsync();
        }

        await Database.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task PrepareAsync()
    {
        var settings = new Dictionary<string, string>(Database.Settings, StringComparer.Ordinal)
        {
            ["Home"] = _folder,
            ["Role"] = "Web",
            ["Urls"] = Address.ToString(),
            ["PublicUrl"] = Address.ToString(),
        };
        await File.WriteAllTextAsync(Path.Combine(_folder, "settings.json"), JsonSerializer.Serialize(settings));
        await Shell.RunAsync(Program("migrations", "Hostelry.Migrations.dll"), Variables());
        await CommandAsync("seed");
    }

    private static List<string> Portal() => Program("src/Portal", "Hostelry.Portal.dll");

    private static List<string> Program(string project, string file) =>
        ["dotnet", Path.Combine(Installation.Build("Repository"), project, "bin", Installation.Build("Configuration"), "net10.0", file)];

    private Dictionary<string, string> Variables() => new(StringComparer.Ordinal)
    {
        ["HOSTELRY_CONFIG"] = Path.Combine(_folder, "settings.json"),
    };
}
