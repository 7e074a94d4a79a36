using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;

using Hostelry.Provisioning.Hypervisor;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hostelry.Benchmarks;

/// <summary>A portal with a great many servers, as rows: one is ordered, the others are copies of it.</summary>
internal sealed class PagesSite : IAsyncDisposable
{
    /// <summary>In the project whose pages are measured.</summary>
    private const int Own = 1000;

    private readonly InProcessPortal _portal;
    private readonly List<PortalProcess> _processes = [];

    private PagesSite(InProcessPortal portal) => _portal = portal;

    public TestPerson Staff { get; private set; } = null!;

    public TestPerson Customer { get; private set; } = null!;

    /// <summary>Where a customer begins.</summary>
    public string FirstPage { get; private set; } = "";

    /// <summary>Every page that is read by GET, and whether staff read it.</summary>
    public IReadOnlyList<(string Path, bool IsStaff)> Paths { get; private set; } = [];

    public static async Task<PagesSite> CreateAsync(DatabaseKind kind, int servers)
    {
        var hypervisor = new FakeHypervisor(TimeProvider.System) { BootTime = TimeSpan.Zero, ShutdownTime = TimeSpan.Zero };
        var portal = await InProcessPortal.CreateAsync(
            kind, ["--Operations:Sweep=00:00:00.2", "--Payments:SecondMemberFrom=1000000"], builder => builder.Services.Replace(ServiceDescriptor.Singleton<IHypervisor>(hypervisor)));
        var site = new PagesSite(portal);
        await site.PrepareAsync(kind, servers);
        return site;
    }

    /// <summary>A process of the product that serves this database; it does no work of its own.</summary>
    public async Task<PortalProcess> ServeAsync()
    {
        var address = Installation.FreeAddress();
        var environment = _portal.Settings
            .Select(setting => setting[2..].Split('=', 2))
            .Append(["Role", "Web"]).Append(["Urls", address.ToString()])
            .GroupBy(pair => pair[0], StringComparer.Ordinal)
            .ToDictionary(pair => "HOSTELRY_" + pair.Key.Replace(":", "__", StringComparison.Ordinal), pair => pair.Last()[1], StringComparer.Ordinal);
        var process = PortalProcess.Start(["dotnet", Path.Combine(Root(), "src/Portal/bin/Release/net10.0/Hostelry.Portal.dll")], address, environment);
        _processes.Add(process);
        await process.ReadyAsync("/healthz");
        return process;
    }

    /// <summary>The browser of a person, without a cache.</summary>
    public HttpClient Client(Uri address, TestPerson person)
    {
        var cookies = new CookieContainer();
        cookies.Add(address, new Cookie(person.CookieName, person.CookieValue));
        return new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = address };
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await _portal.DisposeAsync();
    }

    private async Task PrepareAsync(DatabaseKind kind, int servers)
    {
        foreach (var command in new[] { "seed", "host enrol", "image build" })
        {
            await _portal.CommandAsync(command.Split(' '));
        }

        var made = await _portal.CommandAsync("organization", "create", "--name", "Acme", "--owner", "owner@acme.example", "--json");
        var organization = JsonNode.Parse(made)!["id"]!.GetValue<long>();
        await _portal.CommandAsync("credit", "grant", "--organization", "Acme", "--amount", "100000.00", "--reason", "benchmark");
        var token = (await _portal.CommandAsync("token", "create", "--organization", "Acme", "--project", "default", "--scope", "read_write")).Split('\n')[^1].Trim();
        await _portal.StartAsync();
        var (server, project) = await OrderAsync(token);
        await CopyAsync(kind, server, organization, servers);
        Customer = await TestPerson.CreateAsync(_portal.Services, organization);
        Staff = await TestPerson.StaffAsync(_portal.Services);
        FirstPage = string.Create(CultureInfo.InvariantCulture, $"/projects/{project}");
        Paths = Read(new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["organizationId"] = organization,
            ["projectId"] = project,
            ["serverId"] = server,
        });
    }

    private async Task<(long Server, long Project)> OrderAsync(string token)
    {
        using var client = new HttpClient { BaseAddress = new Uri(_portal.Address, "/v1/") };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.PostAsJsonAsync("servers", new { name = "first", server_type = "ct11", image = "debian-12" });
        answer.EnsureSuccessStatusCode();
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        await Wait.UntilAsync("the first server runs", async () =>
            (await client.GetFromJsonAsync<JsonNode>($"actions/{body["action"]!["id"]}"))!["action"]!["status"]!.GetValue<string>() == "success");
        var id = body["server"]!["id"]!.GetValue<long>();
        return (id, long.Parse(await _portal.ValueAsync(FormattableString.Invariant($"SELECT project_id FROM servers WHERE id = {id}")), CultureInfo.InvariantCulture));
    }

    /// <summary>Rows like the one that was ordered: a thousand in its project, the others in projects of other organizations.</summary>
    private async Task CopyAsync(DatabaseKind kind, long server, long organization, int servers)
    {
        var columns = (await _portal.ValueAsync(kind == DatabaseKind.Sqlite
            ? "SELECT group_concat(name, ',') FROM pragma_table_info('servers')"
            : "SELECT string_agg(column_name, ',') FROM information_schema.columns WHERE table_name = 'servers'")).Split(',');
        string Own(string mine, string others) => FormattableString.Invariant($"CASE WHEN n <= {PagesSite.Own} THEN {mine} ELSE {others} END");
        var uuid = kind == DatabaseKind.Sqlite ? "upper(printf('00000000-0000-4000-8000-%012x', n))" : "gen_random_uuid()";
        var values = columns.Select(column => column switch
        {
            "id" => "1000000 + n",
            "organization_id" => Own("s.organization_id", "1000000 + n / 100"),
            "project_id" => Own("s.project_id", "1000000 + n / 100"),
            "name" => "'server-' || n",
            "uuid" => uuid,
            "host_slot" => "1000 + n",
            "subscription_id" => "1000000 + n",
            _ => "s." + column,
        });
        var series = kind == DatabaseKind.Sqlite
            ? FormattableString.Invariant($"(WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k WHERE n < {servers}) SELECT n FROM k)")
            : FormattableString.Invariant($"generate_series(1, {servers}) AS k(n)");
        await _portal.ChangeAsync(FormattableString.Invariant(
            $"INSERT INTO servers ({string.Join(',', columns)}) SELECT {string.Join(',', values)} FROM servers s CROSS JOIN {series} WHERE s.id = {server}"));
        await _portal.ChangeAsync("ANALYZE");
        _ = organization;
    }

    private List<(string Path, bool IsStaff)> Read(Dictionary<string, long> ids) =>
    [
        .. from source in _portal.Services.GetServices<EndpointDataSource>()
           from endpoint in source.Endpoints.OfType<RouteEndpoint>()
           where endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("GET") == true
           let pattern = "/" + endpoint.RoutePattern.RawText!.Trim('/')
           let isStaff = pattern.StartsWith("/staff", StringComparison.Ordinal)
           where isStaff || pattern.StartsWith("/projects", StringComparison.Ordinal)
               || pattern.StartsWith("/organizations", StringComparison.Ordinal) || pattern.StartsWith("/account", StringComparison.Ordinal)
           where !pattern.StartsWith("/staff/jobs", StringComparison.Ordinal)
           select (Fill(pattern, ids), isStaff),
    ];

    private static string Fill(string pattern, Dictionary<string, long> ids) => string.Join('/', pattern.Split('/').Select(part =>
        part is ['{', ..] ? ids.GetValueOrDefault(part.Trim('{', '}', '*').Split(':')[0], ids["organizationId"]).ToString(CultureInfo.InvariantCulture) : part));

    private static string Root([CallerFilePath] string path = "") => Path.GetFullPath("../..", Path.GetDirectoryName(path)!);
}
