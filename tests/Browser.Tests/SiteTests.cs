namespace Hostelry.Browser.Tests;

/// <summary>A test with a site of its own, and as many visitors to it as it wants.</summary>
/// <param name="chromium">What they look with.</param>
/// <param name="works">True: servers are made there, on a host that is pretended.</param>
public abstract class SiteTests(Chromium chromium, bool works = false) : IAsyncLifetime
{
    private readonly List<Visitor> _visitors = [];
    private Site? _site;

    private protected Site Site => _site!;

    public async ValueTask InitializeAsync() => _site = await (works ? Site.StartWorkingAsync() : Site.StartAsync());

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var visitor in _visitors)
        {
            await visitor.DisposeAsync();
        }

        if (_site is not null)
        {
            await _site.DisposeAsync();
        }
    }

    /// <param name="language">What the browser asks for, as <c>en-US</c>.</param>
    /// <param name="scripts">False: as for somebody who runs none.</param>
    /// <param name="named">True: by the name localhost instead of the number.</param>
    private protected async Task<Visitor> VisitAsync(string language = "en-US", bool scripts = true, bool named = false)
    {
        var address = named ? new UriBuilder(Site.Address) { Host = "localhost" }.Uri : Site.Address;
        var visitor = await chromium.VisitAsync(address, language, scripts);
        _visitors.Add(visitor);
        return visitor;
    }
}
