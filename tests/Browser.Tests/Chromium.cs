using Microsoft.Playwright;

[assembly: AssemblyFixture(typeof(Hostelry.Browser.Tests.Chromium))]
[assembly: CollectionBehavior(CollectionBehavior.CollectionPerClass)]

namespace Hostelry.Browser.Tests;

/// <summary>Debian's Chromium, one for all tests; each visitor has cookies, cache and language of its own.</summary>
public sealed class Chromium : IAsyncLifetime
{
    private const string Path = "/usr/bin/chromium-headless-shell";

    private IPlaywright? _driver;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        _driver = await Playwright.CreateAsync();
        _browser = await _driver.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
        {
            ExecutablePath = Path,
            ChromiumSandbox = false,
            Args =
            [
                "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
                "--disable-component-update", "--disable-sync",
            ],
        });
    }

    /// <param name="address">The portal.</param>
    /// <param name="language">What the browser asks for, as <c>en-US</c>.</param>
    /// <param name="scripts">False: as for somebody who runs none.</param>
    internal async Task<Visitor> VisitAsync(Uri address, string language = "en-US", bool scripts = true)
    {
        var context = await _browser!.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = address.ToString(),
            Locale = language,
            JavaScriptEnabled = scripts,
            ReducedMotion = ReducedMotion.Reduce,
            ViewportSize = new ViewportSize { Width = 1280, Height = 800 },
        });
        context.SetDefaultTimeout(30_000);
        return await Visitor.OpenAsync(context, address, language);
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _driver?.Dispose();
    }
}
