using System.Net;

using Hostelry.Billing.Mail;
using Hostelry.Portal.Features.SignIn;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

using Microsoft.EntityFrameworkCore;

using OtpNet;

namespace Hostelry.Portal.Tests.Account;

/// <summary>A person's own account, as a browser walks it.</summary>
public sealed class AccountTests(Portals portals)
{
    private const string Password = "correct horse battery";

    [Theory, OnBothDatabases]
    public async Task Second_factor_is_asked_for_once_it_is_set_up_and_recovery_codes_work_once(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var person = await portal.PersonAsync(null, password: Password);
        var browser = new Browser(portal, person);
        var page = await browser.GetAsync("/account/second-factor");
        var key = page.Document.QuerySelector(".key code")!.TextContent.Replace(" ", "", StringComparison.Ordinal);
        Assert.NotNull((await browser.PostAsync("/account/second-factor", ("Code", "000000"))).Document.QuerySelector("#Code.is-invalid"));
        var enrolled = await browser.PostAsync("/account/second-factor", ("Code", new Totp(Base32Encoding.ToBytes(key)).ComputeTotp()));
        var codes = enrolled.Document.QuerySelectorAll(".codes code").Select(code => code.TextContent).ToList();
        Assert.Equal(10, codes.Count);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account")).Status);

        Assert.Equal("/", await EnterAsync(portal, person, codes[0]));
        Assert.Null(await EnterAsync(portal, person, codes[0]));
        await portal.MailAsync(person.Email, MailKind.SecondFactorChanged);

        await browser.GetAsync("/account/second-factor/remove");
        Assert.Equal("/account", (await browser.PostAsync("/account/second-factor/remove")).Location);
        var again = new Browser(portal);
        await again.GetAsync("/sign-in");
        Assert.Equal("/", (await again.PostAsync("/sign-in", ("Email", person.Email), ("Password", Password))).Location);
    }

    [Theory, OnBothDatabases]
    public async Task Wrong_passwords_of_somebody_else_do_not_stop_who_is_between_password_and_code(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var person = await portal.PersonAsync(null, password: Password);
        var browser = new Browser(portal, person);
        var key = (await browser.GetAsync("/account/second-factor")).Document.QuerySelector(".key code")!.TextContent.Replace(" ", "", StringComparison.Ordinal);
        var enrolled = await browser.PostAsync("/account/second-factor", ("Code", new Totp(Base32Encoding.ToBytes(key)).ComputeTotp()));
        var code = enrolled.Document.QuerySelector(".codes code")!.TextContent;

        var coming = new Browser(portal);
        await coming.GetAsync("/sign-in");
        Assert.Equal("/sign-in/second-factor", (await coming.PostAsync("/sign-in", ("Email", person.Email), ("Password", Password))).Location);
        var later = TimeProvider.System.GetUtcNow().AddMinutes(5);
        await portal.AsWorkerAsync<IdentityDb, int>(db => db.Users.Where(user => user.Id == person.UserId)
            .ExecuteUpdateAsync(set => set.SetProperty(user => user.LockoutEnd, later), TestApi.Stop));
        await coming.GetAsync("/sign-in/second-factor");
        Assert.Equal("/", (await coming.PostAsync("/sign-in/second-factor", ("Code", code))).Location);
    }

    [Theory, OnBothDatabases]
    public async Task Refusal_takes_as_long_whether_or_not_there_is_an_account_or_a_password(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var (known, without) = (await portal.PersonAsync(null, password: Password), await portal.PersonAsync(null));
        var browser = new Browser(portal);
        await browser.GetAsync("/sign-in");
        foreach (var address in new[] { known.Email, without.Email, "nobody@example.org" })
        {
            var began = TimeProvider.System.GetTimestamp();
            Assert.Null((await browser.PostAsync("/sign-in", ("Email", address), ("Password", "not this one"))).Location);
            var took = TimeProvider.System.GetElapsedTime(began);
            Assert.True(took >= SignInSteps.RefusalTakes - TimeSpan.FromMilliseconds(20), $"{address}: {took}");
        }
    }

    [Theory, OnBothDatabases]
    public async Task Changed_password_ends_every_other_session(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var person = await portal.PersonAsync(null, password: Password);
        var other = new Browser(portal, await TestPerson.AgainAsync(portal.Services, person.UserId));
        var browser = new Browser(portal, person);
        await browser.GetAsync("/account/password");
        Assert.NotNull((await browser.PostAsync("/account/password", ("Current", "not this one"), ("Password", "another horse battery")))
            .Document.QuerySelector("#Current.is-invalid"));
        Assert.NotNull((await browser.PostAsync("/account/password", ("Current", Password), ("Password", "password123")))
            .Document.QuerySelector("#Password.is-invalid"));
        Assert.Equal("/account", (await browser.PostAsync("/account/password", ("Current", Password), ("Password", "another horse battery"))).Location);

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account")).Status);
        Assert.Equal("/sign-in", (await other.GetAsync("/account")).Location);
        await portal.MailAsync(person.Email, MailKind.PasswordChanged);
    }

    [Theory, OnBothDatabases]
    public async Task New_address_holds_when_its_link_is_used_and_the_old_one_is_told(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var person = await portal.PersonAsync(null, password: Password);
        var address = $"moved-{person.Email}";
        var browser = new Browser(portal, person);
        await browser.GetAsync("/account/email");
        Assert.Equal(HttpStatusCode.OK, (await browser.PostAsync("/account/email", ("Email", address))).Status);
        var link = await portal.LinkAsync(address, MailKind.ConfirmEmail);

        var stranger = await portal.BrowserAsync(null);
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(link)).Status);
        await browser.GetAsync(link);
        Assert.Equal("/account", (await browser.PostAsync(link)).Location);
        Assert.Contains(address, (await browser.GetAsync("/account")).Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(link)).Status);
        await portal.MailAsync(person.Email, MailKind.EmailChanged);

        var again = new Browser(portal);
        await again.GetAsync("/sign-in");
        Assert.Null((await again.PostAsync("/sign-in", ("Email", person.Email), ("Password", Password))).Location);
        Assert.Equal("/", (await again.PostAsync("/sign-in", ("Email", address), ("Password", Password))).Location);
    }

    [Theory, OnBothDatabases]
    public async Task Sessions_are_listed_and_ended_one_by_one_or_all_but_this(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var person = await portal.PersonAsync(null);
        var (second, third) = (await TestPerson.AgainAsync(portal.Services, person.UserId), await TestPerson.AgainAsync(portal.Services, person.UserId));
        var stranger = await portal.PersonAsync(null);
        var browser = new Browser(portal, person);
        Assert.Equal(3, (await browser.GetAsync("/account")).Document.QuerySelectorAll("tbody tr").Length);

        Assert.Equal("/account", (await browser.PostAsync($"/account/sessions/{second.SessionId}/end")).Location);
        Assert.Equal("/sign-in", (await new Browser(portal, second).GetAsync("/account")).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.PostAsync($"/account/sessions/{stranger.SessionId}/end")).Status);

        await browser.GetAsync("/account");
        await browser.PostAsync("/account/sessions/end-others");
        Assert.Equal("/sign-in", (await new Browser(portal, third).GetAsync("/account")).Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account")).Status);
        Assert.Equal(HttpStatusCode.OK, (await new Browser(portal, stranger).GetAsync("/account")).Status);
    }

    [Theory, OnBothDatabases]
    public async Task Ten_minutes_after_the_last_proof_another_one_is_asked_for(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var person = await portal.PersonAsync(null, password: Password);
        var longAgo = TimeProvider.System.GetUtcNow().AddMinutes(-11);
        await portal.AsWorkerAsync<IdentityDb, int>(db => db.Sessions.Where(row => row.Id == person.SessionId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.VerifiedAt, longAgo), TestApi.Stop));
        var browser = new Browser(portal, person);
        Assert.Equal("/account/confirm", (await browser.GetAsync("/account/email")).Location);
        await browser.GetAsync("/account/confirm?back=/account/email");
        Assert.NotNull((await browser.PostAsync("/account/confirm?back=/account/email", ("Proof", "not this one"))).Document.QuerySelector("#Proof.is-invalid"));
        Assert.Equal("/account/email", (await browser.PostAsync("/account/confirm?back=/account/email", ("Proof", Password))).Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account/email")).Status);
    }

    [Theory, OnBothDatabases]
    public async Task Account_closes_for_good_but_not_while_it_is_the_last_owner(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        var person = await portal.PersonAsync(customer.Id, password: Password);
        var browser = new Browser(portal, person);
        await browser.GetAsync("/account/close");
        Assert.NotNull((await browser.PostAsync("/account/close", ("Email", "other@example.org"))).Document.QuerySelector("#Email.is-invalid"));
        Assert.NotNull((await browser.PostAsync("/account/close", ("Email", person.Email))).Document.QuerySelector("#Email.is-invalid"));

        await portal.PersonAsync(customer.Id);
        Assert.Equal("/sign-in", (await browser.PostAsync("/account/close", ("Email", person.Email))).Location);
        Assert.Equal("/sign-in", (await browser.GetAsync("/account")).Location);
        await browser.GetAsync("/sign-in");
        Assert.Null((await browser.PostAsync("/sign-in", ("Email", person.Email), ("Password", Password))).Location);
        Assert.Equal(1, await portal.AsWorkerAsync<IdentityDb, int>(db =>
            db.Reachable<Member>().CountAsync(seat => seat.OrganizationId == customer.Id, TestApi.Stop)));
    }

    /// <summary>With the password and a code. Null when it does not lead in.</summary>
    private static async Task<string?> EnterAsync(TestPortal portal, TestPerson person, string code)
    {
        var browser = new Browser(portal);
        await browser.GetAsync("/sign-in");
        Assert.Equal("/sign-in/second-factor", (await browser.PostAsync("/sign-in", ("Email", person.Email), ("Password", Password))).Location);
        Assert.Equal("/sign-in", (await browser.GetAsync("/account")).Location);
        await browser.GetAsync("/sign-in/second-factor");
        return (await browser.PostAsync("/sign-in/second-factor", ("Code", code))).Location;
    }
}
