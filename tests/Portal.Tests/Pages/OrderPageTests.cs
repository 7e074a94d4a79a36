using System.Net;

using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

namespace Hostelry.Portal.Tests.Pages;

/// <summary>The order page: what it says before the button, what it refuses beside which field, and that it orders once.</summary>
public sealed class OrderPageTests(Portals portals)
{
    [Theory, OnBothDatabases]
    public async Task An_order_with_a_key_leads_to_the_servers_page(DatabaseKind kind)
    {
        var world = await PageWorld.OpenAsync(portals, kind);
        var key = (await world.Customer.Api.PostAsync("ssh_keys", new { name = "laptop", public_key = PageWorld.PublicKey }))
            .Body!["ssh_key"]!["id"]!.ToString();
        var address = await world.OrderPageAsync();
        var ordered = await world.OrderAsync(address, ("Keys", key), ("Labels", "env=prod\nteam"), ("UserData", "#cloud-config\r\n{}"));

        Assert.Equal(HttpStatusCode.Found, ordered.Status);
        var page = await world.Browser.GetAsync(ordered.Location!);
        Assert.Equal("web-1", page.Text("h1"));
        Assert.Contains("ssh root@", page.Text("#ssh"), StringComparison.Ordinal);
        Assert.Equal("env=prod team", page.Text("a.tag"));
        Assert.Equal(1, await world.ServersAsync());
    }

    [Theory, OnBothDatabases]
    public async Task Double_click_reload_and_back_button_order_once(DatabaseKind kind)
    {
        var world = await PageWorld.OpenAsync(portals, kind);
        var key = (await world.Customer.Api.PostAsync("ssh_keys", new { name = "laptop", public_key = PageWorld.PublicKey }))
            .Body!["ssh_key"]!["id"]!.ToString();
        var address = await world.OrderPageAsync();

        var both = await Task.WhenAll(world.OrderAsync(address, ("Keys", key)), world.OrderAsync(address, ("Keys", key)));
        Assert.Equal(both[0].Location, both[1].Location);
        Assert.StartsWith(world.Project + "/servers/", both[0].Location, StringComparison.Ordinal);
        await world.Browser.GetAsync(address);
        Assert.Equal(both[0].Location, (await world.OrderAsync(address, ("Keys", key))).Location);

        // Back, and something else typed: the form is used up, and says so.
        await world.Browser.GetAsync(address);
        var other = await world.OrderAsync(address, ("Keys", key), ("Name", "web-2"));
        Assert.Contains("used already", other.Text(".checkout .notice"), StringComparison.Ordinal);
        Assert.Equal(1, await world.ServersAsync());
        Assert.Equal(2, both.Append(other).Count(page => page.Status == HttpStatusCode.Found));
    }

    [Fact]
    public async Task A_root_password_is_shown_once()
    {
        var world = await PageWorld.OpenAsync(portals, DatabaseKind.Sqlite);
        var address = await world.OrderPageAsync();
        var shown = await world.OrderAsync(address);
        Assert.Equal(HttpStatusCode.OK, shown.Status);
        Assert.True(shown.Text("#secret").Length >= 16);

        var again = await world.OrderAsync(address);
        Assert.Equal(HttpStatusCode.Found, again.Status);
        var page = await world.Browser.GetAsync(again.Location!);
        Assert.DoesNotContain(shown.Text("#secret"), page.Document.DocumentElement.InnerHtml, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Prices_stand_before_the_button_and_follow_the_choice_with_and_without_scripts()
    {
        var world = await PageWorld.OpenAsync(portals, DatabaseKind.Sqlite);
        var address = await world.OrderPageAsync();
        var page = await world.Browser.GetAsync(address);
        var small = page.Text("#summary");
        Assert.Contains("€", small, StringComparison.Ordinal);
        Assert.Contains("Most in a month", small, StringComparison.Ordinal);
        Assert.Contains("While it is off", small, StringComparison.Ordinal);
        Assert.All(page.Document.QuerySelectorAll(".plan"), plan => Assert.Contains("at most", plan.TextContent, StringComparison.Ordinal));

        var larger = page.Document.QuerySelectorAll(".plan input[type=radio]").Select(input => input.GetAttribute("value")!).First(name => name != "ct11");
        var part = await world.Browser.GetAsync($"{world.Project}/servers/new/price?type={larger}&location=local&shown=local");
        Assert.Contains(larger, part.Text("#summary"), StringComparison.Ordinal);
        Assert.NotEqual(small, part.Text("#summary"));
        Assert.Empty(part.Document.QuerySelectorAll(".plan"));
        Assert.NotEmpty((await world.Browser.GetAsync($"{world.Project}/servers/new/price?type={larger}&location=local&shown=x"))
            .Document.QuerySelectorAll("#plans[hx-swap-oob] .plan"));

        var plain = await world.Browser.PostAsync(
            world.Project + "/servers/new/price", ("Type", larger), ("Location", "local"), ("Name", "half-typed"), ("UserData", "secret"));
        Assert.Contains(larger, plain.Text("#summary"), StringComparison.Ordinal);
        Assert.Equal("half-typed", plain.Document.QuerySelector("[name=Name]")!.GetAttribute("value"));
        Assert.Equal("secret", plain.Text("[name=UserData]"));
        Assert.Equal(0, await world.ServersAsync());
    }

    [Theory]
    [InlineData("Name", "", "Name")]
    [InlineData("Name", "-web", "Name")]
    [InlineData("Name", "<script>alert(1)</script>", "Name")]
    [InlineData("Type", "", "Type")]
    [InlineData("Type", "nothing", "Type")]
    [InlineData("Image", "", "Image")]
    [InlineData("Image", "../../etc/passwd", "Image")]
    [InlineData("Location", "moon", "Location")]
    [InlineData("Labels", "a=1 a=2", "Labels")]
    [InlineData("Labels", "=x", "Labels")]
    [InlineData("Labels", "k=-", "Labels")]
    [InlineData("Keys", "9007199254740991", "Keys")]
    public async Task Bad_input_is_refused_beside_its_field_and_stays(string field, string value, string beside)
    {
        var world = await PageWorld.OpenAsync(portals, DatabaseKind.Sqlite);
        var address = await world.OrderPageAsync();
        var refused = await world.OrderAsync(address, (field, value));

        Assert.Equal(HttpStatusCode.OK, refused.Status);
        Assert.NotEqual("", refused.Message(beside));
        Assert.Equal(0, await world.ServersAsync());
        Assert.Empty(refused.Document.QuerySelectorAll("main script"));
        if (field == "Name")
        {
            Assert.Equal(value, refused.Document.QuerySelector("[name=Name]")!.GetAttribute("value"));
        }
    }

    [Fact]
    public async Task Too_much_user_data_is_refused_beside_it()
    {
        var world = await PageWorld.OpenAsync(portals, DatabaseKind.Sqlite);
        var refused = await world.OrderAsync(await world.OrderPageAsync(), ("UserData", new string('x', 32 * 1024 + 1)));
        Assert.Contains("32 KiB", refused.Message("UserData"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Missing_money_says_what_to_do_and_a_taken_name_stands_at_the_name()
    {
        var poor = await PageWorld.OpenAsync(portals, DatabaseKind.Sqlite, credit: "0");
        var refused = await poor.OrderAsync(await poor.OrderPageAsync());
        Assert.Contains("Top up", refused.Text(".checkout .notice"), StringComparison.Ordinal);
        Assert.Equal(poor.Organization + "/balance", refused.Document.QuerySelector(".checkout .notice a[href$=balance]")?.GetAttribute("href"));

        var rich = await PageWorld.OpenAsync(portals, DatabaseKind.Sqlite);
        await rich.Customer.Api.ServerAsync("web-1");
        Assert.Contains("already taken", (await rich.OrderAsync(await rich.OrderPageAsync())).Message("Name"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_price_that_changed_since_it_was_shown_is_shown_again_first()
    {
        var world = await PageWorld.OpenAsync(portals, DatabaseKind.Sqlite);
        var address = await world.OrderPageAsync();
        var page = await world.Browser.GetAsync(address);
        Assert.NotEmpty(page.Document.QuerySelectorAll("[name=Quoted]"));
        Assert.Contains("price has changed", (await world.OrderAsync(address, ("Quoted", "ct11=9007199254740991"))).Message("Type"), StringComparison.Ordinal);
        Assert.Equal(0, await world.ServersAsync());
        var quote = page.Document.QuerySelectorAll("[name=Quoted]").Select(input => input.GetAttribute("value")!).Single(value => value.StartsWith("ct11=", StringComparison.Ordinal));
        Assert.NotEqual("", (await world.OrderAsync(address, ("Quoted", quote))).Text("#secret"));
    }

    [Fact]
    public async Task A_form_without_its_key_orders_nothing()
    {
        var world = await PageWorld.OpenAsync(portals, DatabaseKind.Sqlite);
        await world.OrderPageAsync();
        var refused = await world.OrderAsync("x?once=", ("Once", "mine"));
        Assert.Equal(HttpStatusCode.OK, refused.Status);
        Assert.Equal(0, await world.ServersAsync());
    }
}
