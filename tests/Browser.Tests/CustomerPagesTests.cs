using Hostelry.Portal.Identity;

namespace Hostelry.Browser.Tests;

/// <summary>The pages of accounts and organizations, walked once in each language.</summary>
public sealed class CustomerPagesTests(Chromium chromium) : SiteTests(chromium)
{
    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    public async Task Every_page_of_a_member_fits_and_is_accessible_in_both_themes_at_both_widths(string language)
    {
        var visitor = await VisitAsync(language);
        var (person, organization, project) = await Site.MemberAsync();
        await Site.PersonAsync(organization, MemberRole.Reader);

        Assert.Equal(200, await visitor.GoAsync("/"));
        Assert.EndsWith("/sign-in", visitor.Page.Url, StringComparison.Ordinal);
        await visitor.LookAsync($"{language}-customer-sign-in");
        await visitor.SendAsync(("Email", person.Email), ("Password", "not this one"));
        await visitor.LookAsync($"{language}-customer-sign-in-wrong");

        await visitor.BecomeAsync(person);
        Assert.Equal(200, await visitor.GoAsync(FormattableString.Invariant($"/organizations/{organization}/members")));
        await visitor.LookAsync($"{language}-members");
        await visitor.Page.ClickAsync(".switch summary");
        await visitor.LookAsync($"{language}-switch");
        Assert.Equal(200, await visitor.GoAsync(FormattableString.Invariant($"/projects/{project}/settings")));
        await visitor.LookAsync($"{language}-project-settings");
        visitor.NothingWentWrong();
    }

    [Fact]
    public async Task Language_and_theme_can_be_chosen_while_signed_in()
    {
        var visitor = await VisitAsync();
        var (person, organization, _) = await Site.MemberAsync();
        await visitor.BecomeAsync(person);
        await visitor.GoAsync(FormattableString.Invariant($"/organizations/{organization}/members"));
        await visitor.LeaveAsync(() => visitor.Page.GetByText("Русский").ClickAsync());
        Assert.Equal("Участники", await visitor.Page.Locator("h1").TextContentAsync());
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync(".who button"));
        Assert.EndsWith("/sign-in", visitor.Page.Url, StringComparison.Ordinal);
        visitor.NothingWentWrong();
    }
}
