using System.Net;

using Hostelry.Billing;
using Hostelry.Billing.Audit;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

using OtpNet;

namespace Hostelry.Portal.Tests.Staff;

/// <summary>Staff accounts, the seller's name, default quotas, announcements, and looking through a customer's eyes.</summary>
public sealed class StaffSettingsTests
{
    [Theory, OnBothDatabases]
    public async Task Invited_person_joins_once_with_the_role_and_the_last_admin_stays(DatabaseKind kind)
    {
        await using var portal = await TestPortal.StartAsync(kind);
        var (admin, adminId) = await StaffPeople.EnterAsAsync(portal);
        await admin.GetAsync("/staff/settings/staff/invite");
        Assert.Contains("enter an address", StaffPeople.MessagesOf(await InviteAsync(admin, "nobody", "support"))["Email"], StringComparison.Ordinal);
        Assert.Contains("choose one", StaffPeople.MessagesOf(await InviteAsync(admin, "new@staff.example", "root"))["Role"], StringComparison.Ordinal);
        var older = LinkOf(await InviteAsync(admin, "new@staff.example", "support"));
        var link = LinkOf(await InviteAsync(admin, "new@staff.example", "support"));

        // Only the newest link works, for its address, once; the second factor is asked of everybody.
        Assert.Equal(HttpStatusCode.NotFound, (await new Browser(portal).GetAsync(older)).Status);
        var joiner = new Browser(portal);
        await joiner.GetAsync(link);
        Assert.NotEmpty(StaffPeople.MessagesOf(await joiner.PostAsync(link, ("Email", "other@staff.example"), ("Password", "correct horse battery"))));
        Assert.Equal("/staff/enrol", (await joiner.PostAsync(link, ("Email", "new@staff.example"), ("Password", "correct horse battery"))).Location);
        Assert.Equal("/staff/sign-in", (await joiner.GetAsync("/staff")).Location);
        var key = (await joiner.GetAsync("/staff/enrol")).Document.QuerySelector(".key code")!.TextContent.Replace(" ", "", StringComparison.Ordinal);
        await joiner.PostAsync("/staff/enrol", ("Code", new Totp(Base32Encoding.ToBytes(key)).ComputeTotp()));
        Assert.Equal(HttpStatusCode.OK, (await joiner.GetAsync("/staff/customers")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await joiner.GetAsync("/staff/settings")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await new Browser(portal).GetAsync(link)).Status);

        await ChangeAsync(portal, admin, joiner, adminId);
    }

    [Theory, OnBothDatabases]
    public async Task Seller_is_renamed_and_default_quotas_hold_for_who_has_none_of_their_own(DatabaseKind kind)
    {
        await using var portal = await TestPortal.StartAsync(kind);
        var customer = await portal.CustomerAsync();
        var browser = await StaffPeople.EnterAsync(portal);
        await browser.GetAsync("/staff/settings/seller");
        Assert.Contains("cannot be empty", StaffPeople.MessagesOf(await browser.PostAsync("/staff/settings/seller", ("Name", "")))["Name"], StringComparison.Ordinal);
        Assert.Equal("/staff/settings", (await browser.PostAsync("/staff/settings/seller", ("Name", "Nord Hosting"))).Location);
        var settings = await browser.GetAsync("/staff/settings");
        Assert.Contains("Nord Hosting", settings.Text, StringComparison.Ordinal);
        Assert.InRange(settings.Queries, 1, 6);

        await EntityAsync(browser);
        Assert.Equal("/staff/quotas", (await browser.PostAsync("/staff/quotas/edit", ("Servers", "0"), ("Cores", ""), ("SshKeys", "1"))).Location);
        Assert.Equal("resource_limit_exceeded", (await OrderAsync(customer)).Code);
        await browser.PostAsync($"/staff/customers/{customer.Id}/quotas/edit", ("Body.Servers", "5"), ("Body.Cores", ""), ("Body.SshKeys", ""));
        Assert.Equal(201, (await OrderAsync(customer)).StatusCode);
        var quotas = await browser.GetAsync("/staff/quotas");
        Assert.Contains(customer.Name, quotas.Text, StringComparison.Ordinal);
        Assert.InRange(quotas.Queries, 1, 6);
        var own = await browser.GetAsync($"/staff/customers/{customer.Id}/quotas");
        Assert.Equal(["5", "0"], own.Document.QuerySelectorAll("tbody tr:first-child td.number").Select(cell => cell.TextContent));
        Assert.InRange(own.Queries, 1, 6);
        Assert.NotEmpty(StaffPeople.MessagesOf(await browser.PostAsync("/staff/quotas/edit", ("Servers", "-1"), ("Cores", ""), ("SshKeys", ""))));
    }

    [Theory, OnBothDatabases]
    public async Task Announcement_is_shown_to_customers_in_their_language_from_to(DatabaseKind kind)
    {
        await using var portal = await TestPortal.StartAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        var browser = await StaffPeople.EnterAsync(portal);
        await browser.GetAsync("/staff/announcements/new");
        Assert.Equal(
            ["Form.TextRu", "Form.To"],
            StaffPeople.MessagesOf(await AnnounceAsync(browser, "Maintenance", "", "soon")).Keys.Order(StringComparer.Ordinal));
        Assert.Equal("/staff/announcements", (await AnnounceAsync(browser, "Maintenance <b>", "Работы", "2999-01-01 06:00")).Location);

        var member = await portal.BrowserAsync(customer.Id);
        var page = await member.GetAsync($"/organizations/{customer.Id}/members");
        Assert.Equal("Maintenance <b>", page.Document.QuerySelector(".announcement strong")!.TextContent);
        var list = await browser.GetAsync("/staff/announcements");
        Assert.Contains("Shown now", list.Text, StringComparison.Ordinal);
        var end = list.Document.QuerySelector("form[action$='/end']")!.GetAttribute("action")!;
        Assert.Equal("/staff/announcements", (await browser.PostAsync(end)).Location);
        Assert.Contains("Ended", (await browser.GetAsync("/staff/announcements")).Text, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Staff_look_through_a_members_eyes_recorded_and_never_at_money_or_members(DatabaseKind kind)
    {
        await using var portal = await TestPortal.StartAsync(kind);
        var customer = await portal.CustomerAsync();
        var owner = await portal.PersonAsync(customer.Id);
        var stranger = await portal.PersonAsync((await portal.CustomerAsync(credit: "0")).Id);
        var (browser, user) = await StaffPeople.EnterAsAsync(portal, StaffRoles.Support);
        var path = $"/staff/customers/{customer.Id}/impersonate";
        await browser.GetAsync(path);

        Assert.NotEmpty(StaffPeople.MessagesOf(await browser.PostAsync(path, ("Body.Member", stranger.UserId.Text()))));
        Assert.Equal($"/organizations/{customer.Id}/members", (await browser.PostAsync(path, ("Body.Member", owner.UserId.Text()))).Location);

        var seen = await browser.GetAsync($"/organizations/{customer.Id}/members");
        Assert.Equal(HttpStatusCode.OK, seen.Status);
        Assert.NotNull(seen.Document.QuerySelector(".staff-looks"));
        Assert.Equal($"user:{user}", Assert.Single(await AuditAsync(portal, "staff.impersonate")).Actor);

        // After half an hour it is over.
        var past = TimeProvider.System.GetUtcNow().AddMinutes(-31);
        await portal.AsWorkerAsync<IdentityDb, int>(db => db.Sessions.Where(row => row.StaffUserId == user)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.CreatedAt, past)));
        Assert.Contains("sign-in", (await browser.GetAsync($"/organizations/{customer.Id}/members")).Location, StringComparison.Ordinal);
    }

    private static async Task ChangeAsync(TestPortal portal, Browser admin, Browser joiner, long adminId)
    {
        var page = await admin.GetAsync("/staff/settings");
        var member = page.Document.QuerySelectorAll("tbody th a").Single(link => link.TextContent == "new@staff.example").GetAttribute("href")!;
        await admin.GetAsync(member);
        Assert.Equal("/staff/settings", (await admin.PostAsync(member + "/role", ("Form.Role", "billing"))).Location);
        Assert.Equal(HttpStatusCode.Forbidden, (await joiner.GetAsync("/staff/jobs")).Status);
        var own = $"/staff/settings/staff/{adminId}";
        Assert.Contains("last administrator", StaffPeople.MessagesOf(await admin.PostAsync(own + "/role", ("Form.Role", "support")))["Form.Role"], StringComparison.Ordinal);
        Assert.NotEmpty(StaffPeople.MessagesOf(await admin.PostAsync(member + "/remove", ("Removal.Confirm", "new@staff"))));
        Assert.Equal("/staff/settings", (await admin.PostAsync(member + "/remove", ("Removal.Confirm", "new@staff.example"))).Location);
        Assert.Equal("/staff/sign-in", (await joiner.GetAsync("/staff/customers")).Location);
        Assert.Equal(
            ["staff.invite.support", "staff.invite.support", "staff.role.billing", "staff.remove"],
            (await AuditAsync(portal, "staff.")).Where(row => row.Actor == $"user:{adminId}" && !row.Action.StartsWith("staff.see", StringComparison.Ordinal)).Select(row => row.Action));
    }

    private static async Task EntityAsync(Browser browser)
    {
        const string Path = "/staff/settings/legal-entities/1";
        var form = await browser.GetAsync(Path);
        var fields = form.Document.QuerySelectorAll("main .form-control").ToDictionary(
            field => field.GetAttribute("name")!, field => field.GetAttribute("value") ?? "", StringComparer.Ordinal);
        (string, string)[] With(params (string Name, string Value)[] other)
        {
            var all = new Dictionary<string, string>(fields, StringComparer.Ordinal) { ["TaxStatus"] = "Unset", ["UsesOss"] = "false" };
            foreach (var (name, value) in other)
            {
                all[name] = value;
            }

            return [.. all.Select(pair => (pair.Key, pair.Value))];
        }

        foreach (var (field, typed) in new[] { ("Country", "XX"), ("Name", ""), ("Iban", "DE00 1234"), ("TimeZone", "Mars"), ("PaymentDays", "many") })
        {
            var wrong = await browser.PostAsync(Path, With(("Country", "DE"), (field, typed)));
            Assert.True(wrong.Location is null, field);
            Assert.Equal(typed, wrong.Document.QuerySelector("[aria-invalid=true]")!.GetAttribute("value"));
        }

        Assert.Equal("/staff/settings", (await browser.PostAsync(Path, With(("Country", "de"), ("City", "Bremen"), ("Iban", "DE89 3704 0044 0532 0130 00")))).Location);
        Assert.Contains("DE89370400440532013000", (await browser.GetAsync("/staff/settings")).Text, StringComparison.Ordinal);
    }

    private static Task<Page> InviteAsync(Browser browser, string email, string role) =>
        browser.PostAsync("/staff/settings/staff/invite", ("Email", email), ("Role", role));

    private static string LinkOf(Page page) => new Uri(page.Document.QuerySelector("main code")!.TextContent).AbsolutePath;

    private static Task<Page> AnnounceAsync(Browser browser, string title, string russian, string to) => browser.PostAsync(
        "/staff/announcements/new",
        ("Form.Level", "Warning"),
        ("Form.TitleEn", title),
        ("Form.TextEn", "Tonight."),
        ("Form.TitleRu", "Работы"),
        ("Form.TextRu", russian),
        ("Form.From", ""),
        ("Form.To", to));

    private static Task<TestAnswer> OrderAsync(TestCustomer customer) => customer.Api.PostAsync(
        "servers", new { name = "s-" + Guid.CreateVersion7().ToString("N"), server_type = "ct11", image = "debian-12" });

    private static Task<List<AuditEntry>> AuditAsync(TestPortal portal, string action) =>
        portal.AsWorkerAsync<BillingDb, List<AuditEntry>>(db => db.Reachable<AuditEntry>()
            .Where(row => row.Action.StartsWith(action)).OrderBy(row => row.Id).ToListAsync(TestApi.Stop));
}
