namespace Hostelry.Browser.Tests;

/// <summary>The way in without a mouse, and without scripts.</summary>
public sealed class WayInTests(Chromium chromium) : SiteTests(chromium)
{
    [Fact]
    public async Task The_keyboard_alone_leads_from_the_link_to_the_overview_and_out()
    {
        var visitor = await VisitAsync();
        await visitor.GoAsync(await StaffAccount.LinkAsync(Site));

        // The first field has the focus already.
        await visitor.Page.Keyboard.TypeAsync(StaffAccount.Email);
        await TabToAsync(visitor, "Password");
        await visitor.Page.Keyboard.TypeAsync(StaffAccount.Password);
        await EnterAsync(visitor);
        await visitor.Page.Keyboard.TypeAsync(await StaffAccount.CodeAsync(visitor));
        await EnterAsync(visitor);
        await TabToAsync(visitor, "I have kept them");
        await EnterAsync(visitor);
        Assert.Equal("Overview", await visitor.Page.Locator("h1").TextContentAsync());

        await TabToAsync(visitor, "Skip to content");
        await visitor.Page.Keyboard.PressAsync("Enter");
        Assert.Equal("content", await visitor.Page.EvaluateAsync<string>("document.activeElement.id"));
        await visitor.GoAsync("/staff");
        await TabToAsync(visitor, "Sign out everywhere");
        await EnterAsync(visitor);
        Assert.EndsWith("/staff/sign-in", visitor.Page.Url, StringComparison.Ordinal);
        visitor.NothingWentWrong();
    }

    [Fact]
    public async Task The_way_in_needs_no_scripts()
    {
        var visitor = await VisitAsync(scripts: false);
        var codes = await StaffAccount.EnterAsync(Site, visitor);
        Assert.Equal(10, codes.Count);
        Assert.Equal("Overview", await visitor.Page.Locator("h1").TextContentAsync());
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync(".who button"));
        Assert.EndsWith("/staff/sign-in", visitor.Page.Url, StringComparison.Ordinal);
    }

    private static Task EnterAsync(Visitor visitor) => visitor.LeaveAsync(() => visitor.Page.Keyboard.PressAsync("Enter"));

    /// <summary>Presses Tab until the field or text has the focus; every stop on the way shows that it has.</summary>
    private static async Task TabToAsync(Visitor visitor, string name)
    {
        for (var stop = 0; stop < 30; stop++)
        {
            await visitor.Page.Keyboard.PressAsync("Tab");
            if (await Focus.AssertShownAsync(visitor.Page) == name)
            {
                return;
            }
        }

        Assert.Fail($"{name} cannot be reached with the Tab key.");
    }
}
