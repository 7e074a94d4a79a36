using System.Net.Http.Headers;
using System.Text.Json.Nodes;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

using MimeKit;

namespace Hostelry.Portal.Tests.Running;

/// <summary>
/// The whole portal on a real socket and a migrated database with its real roles; only the hosts are fakes. It is seeded,
/// and host <c>local</c> is enrolled with the image <c>debian-12</c>.
/// </summary>
public sealed class TestPortal : IAsyncDisposable
{
    private readonly InProcessPortal _portal;

    private TestPortal(InProcessPortal portal, FakeHypervisor hypervisor) => (_portal, Hypervisor) = (portal, hypervisor);

    public Uri Address => _portal.Address;

    public FakeHypervisor Hypervisor { get; }

    /// <summary>The running portal's services.</summary>
    public IServiceProvider Services => _portal.Services;

    public static Task<TestPortal> StartAsync(DatabaseKind kind, params string[] settings) =>
        StartSeededAsync(kind, ["seed"], settings);

    /// <summary>On PostgreSQL, where one role finds nobody: <c>Web</c>, <c>Staff</c> or <c>Worker</c>.</summary>
    public static Task<TestPortal> StartCutOffAsync(string role) => StartAsync(
        DatabaseKind.Postgres, $"--ConnectionStrings:{role}=Host=127.0.0.1;Port=1;Database=none;Username=nobody");

    /// <param name="kind">The database.</param>
    /// <param name="seed">The command that seeds it.</param>
    /// <param name="settings">More settings.</param>
    public static async Task<TestPortal> StartSeededAsync(DatabaseKind kind, string[] seed, params string[] settings)
    {
        string[] quick =
        [
            "--Operations:Sweep=00:00:00.2",
            "--Mail:Sweep=00:00:00.2",
            "--Operations:InlineWait=00:00:00.3",
            "--Provisioning:CoreOvercommitPercent=10000",
            "--Provisioning:DefaultServers=40",
            "--Provisioning:DefaultCores=100",
        ];
        var hypervisor = new FakeHypervisor(TimeProvider.System)
        {
            BootTime = TimeSpan.Zero,
            ShutdownTime = TimeSpan.Zero,

            // Hundreds of tests order here, and none tidies up.
            MemoryBytes = 1L << 40,
            DiskBytes = 20L << 40,
        };
        var portal = await InProcessPortal.CreateAsync(
            kind, [.. quick, .. settings], builder => builder.Services
                .AddSingleton<IStartupFilter, QueryCounter>()
                .Replace(ServiceDescriptor.Singleton<IHypervisor>(hypervisor)));
        await portal.CommandAsync(seed);
        await portal.CommandAsync("host", "enrol");
        await portal.CommandAsync("image", "build");
        await portal.StartAsync();
        return new TestPortal(portal, hypervisor);
    }

    public ValueTask DisposeAsync() => _portal.DisposeAsync();

    /// <summary>Runs an operator's command in this installation; fails the test when it is refused.</summary>
    public Task<string> CommandAsync(params string[] args) => _portal.CommandAsync(args);

    public Task<(int Code, string Output, string Error)> TryCommandAsync(params string[] args) => _portal.TryCommandAsync(args);

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

    /// <summary>An account that is signed in, of the organization named; see <see cref="TestPerson"/>.</summary>
    public Task<TestPerson> PersonAsync(long? organizationId, MemberRole role = MemberRole.Owner, string? password = null) =>
        _portal.PersonAsync(organizationId, role, password);

    /// <summary>The browser of such an account.</summary>
    internal async Task<Browser> BrowserAsync(long? organizationId, MemberRole role = MemberRole.Owner) =>
        new(this, await PersonAsync(organizationId, role));

    /// <summary>The mail of a kind that an address got; waits for it.</summary>
    public Task<MimeMessage> MailAsync(string address, string kind) => MailFolder.WaitAsync(Services, address, kind);

    /// <summary>The path that the link in such a mail leads to.</summary>
    public async Task<string> LinkAsync(string address, string kind) => MailFolder.PathIn(await MailAsync(address, kind));

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
        await using var scope = Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker("test");
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }

    private async Task<string> TokenAsync(string organization, string scope)
    {
        var printed = await CommandAsync(
            "token", "create", "--organization", organization, "--project", "default", "--scope", scope);
        return printed.Split('\n')[^1].Trim();
    }
}

/// <summary>An organization with its two tokens.</summary>
public sealed record TestCustomer(long Id, string Name, string Token, string ReadToken, TestPortal Portal)
{
    public TestApi Api => new(Portal.Client(Token));

    public TestApi ReadApi => new(Portal.Client(ReadToken));
}
