using System.Collections.Concurrent;

using Deque.AxeCore.Commons;

using Hostelry.Testing.Installations;

using Microsoft.Playwright;

namespace Hostelry.Browser.Tests;

/// <summary>Somebody with a browser, and an eye on what goes wrong in it.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private const int Wide = 1280;
    private const int Narrow = 390;

    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();
    private const string Violations =
        """
        async () => (await axe.run(document, { resultTypes: ['violations'] })).violations
          .map(found => `${found.id}: ${found.help}\n` + found.nodes.map(node => '    ' + node.html).join('\n'))
        """;

    private readonly IBrowserContext _context;
    private readonly Uri _address;
    private readonly bool _swapped;
    private readonly ConcurrentQueue<(string Address, string Text)> _complaints = new();
    private readonly List<string> _elsewhere = [];
    private readonly List<string> _found = [];
    private readonly ConcurrentDictionary<string, bool> _refused = new(StringComparer.Ordinal);

    private Visitor(IBrowserContext context, IPage page, Uri address, bool swapped)
    {
        (_context, Page, _address, _swapped) = (context, page, address, swapped);
        page.Console += (_, message) =>
        {
            if (message.Type == "error")
            {
                _complaints.Enqueue((message.Location, message.Text));
            }
        };
        page.PageError += (_, error) => _complaints.Enqueue(("", error));
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(address.ToString(), StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)
                && !_elsewhere.Exists(known => request.Url.StartsWith(known, StringComparison.Ordinal)))
            {
                _complaints.Enqueue((request.Url, "something from elsewhere was loaded"));
            }
        };
        page.Response += (_, response) =>
        {
            if (response.Request.IsNavigationRequest && response.Status >= 400)
            {
                _refused.TryAdd(response.Url, true);
            }
        };
    }

    public IPage Page { get; }

    /// <summary>The page's own part: what a test reads and presses.</summary>
    public ILocator Main => Page.Locator("main");

    /// <param name="context">Its browser's.</param>
    /// <param name="address">The portal.</param>
    /// <param name="language">What the browser asks for.</param>
    public static async Task<Visitor> OpenAsync(IBrowserContext context, Uri address, string language) =>
        new(context, await context.NewPageAsync(), address, language.StartsWith("ru", StringComparison.Ordinal));

    /// <summary>A place that this visitor is meant to be sent to.</summary>
    public void MayAsk(string elsewhere) => _elsewhere.Add(elsewhere);

    /// <summary>Has the session of somebody who is signed in, without the way in.</summary>
    public Task BecomeAsync(TestPerson person) => _context.AddCookiesAsync(
        [new Cookie { Name = person.CookieName, Value = person.CookieValue, Url = _address.ToString(), HttpOnly = true }]);

    /// <returns>The status.</returns>
    public async Task<int> GoAsync(string path) => (await Page.GotoAsync(path))?.Status ?? 0;

    /// <summary>Types into the fields named, or chooses, and sends the page's form.</summary>
    public Task SendAsync(params (string Field, string Value)[] fields) => SendAsync(Main.GetByRole(AriaRole.Button), fields);

    /// <summary>As above, where the page has several buttons.</summary>
    public async Task SendAsync(ILocator button, params (string Field, string Value)[] fields)
    {
        foreach (var (field, value) in fields)
        {
            var input = Page.Locator($"main [name={field}]");
            if (await input.EvaluateAsync<string>("input => input.tagName") == "SELECT")
            {
                await input.SelectOptionAsync(value);
            }
            else
            {
                await input.FillAsync(value);
            }
        }

        await LeaveAsync(() => button.ClickAsync());
    }

    /// <summary>Does what leads to another page, and waits for that page.</summary>
    public async Task LeaveAsync(Func<Task> act)
    {
        // Obsolete for its races with pages that change their address by script; ours do not.
#pragma warning disable CS0612
        await Page.RunAndWaitForNavigationAsync(act);
#pragma warning restore CS0612
    }

    /// <summary>The message beside a field, as a screen reader finds it; null when the field is right.</summary>
    public async Task<string?> MessageAsync(string field)
    {
        var input = Page.Locator($"main [name={field}]");
        if (await input.GetAttributeAsync("aria-invalid") != "true")
        {
            return null;
        }

        var about = (await input.GetAttributeAsync("aria-describedby"))!.Split(' ')[0];
        return await Page.Locator("#" + about).TextContentAsync();
    }

    /// <summary>
    /// Looks at the page wide in one theme and narrow in the other, in Russian the other way round, so that a walk in both
    /// languages has seen all four: nothing sticks out, axe finds nothing. What is found is told by <see cref="NothingWentWrong"/>,
    /// of all pages at once. Takes pictures of all four when HOSTELRY_SCREENSHOTS names a folder.
    /// </summary>
    /// <param name="name">Of the pictures.</param>
    /// <param name="ours">False for pages of a library: pictures alone.</param>
    public async Task LookAsync(string name, bool ours = true)
    {
        var pictures = Environment.GetEnvironmentVariable("HOSTELRY_SCREENSHOTS") is { Length: > 0 } folder ? folder : null;
        foreach (var (width, theme, looks) in Views())
        {
            if ((!looks || !ours) && pictures is null)
            {
                continue;
            }

            var view = $"{name}-{theme.ToString().ToLowerInvariant()}-{width}";
            await Page.SetViewportSizeAsync(width, width == Narrow ? 844 : 800);
            await Page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = theme });
            if (pictures is not null)
            {
                await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(pictures, view + ".png"), FullPage = true });
            }

            if (looks && ours)
            {
                await CheckAsync(view);
            }
        }
    }

    /// <summary>No page that was looked at is wrong; nothing was refused by the content policy, no script failed, nothing came from elsewhere.</summary>
    public void NothingWentWrong()
    {
        // The browser notes the status of a page that is meant to be an error; that is no complaint.
        var complaints = _complaints.Where(one => !(one.Text.StartsWith("Failed to load resource", StringComparison.Ordinal)
            && _refused.Keys.Any(page => one.Address.StartsWith(page, StringComparison.Ordinal))));
        var all = string.Join("\n\n", [.. _found, .. complaints.Select(one => $"{one.Address}: {one.Text}")]);
        _found.Clear();
        Assert.True(all.Length == 0, all);
    }

    /// <summary>Fails a test that looked and never asked what was seen.</summary>
    public async ValueTask DisposeAsync()
    {
        await _context.CloseAsync();
        Assert.Empty(_found);
    }

    private async Task CheckAsync(string view)
    {
        var beyond = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - window.innerWidth");
        if (beyond > 0)
        {
            _found.Add($"{view}: {beyond} pixels wider than the window");
        }

        if (!await Page.EvaluateAsync<bool>("'axe' in window"))
        {
            // Once for a page: reading the script takes ten times as long as running it.
            await Page.EvaluateAsync(Axe);
        }

        _found.AddRange((await Page.EvaluateAsync<string[]>(Violations)).Select(violation => $"{view}: {violation}"));
    }

    private IEnumerable<(int Width, ColorScheme Theme, bool Looks)> Views()
    {
        var (wide, narrow) = _swapped ? (ColorScheme.Dark, ColorScheme.Light) : (ColorScheme.Light, ColorScheme.Dark);
        return [(Wide, wide, true), (Narrow, narrow, true), (Wide, narrow, false), (Narrow, wide, false)];
    }
}
