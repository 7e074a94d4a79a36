using System.Text.Json.Nodes;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hostelry.Browser.Tests;

/// <summary>A portal that only serves pages, of an installation with no host and no account yet; each test has one alone.</summary>
internal sealed class Site(InProcessPortal portal, FakeHypervisor? hypervisor = null) : IAsyncDisposable
{
    /// <summary>Where it serves.</summary>
    public Uri Address => portal.Address;

    public static async Task<Site> StartAsync(params string[] settings)
    {
        var portal = await InProcessPortal.CreateAsync(DatabaseKind.Sqlite, ["--Role=Web", .. settings]);
        await portal.CommandAsync("seed");
        await portal.StartAsync();
        return new Site(portal);
    }

    /// <summary>The hosts of a portal that works.</summary>
    public FakeHypervisor Hypervisor => hypervisor ?? throw new InvalidOperationException("This portal has no host.");

    /// <summary>A portal that works as well: host <c>local</c> with the image <c>debian-12</c>, both pretended.</summary>
    public static async Task<Site> StartWorkingAsync()
    {
        var hypervisor = new FakeHypervisor(TimeProvider.System) { BootTime = TimeSpan.Zero, ShutdownTime = TimeSpan.Zero };
        var portal = await InProcessPortal.CreateAsync(
            DatabaseKind.Sqlite,
            ["--Operations:Sweep=00:00:00.2", "--Operations:InlineWait=00:00:00.3"],
            builder => builder.Services.Replace(ServiceDescriptor.Singleton<IHypervisor>(hypervisor)));
        await portal.CommandAsync("seed");
        await portal.CommandAsync("host", "enrol");
        await portal.CommandAsync("image", "build");
        await portal.StartAsync();
        return new Site(portal, hypervisor);
    }

    /// <summary>An operator's command, as <c>./run …</c> runs it; throws when it fails.</summary>
    public Task<string> CommandAsync(params string[] arguments) => portal.CommandAsync(arguments);

    /// <summary>
    /// A new organization with one project, and somebody who is signed in to it: no form was filled in. Give the person to
    /// <see cref="Visitor.BecomeAsync"/>.
    /// </summary>
    public async Task<(TestPerson Person, long OrganizationId, long ProjectId)> MemberAsync(
        MemberRole role = MemberRole.Owner, string organization = "Acme", string owner = "owner@acme.example")
    {
        var made = JsonNode.Parse(await CommandAsync(
            "organization", "create", "--name", organization, "--owner", owner, "--json"))!;
        var id = made["id"]!.GetValue<long>();
        var person = await portal.PersonAsync(id, role);
        await using var scope = portal.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker("test");
        var project = await scope.ServiceProvider.GetRequiredService<IdentityDb>().Reachable<Project>()
            .Where(row => row.OrganizationId == id).Select(row => row.Id).SingleAsync();
        return (person, id, project);
    }

    /// <summary>Another signed-in account, of the organization named or of none.</summary>
    public Task<TestPerson> PersonAsync(long? organizationId, MemberRole role = MemberRole.Owner, string? password = null) =>
        portal.PersonAsync(organizationId, role, password);

    /// <summary>One use case in a worker's scope.</summary>
    public async Task<TResult> AsWorkerAsync<TUse, TResult>(Func<TUse, Task<TResult>> use)
        where TUse : notnull
    {
        await using var scope = portal.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker("test");
        return await use(scope.ServiceProvider.GetRequiredService<TUse>());
    }

    /// <summary>The running portal's services.</summary>
    public IServiceProvider Services => portal.Services;

    /// <summary>Changes rows behind the product's back.</summary>
    public Task ChangeAsync(string sql) => portal.ChangeAsync(sql);

    public ValueTask DisposeAsync() => portal.DisposeAsync();
}
