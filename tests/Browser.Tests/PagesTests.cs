namespace Hostelry.Browser.Tests;

/// <summary>Every page that exists, walked once in each language; <c>./test --screenshots</c> keeps the pictures.</summary>
public sealed class PagesTests(Chromium chromium) : SiteTests(chromium)
{
    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    public async Task Every_page_fits_and_is_accessible_in_both_themes_at_both_widths(string language)
    {
        var visitor = await VisitAsync(language);

        await MakeAccountAsync(visitor, language);
        var codes = await EnrolAsync(visitor, language);
        await LookAroundAsync(visitor, language);
        await ComeBackAsync(visitor, language, codes[0]);
        await LookAtErrorsAsync(visitor, language);
        Assert.Equal(language, await visitor.Page.Locator("html").GetAttributeAsync("lang"));
        visitor.NothingWentWrong();
    }

    private async Task MakeAccountAsync(Visitor visitor, string language)
    {
        var link = await StaffAccount.LinkAsync(Site);
        Assert.Equal(200, await visitor.GoAsync(link));
        await visitor.LookAsync($"{language}-setup");
        await visitor.SendAsync(("Email", "nobody"), ("Password", "short"));
        await visitor.LookAsync($"{language}-setup-wrong");
        await visitor.SendAsync(("Email", StaffAccount.Email), ("Password", StaffAccount.Password));
        await visitor.LookAsync($"{language}-enrol");
        Assert.Equal(404, await visitor.GoAsync(link));
        await visitor.LookAsync($"{language}-link-gone");
    }

    private static async Task<IReadOnlyList<string>> EnrolAsync(Visitor visitor, string language)
    {
        await visitor.GoAsync("/staff/enrol");
        await visitor.SendAsync(("Code", "000000"));
        await visitor.LookAsync($"{language}-enrol-wrong");
        await visitor.SendAsync(("Code", await StaffAccount.CodeAsync(visitor)));
        await visitor.LookAsync($"{language}-recovery-codes");
        return await StaffAccount.RecoveryCodesAsync(visitor);
    }

    private async Task LookAroundAsync(Visitor visitor, string language)
    {
        Assert.Equal(200, await visitor.GoAsync("/staff"));
        await visitor.LookAsync($"{language}-overview-empty");
        await Site.CommandAsync("organization", "create", "--name", "Acme", "--owner", "owner@acme.example");
        await AddHostAsync();
        await visitor.GoAsync("/staff");
        await visitor.LookAsync($"{language}-overview");
        Assert.Equal(200, await visitor.GoAsync("/staff/jobs"));
        await visitor.LookAsync($"{language}-jobs", ours: false);
    }

    private static async Task ComeBackAsync(Visitor visitor, string language, string recoveryCode)
    {
        await visitor.GoAsync("/staff");
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync(".who button"));
        await visitor.LookAsync($"{language}-sign-in");
        await visitor.SendAsync(("Email", StaffAccount.Email), ("Password", "not this one"));
        await visitor.LookAsync($"{language}-sign-in-wrong");
        await visitor.SendAsync(("Password", StaffAccount.Password));
        await visitor.LookAsync($"{language}-second-factor");
        await visitor.SendAsync(("Code", "123456"));
        await visitor.LookAsync($"{language}-second-factor-wrong");
        await visitor.SendAsync(("Code", recoveryCode));
        Assert.EndsWith("/staff", visitor.Page.Url, StringComparison.Ordinal);
    }

    private static async Task LookAtErrorsAsync(Visitor visitor, string language)
    {
        Assert.Equal(404, await visitor.GoAsync("/no/such/page"));
        await visitor.LookAsync($"{language}-not-found");
        Assert.Equal(403, await visitor.GoAsync("/error/403"));
        await visitor.LookAsync($"{language}-forbidden");
        Assert.Equal(500, await visitor.GoAsync("/error/500"));
        await visitor.LookAsync($"{language}-broken");
        Assert.Equal(400, await visitor.GoAsync("/error/400"));
        await visitor.LookAsync($"{language}-refused");
    }

    /// <summary>As an enrolment would have written it: there are no guests here.</summary>
    private Task AddHostAsync() => Site.ChangeAsync(
        """
        PRAGMA foreign_keys=OFF;
        INSERT INTO hosts (seller_id, datacenter_id, name, address, cores, memory_bytes, disk_bytes, core_overcommit_percent, open, ready, facts, created_at)
        VALUES (1, 1, 'rack-1', 'local', 32, 137438953472, 2199023255552, 400, 1, 1, '{}', 639000000000000000),
               (1, 1, 'rack-2', 'local', 64, 274877906944, 4398046511104, 400, 1, 0, '{}', 639000000000000000);
        INSERT INTO host_reservations (seller_id, host_id, server_id, slot, cores, memory_bytes, disk_bytes)
        VALUES (1, (SELECT id FROM hosts WHERE name = 'rack-1'), 900001, 1, 8, 17179869184, 171798691840),
               (1, (SELECT id FROM hosts WHERE name = 'rack-1'), 900002, 2, 16, 34359738368, 343597383680)
        """);
}
