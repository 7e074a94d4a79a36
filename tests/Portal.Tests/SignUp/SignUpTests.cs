using System.Net;

using Hostelry.Billing.Mail;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.SignUp;

/// <summary>From an address to an account, and back to one after the password is forgotten.</summary>
public sealed class SignUpTests(Portals portals)
{
    private const string Password = "correct horse battery";

    [Theory, OnBothDatabases]
    public async Task Link_makes_account_organization_and_project_once(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var (address, name) = New();
        var browser = new Browser(portal);
        await browser.GetAsync("/sign-up");
        var sent = await browser.PostAsync("/sign-up", ("Email", address));
        Assert.Contains(address, sent.Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        var link = await portal.LinkAsync(address, MailKind.ConfirmSignUp);

        await browser.GetAsync(link);
        Assert.Equal("/", (await browser.PostAsync(link, ("Organization", name), ("Country", "DE"), ("Password", Password))).Location);
        Assert.StartsWith("/projects/", (await browser.GetAsync("/")).Location, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(link)).Status);

        var made = await portal.AsWorkerAsync<IdentityDb, (MemberRole Role, string Project, string Mail)>(async db => (
            await db.Reachable<Member>().Where(seat => db.Reachable<Organization>().Any(row => row.Id == seat.OrganizationId && row.Name == name))
                .Select(seat => seat.Role).SingleAsync(TestApi.Stop),
            await db.Reachable<Project>().Where(row => db.Reachable<Organization>().Any(one => one.Id == row.OrganizationId && one.Name == name))
                .Select(row => row.Name).SingleAsync(TestApi.Stop),
            (await db.Users.SingleAsync(user => user.Email == address, TestApi.Stop)).Email!));
        Assert.Equal((MemberRole.Owner, "default", address), made);

        var other = new Browser(portal);
        await other.GetAsync("/sign-in");
        Assert.Equal("/", (await other.PostAsync("/sign-in", ("Email", address), ("Password", Password))).Location);
    }

    [Fact]
    public async Task Known_and_unknown_address_get_the_same_answer_and_their_own_mail()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var known = (await portal.PersonAsync(null)).Email;
        var unknown = New().Address;
        var browser = new Browser(portal);
        foreach (var (path, forKnown, forUnknown) in new[]
        {
            ("/sign-up", MailKind.SignUpKnown, MailKind.ConfirmSignUp),
            ("/reset", MailKind.ResetPassword, MailKind.ResetUnknown),
        })
        {
            await browser.GetAsync(path);
            var one = await browser.PostAsync(path, ("Email", known));
            var two = await browser.PostAsync(path, ("Email", unknown));
            Assert.Equal(
                one.Document.QuerySelector("main")!.TextContent.Replace(known, "x", StringComparison.Ordinal),
                two.Document.QuerySelector("main")!.TextContent.Replace(unknown, "x", StringComparison.Ordinal));
            await portal.MailAsync(known, forKnown);
            await portal.MailAsync(unknown, forUnknown);
        }
    }

    [Fact]
    public async Task Bad_input_is_refused_beside_its_field_and_spends_no_link()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var (address, name) = New();
        var taken = await portal.CustomerAsync(credit: "0");
        var browser = new Browser(portal);
        await browser.GetAsync("/sign-up");
        foreach (var wrong in new[]
        {
            "", "nobody", "two\nlines@example.org", new string('x', 250) + "@example.org",
            "a@b,c", "a b@c", "(@x", "a<b@c", "a@b c", "<a@b.example>", "One <a@b.example>", "a@b.example, c@d.example",
        })
        {
            Assert.NotNull((await browser.PostAsync("/sign-up", ("Email", wrong))).Document.QuerySelector("#Email.is-invalid"));
        }

        await browser.PostAsync("/sign-up", ("Email", address));
        var link = await portal.LinkAsync(address, MailKind.ConfirmSignUp);
        await browser.GetAsync(link);
        foreach (var (organization, password, field) in new[]
        {
            ("", Password, "Organization"), (new string('x', 101), Password, "Organization"), ("a\nb", Password, "Organization"),
            (taken.Name, Password, "Organization"), (name, "seven77", "Password"), (name, "Password1!", "Password"),
            (name, "qwertyuiop", "Password"), (name, address, "Password"), (name, new string('x', 129), "Password"),
        })
        {
            var page = await browser.PostAsync(link, ("Organization", organization), ("Country", "DE"), ("Password", password));
            Assert.True(page.Document.QuerySelector($"#{field}.is-invalid") is not null, $"{organization}, {password}: {field} was not refused");
        }

        Assert.Equal("/", (await browser.PostAsync(link, ("Organization", name), ("Country", "DE"), ("Password", Password))).Location);
    }

    [Fact]
    public async Task Reset_keeps_the_second_factor_and_ends_every_session()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var person = await portal.PersonAsync(null, password: Password);
        await portal.AsWorkerAsync<IdentityDb, int>(db => db.Users.Where(user => user.Id == person.UserId)
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.TwoFactorEnabled, true), TestApi.Stop));
        var browser = new Browser(portal);
        await browser.GetAsync("/reset");
        await browser.PostAsync("/reset", ("Email", person.Email));
        var link = await portal.LinkAsync(person.Email, MailKind.ResetPassword);
        await browser.GetAsync(link);
        Assert.NotNull((await browser.PostAsync(link, ("Password", "password1"))).Document.QuerySelector("#Password.is-invalid"));
        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync(link, ("Password", "another horse battery"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.PostAsync(link, ("Password", "third horse battery"))).Status);

        Assert.Equal("/sign-in", (await new Browser(portal, person).GetAsync("/")).Location);
        await browser.GetAsync("/sign-in");
        Assert.Null((await browser.PostAsync("/sign-in", ("Email", person.Email), ("Password", Password))).Location);
        Assert.Equal("/sign-in/second-factor", (await browser.PostAsync("/sign-in", ("Email", person.Email), ("Password", "another horse battery"))).Location);
        Assert.Equal("/sign-in", (await browser.GetAsync("/")).Location);
        await portal.MailAsync(person.Email, MailKind.PasswordChanged);
    }

    [Theory, OnBothDatabases]
    public async Task Reset_link_ends_with_the_password_and_the_address_that_it_was_sent_for(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var person = await portal.PersonAsync(null, password: Password);
        var (owner, thief) = (new Browser(portal, person), new Browser(portal));

        var link = await AskForResetAsync(portal, thief, person.Email);
        await owner.GetAsync("/account/password");
        Assert.Equal("/account", (await owner.PostAsync("/account/password", ("Current", Password), ("Password", "another horse battery"))).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await thief.GetAsync(link)).Status);

        link = await AskForResetAsync(portal, thief, person.Email);
        var address = $"moved-{person.Email}";
        await owner.GetAsync("/account/email");
        await owner.PostAsync("/account/email", ("Email", address));
        var proof = await portal.LinkAsync(address, MailKind.ConfirmEmail);
        await owner.GetAsync(proof);
        Assert.Equal("/account", (await owner.PostAsync(proof)).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await thief.GetAsync(link)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await thief.PostAsync(link, ("Password", "third horse battery"))).Status);

        // Nor does one that was kept for another address than the account's.
        link = await AskForResetAsync(portal, thief, address);
        await portal.AsWorkerAsync<IdentityDb, int>(db => db.MailLinks.Where(row => row.UserId == person.UserId && row.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Address, person.Email), TestApi.Stop));
        await thief.GetAsync(link);
        Assert.Equal(HttpStatusCode.NotFound, (await thief.PostAsync(link, ("Password", "third horse battery"))).Status);
    }

    private static async Task<string> AskForResetAsync(TestPortal portal, Browser browser, string address)
    {
        var before = await SentAsync();
        await browser.GetAsync("/reset");
        await browser.PostAsync("/reset", ("Email", address));
        await Wait.UntilAsync("the last of several was sent", async () => await SentAsync() > before);
        return await portal.LinkAsync(address, MailKind.ResetPassword);

        Task<int> SentAsync() => portal.AsWorkerAsync<Billing.BillingDb, int>(db => db.Reachable<OutgoingMail>().CountAsync(
            mail => mail.Address == address && mail.Kind == MailKind.ResetPassword && mail.State == MailState.Sent, TestApi.Stop));
    }

    [Fact]
    public async Task One_address_gets_three_mails_in_five_minutes_and_no_more()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var address = New().Address;
        var browser = new Browser(portal);
        await browser.GetAsync("/sign-up");
        for (var i = 0; i < 6; i++)
        {
            await browser.PostAsync("/sign-up", ("Email", address));
        }

        Assert.Equal(3, await portal.AsWorkerAsync<Billing.BillingDb, int>(db =>
            db.Reachable<OutgoingMail>().CountAsync(mail => mail.Address == address, TestApi.Stop)));
    }

    private static (string Address, string Organization) New()
    {
        var mark = Guid.CreateVersion7().ToString("N");
        return ($"new-{mark}@example.org", $"New {mark}");
    }
}
