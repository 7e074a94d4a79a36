using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Reflection;
using System.Text.Json;

namespace Hostelry.Testing.Installations;

/// <summary>
/// A real installation in a folder of its own, made as ./run and the README's commands make it: real processes of the
/// product, this machine as its host, one customer with credit and a token. Disposing removes all of it, guests too.
/// </summary>
public sealed class Installation : IAsyncDisposable
{
    private const string User = "hostelry";

    private readonly InstallationOptions _options;
    private readonly TestNetwork _network;
    private readonly List<PortalProcess> _processes = [];

    private Installation(InstallationOptions options, string folder, TestNetwork network, InstallationDatabase database)
    {
        (_options, Folder, _network, Database) = (options, folder, network, database);
        Address = FreeAddress();
    }

    public string Folder { get; }

    public InstallationDatabase Database { get; }

    /// <summary>The eight characters that name it on the host.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Its libvirt network.</summary>
    public string Network => _network.Name;

    /// <summary>Where it serves.</summary>
    public Uri Address { get; }

    /// <summary>May read and write the customer's only project.</summary>
    public string Token { get; private set; } = "";

    /// <summary>The settings of every process of it; what HOSTELRY_CONFIG names.</summary>
    public string SettingsFile => Path.Combine(Folder, "settings.json");

    /// <summary>Holds lines <c>kill NAME</c>, <c>stop NAME</c> or <c>hold NAME</c>, or nothing; only the Simulation build looks.</summary>
    public string FailpointFile => Path.Combine(Folder, "failpoint");

    /// <summary>Everything up to, and without, a running portal.</summary>
    public static async Task<Installation> CreateAsync(InstallationOptions options)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new HostMissingException("Real guests need root.");
        }

        if (!File.Exists("/usr/sbin/hostelry-host"))
        {
            throw new HostMissingException("The host program is not installed: publish src/Virt/Host and run its setup.");
        }

        await Shell.RunAsync(["/usr/sbin/hostelry-host", "setup", "--user", User]);
        var folder = Directory.CreateTempSubdirectory("hostelry-").FullName;
        var database = await InstallationDatabase.CreateAsync(options.Database, folder);
        var installation = new Installation(options, folder, await TestNetwork.TakeAsync(), database);
        await installation.PrepareAsync();
        return installation;
    }

    /// <summary>An operator's command, as <c>./run …</c> runs it; throws when it fails.</summary>
    public Task<ShellResult> CommandAsync(params string[] arguments) =>
        Shell.RunAsync([.. Program("portal", "Hostelry.Portal.dll"), .. arguments], Variables([]), limit: TimeSpan.FromMinutes(20));

    /// <summary>Starts the portal and waits until a server can be ordered.</summary>
    /// <param name="settings">For this process alone, over the installation's.</param>
    public async Task<PortalProcess> StartAsync(params (string Key, string Value)[] settings)
    {
        var address = settings.Where(setting => setting.Key == "Urls").Select(setting => new Uri(setting.Value)).FirstOrDefault(Address);
        var process = PortalProcess.Start(Program("portal", "Hostelry.Portal.dll"), address, Variables(settings));
        _processes.Add(process);
        await process.ReadyAsync();
        return process;
    }

    /// <summary>Starts a process that does operations only, beside another that serves.</summary>
    public Task<PortalProcess> StartWorkerAsync() => StartAsync(("Role", "Worker"), ("Urls", FreeAddress().ToString()));

    /// <summary>The customer's own client: base address and token are set, answers are awaited for up to 30 seconds.</summary>
    /// <param name="address">Of one process of several; null for <see cref="Address"/>.</param>
    public HttpClient Client(Uri? address = null) => new()
    {
        BaseAddress = new Uri(address ?? Address, "/v1/"),
        Timeout = TimeSpan.FromSeconds(30),
        DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", Token) },
    };

    /// <summary>An address to serve at. Another one may take it until the portal does: so rarely that a test may fail for it.</summary>
    public static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
    }

    /// <summary>Arms failpoints, as <c>kill NAME</c>; the process that hits one takes its order out of the file first.</summary>
    public Task ArmAsync(params string[] orders) => File.WriteAllLinesAsync(FailpointFile, orders);

    /// <summary>What <see cref="ArmAsync"/> wrote and nobody has hit; empty otherwise.</summary>
    public async Task<string> ArmedAsync() => (await File.ReadAllTextAsync(FailpointFile)).Trim();

    /// <summary>See <see cref="HostTraces"/>.</summary>
    public Task<IReadOnlyList<string>> TracesAsync() => HostTraces.OfAsync(Name, Network);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await _network.DisposeAsync();
        await Database.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }

    private async Task PrepareAsync()
    {
        await CopyAsync("src/Portal", _options.Failpoints ? "Simulation" : Build("Configuration"), "portal");
        await Shell.RunAsync(["bash", "-c", "cd \"$0\" && [ ! -d compiled ] || mv compiled/*.dll .", Path.Combine(Folder, "portal")]);
        await CopyAsync("migrations", Build("Configuration"), "migrations");
        await File.WriteAllTextAsync(SettingsFile, JsonSerializer.Serialize(Settings()));
        await ArmAsync("");
        await Shell.RunAsync(["chown", "-R", $"{User}:{User}", Folder]);
        await Shell.RunAsync(["chmod", "0755", Folder]);

        await Shell.RunAsync(Program("migrations", "Hostelry.Migrations.dll"), Variables([]));
        await CommandAsync("seed");
        Name = await Database.ValueAsync("SELECT name FROM installations");
        await _network.NameAsync(Name);
        if (_options.Recipe is { } recipe)
        {
            await LayRecipeAsync(recipe);
            await Database.ChangeAsync($"UPDATE images SET recipe = '{recipe}' WHERE name = 'debian-12'");
        }

        await CommandAsync("host", "enrol");
        await CommandAsync("image", "build");
        await CommandAsync("organization", "create", "--name", "Acme", "--owner", "owner@acme.example");
        await CommandAsync("credit", "grant", "--organization", "Acme", "--amount", "1000.00", "--reason", "test");
        Token = (await CommandAsync("token", "create", "--organization", "Acme", "--project", "default", "--scope", "read_write")).LastLine;
    }

    /// <summary>The product's user may not read where this clone lies, and a build under way must not change what runs.</summary>
    private Task CopyAsync(string project, string configuration, string to) => Shell.RunAsync(
        ["cp", "-r", Path.Combine(Build("Repository"), project, "bin", configuration, "net10.0"), Path.Combine(Folder, to)]);

    private Dictionary<string, string> Settings()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Home"] = Folder,
            ["Urls"] = Address.ToString(),
            ["PublicUrl"] = Address.ToString(),
            ["Provisioning:NetworkName"] = _network.Name,
            ["Provisioning:NetworkCidr"] = _network.Cidr,
            ["Api:RequestsPerHour"] = "10000000",
            ["Payments:SecondMemberFrom"] = "1000000",
        };
        foreach (var (key, value) in Database.Settings.Concat(_options.Settings))
        {
            settings[key] = value;
        }

        return settings;
    }

    private static async Task LayRecipeAsync(string recipe)
    {
        const string Home = "/etc/hostelry-host/recipes";
        Directory.CreateDirectory(Home);
        await Shell.RunAsync(["cp", "-rT", Path.Combine(AppContext.BaseDirectory, "Images", recipe), Path.Combine(Home, recipe)]);
        await Shell.RunAsync(["chmod", "-R", "u=rwX,go=rX", Home]);
    }

    /// <summary>As the product's own user, with its groups, as ./run does.</summary>
    private List<string> Program(string folder, string file) =>
        ["setpriv", "--reuid", User, "--regid", User, "--init-groups", "dotnet", Path.Combine(Folder, folder, file)];

    private Dictionary<string, string> Variables((string Key, string Value)[] settings)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = Folder,
            ["DOTNET_CLI_HOME"] = Folder,
            ["HOSTELRY_CONFIG"] = SettingsFile,
            ["HOSTELRY_FAILPOINT_FILE"] = FailpointFile,
            ["DOTNET_GCgen0size"] = "400000", // as ./run sets it
        };
        if (_options.Failpoints)
        {
            // It lives for seconds: nothing is compiled a second time. (Milliseconds, hexadecimal.)
            environment["DOTNET_TC_CallCountingDelayMs"] = "1000000";
        }

        foreach (var (key, value) in settings)
        {
            environment["HOSTELRY_" + key.Replace(":", "__", StringComparison.Ordinal)] = value;
        }

        return environment;
    }

    /// <summary>What this build is: <c>Repository</c>, <c>Configuration</c>.</summary>
    public static string Build(string fact) => typeof(Installation).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>().Single(entry => entry.Key == fact).Value!;
}

/// <summary>Skips the test: xunit knows it by the first word of the message.</summary>
public sealed class HostMissingException(string why) : Exception("$XunitDynamicSkip$" + why);
