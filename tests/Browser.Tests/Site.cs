using Hostelry.Testing;
using Hostelry.Testing.Installations;

namespace Hostelry.Browser.Tests;

/// <summary>A portal that only serves pages, of an installation with no host and no account yet; each test has one alone.</summary>
internal sealed class Site(InProcessPortal portal) : IAsyncDisposable
{
    /// <summary>Where it serves.</summary>
    public Uri Address => portal.Address;

    public static async Task<Site> StartAsync()
    {
        var portal = await InProcessPortal.CreateAsync(DatabaseKind.Sqlite, ["--Role=Web"]);
        await portal.CommandAsync("seed");
        await portal.StartAsync();
        return new Site(portal);
    }

    /// <summary>An operator's command, as <c>./run …</c> runs it; throws when it fails.</summary>
    public Task<string> CommandAsync(params string[] arguments) => portal.CommandAsync(arguments);

    /// <summary>Changes rows behind the product's back.</summary>
    public Task ChangeAsync(string sql) => portal.ChangeAsync(sql);

    public ValueTask DisposeAsync() => portal.DisposeAsync();
}
