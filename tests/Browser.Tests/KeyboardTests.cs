using Hostelry.Portal.Identity;

using Microsoft.Playwright;

namespace Hostelry.Browser.Tests;

/// <summary>A server's life by the keyboard alone: every stop on the way shows that it has the focus.</summary>
public sealed class KeyboardTests(Chromium chromium) : SiteTests(chromium, works: true)
{
    private Visitor Visitor { get; set; } = null!;

    private IPage Page => Visitor.Page;

    [Fact]
    public async Task A_server_is_ordered_its_menu_opened_and_the_server_deleted_by_keyboard_alone()
    {
        Visitor = await VisitAsync();
        var (person, _, project) = await Site.MemberAsync(MemberRole.Owner);
        await Site.CommandAsync("credit", "grant", "--organization", "Acme", "--amount", "50.00", "--reason", "welcome");
        await Visitor.BecomeAsync(person);
        await Visitor.GoAsync(FormattableString.Invariant($"/projects/{project}/servers"));

        // Past the menu, to the order.
        await TabToAsync("a.skip");
        await Page.Keyboard.PressAsync("Enter");
        await TabToAsync("a[href$='/servers/new']");
        await EnterAsync();

        // The arrows choose another type, and the price follows.
        await TabToAsync("[name=Type]");
        var price = Page.Locator(".summary-price strong");
        var small = await price.TextContentAsync();
        await Page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(price).Not.ToHaveTextAsync(small!);
        await Page.Keyboard.PressAsync("ArrowUp");
        await Assertions.Expect(price).ToHaveTextAsync(small!);
        await TabToAsync("[name=Name]");
        await Page.Keyboard.TypeAsync("web-1");
        await TabToAsync("#order");
        await EnterAsync();
        // The root password is shown once.
        await TabToAsync("main a.btn-primary");
        await EnterAsync();
        await Assertions.Expect(Page.Locator(".title-state .state").First).ToHaveTextAsync("Running", new() { Timeout = 60_000 });
        await Assertions.Expect(Page.Locator(".history li").First).ToContainTextAsync("done", new() { Timeout = 60_000 });

        // The menu opens, its entries are reached, Escape closes it and gives the focus back.
        await TabToAsync("#more");
        await Page.Keyboard.PressAsync("Enter");
        await TabToAsync("#rebuild");
        await Page.Keyboard.PressAsync("Escape");
        Assert.Equal("more", await FocusedIdAsync());
        Assert.Null(await Page.GetAttributeAsync(".more-acts", "open"));

        await TabToAsync("#delete");
        await EnterAsync();
        await TabToAsync("[name=Confirm]");
        await Page.Keyboard.TypeAsync("web-2");
        await EnterAsync();
        // What is wrong has the focus.
        Assert.Equal("Confirm", await FocusedIdAsync());
        await Page.Keyboard.PressAsync("Control+A");
        await Page.Keyboard.TypeAsync("web-1");
        await EnterAsync();
        await Assertions.Expect(Page.Locator("h2").First).ToHaveTextAsync("The server is deleted", new() { Timeout = 60_000 });
        Visitor.NothingWentWrong();
    }

    private Task EnterAsync() => Visitor.LeaveAsync(() => Page.Keyboard.PressAsync("Enter"));

    private Task<string> FocusedIdAsync() => Page.EvaluateAsync<string>("document.activeElement.id");

    private async Task TabToAsync(string selector)
    {
        for (var stop = 0; stop < 60; stop++)
        {
            await Page.Keyboard.PressAsync("Tab");
            await Focus.AssertShownAsync(Page);
            if (await Page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector))
            {
                return;
            }
        }

        Assert.Fail($"{selector} cannot be reached with the Tab key.");
    }
}
