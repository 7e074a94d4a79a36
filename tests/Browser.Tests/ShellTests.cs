using Microsoft.Playwright;

namespace Hostelry.Browser.Tests;

/// <summary>What all pages share: language, theme, weight, the part that keeps itself fresh.</summary>
public sealed class ShellTests(Chromium chromium) : SiteTests(chromium)
{
    private const long MostBytes = 150 * 1024;

    [Fact]
    public async Task Language_and_theme_are_kept_when_chosen_and_lead_back_to_the_same_page()
    {
        var visitor = await VisitAsync("de-DE");
        await visitor.GoAsync("/staff/sign-in");
        Assert.Equal("Staff sign-in", await visitor.Page.Locator("h1").TextContentAsync());

        await visitor.LeaveAsync(() => visitor.Page.GetByText("Русский").ClickAsync());
        Assert.EndsWith("/staff/sign-in", visitor.Page.Url, StringComparison.Ordinal);
        Assert.Equal("Вход для сотрудников", await visitor.Page.Locator("h1").TextContentAsync());
        var light = await GroundAsync(visitor);
        await visitor.LeaveAsync(() => visitor.Page.GetByText("Тёмная").ClickAsync());
        Assert.NotEqual(light, await GroundAsync(visitor));

        await visitor.GoAsync("/no/such/page");
        Assert.Equal("Такой страницы нет", await visitor.Page.Locator("h1").TextContentAsync());
        Assert.NotEqual(light, await GroundAsync(visitor));
        visitor.NothingWentWrong();
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    public async Task A_first_page_weighs_at_most_150_kB_and_a_second_loads_no_file_again(string language)
    {
        var visitor = await VisitAsync(language);
        await StaffAccount.EnterAsync(Site, visitor);

        var stranger = await VisitAsync(language);
        List<IRequest> requests = [];
        stranger.Page.RequestFinished += (_, request) => requests.Add(request);
        await stranger.GoAsync("/staff/sign-in");
        await stranger.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.InRange(await BytesAsync(requests), 20_000, MostBytes);

        requests.Clear();
        await stranger.GoAsync("/staff/sign-in");
        await stranger.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);
        Assert.InRange(await BytesAsync(requests.Where(request => !request.Url.Contains("/fonts/", StringComparison.Ordinal))), 0, 20_000);
    }

    [Fact]
    public async Task The_shell_weighs_at_most_150_kB_and_its_figures_renew_themselves()
    {
        var visitor = await VisitAsync();
        await visitor.Page.Clock.InstallAsync();
        List<IRequest> requests = [];
        visitor.Page.RequestFinished += (_, request) => requests.Add(request);
        await StaffAccount.EnterAsync(Site, visitor);
        await visitor.Page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        // All that the shell loads, and the whole way in with it.
        Assert.InRange(await BytesAsync(requests), 20_000, MostBytes + 20_000);

        var customers = visitor.Page.Locator(".figure-card dd").First;
        Assert.Equal("0", await customers.TextContentAsync());
        await Site.CommandAsync("organization", "create", "--name", "Acme", "--owner", "owner@acme.example");
        await visitor.Page.Clock.FastForwardAsync("00:16");
        await Assertions.Expect(customers).ToHaveTextAsync("1", new LocatorAssertionsToHaveTextOptions { Timeout = 60_000 });
        visitor.NothingWentWrong();
    }

    private static async Task<long> BytesAsync(IEnumerable<IRequest> requests)
    {
        var sum = 0L;
        foreach (var request in requests.ToList())
        {
            // What comes from the cache is counted by the browser as a few bytes less than nothing.
            sum += Math.Max(0, (await request.SizesAsync()).ResponseBodySize);
        }

        return sum;
    }

    private static Task<string> GroundAsync(Visitor visitor) =>
        visitor.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
}
