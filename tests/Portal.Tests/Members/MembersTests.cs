using System.Net;

using Hostelry.Billing.Mail;
using Hostelry.Portal.Features.Members;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Members;

/// <summary>Who joins an organization, what they become, and how they leave.</summary>
public sealed class MembersTests(Portals portals)
{
    [Theory, OnBothDatabases]
    public async Task Invited_without_an_account_makes_one_and_joins_once(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var (customer, owner, members) = await CompanyAsync(portal);
        var address = $"invited-{Guid.CreateVersion7():N}@example.org";
        await owner.GetAsync(members);
        Assert.Equal(members, (await owner.PostAsync(members + "/invite", ("Email", address), ("Role", "Billing"))).Location);
        var link = await portal.LinkAsync(address, MailKind.Invitation);

        var guest = new Browser(portal);
        Assert.Contains(customer.Name, (await guest.GetAsync(link)).Document.QuerySelector("main")!.TextContent, StringComparison.Ordinal);
        Assert.NotNull((await guest.PostAsync(link, ("Password", "short"))).Document.QuerySelector("#Password.is-invalid"));
        Assert.Equal(members.Replace("/members", "/balance", StringComparison.Ordinal), (await guest.PostAsync(link, ("Password", "correct horse battery"))).Location);
        Assert.Equal(HttpStatusCode.OK, (await guest.GetAsync(members)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await guest.PostAsync(members + "/invite", ("Email", "x@example.org"), ("Role", "Reader"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await new Browser(portal).GetAsync(link)).Status);
        Assert.Equal(MemberRole.Billing, await RoleAsync(portal, customer.Id, address));
    }

    [Theory, OnBothDatabases]
    public async Task Operators_invitation_is_accepted_by_whoever_is_signed_in(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var person = await portal.PersonAsync(null);
        var made = System.Text.Json.Nodes.JsonNode.Parse(await portal.CommandAsync(
            "organization", "create", "--name", "Org " + Guid.CreateVersion7().ToString("N"), "--owner", person.Email, "--json"))!;
        var link = new Uri(made["invitation"]!.GetValue<string>()).AbsolutePath;
        var browser = new Browser(portal, person);
        await browser.GetAsync(link);
        Assert.Equal($"/organizations/{made["id"]}/members", (await browser.PostAsync(link)).Location);
        Assert.Equal(MemberRole.Owner, await RoleAsync(portal, made["id"]!.GetValue<long>(), person.Email));
    }

    [Theory, OnBothDatabases]
    public async Task Withdrawn_invitation_works_no_more_and_a_second_one_replaces_the_first(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var (customer, owner, members) = await CompanyAsync(portal);
        var address = $"invited-{Guid.CreateVersion7():N}@example.org";
        await owner.GetAsync(members);
        await owner.PostAsync(members + "/invite", ("Email", address), ("Role", "Reader"));
        var first = await portal.LinkAsync(address, MailKind.Invitation);
        await owner.PostAsync(members + "/invite", ("Email", address), ("Role", "Member"));
        Assert.Equal(HttpStatusCode.NotFound, (await new Browser(portal).GetAsync(first)).Status);

        var id = await portal.AsWorkerAsync<IdentityDb, long>(db =>
            db.Reachable<Invitation>().Where(row => row.OrganizationId == customer.Id && row.Email == address).Select(row => row.Id).SingleAsync(TestApi.Stop));
        Assert.Equal(members, (await owner.PostAsync($"{members}/invitations/{id}/withdraw")).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.PostAsync($"{members}/invitations/{id}/withdraw")).Status);
    }

    [Theory, OnBothDatabases]
    public async Task Last_owner_stays_until_the_organization_is_handed_over(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var (customer, owner, members) = await CompanyAsync(portal);
        var heir = await portal.PersonAsync(customer.Id, MemberRole.Reader);
        var me = owner.Person!;
        await owner.GetAsync(members);
        Assert.Equal(members, (await owner.PostAsync(members + "/leave")).Location);
        Assert.NotNull((await owner.GetAsync(members)).Document.QuerySelector(".notice.bad"));
        await owner.PostAsync($"{members}/{me.UserId}/role", ("Role", "Admin"));
        Assert.Equal(MemberRole.Owner, await RoleAsync(portal, customer.Id, me.Email));

        Assert.Equal(members, (await owner.PostAsync($"{members}/{heir.UserId}/transfer")).Location);
        Assert.Equal(
            (MemberRole.Admin, MemberRole.Owner), (await RoleAsync(portal, customer.Id, me.Email), await RoleAsync(portal, customer.Id, heir.Email)));
        await owner.GetAsync(members);
        Assert.Equal("/", (await owner.PostAsync(members + "/leave")).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.GetAsync(members)).Status);
    }

    [Theory, OnBothDatabases]
    public async Task Administrator_makes_no_owner_and_removes_none(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var (customer, owner, members) = await CompanyAsync(portal);
        var admin = await portal.BrowserAsync(customer.Id, MemberRole.Admin);
        var reader = await portal.PersonAsync(customer.Id, MemberRole.Reader);
        await admin.GetAsync(members);
        await admin.PostAsync($"{members}/{owner.Person!.UserId}/remove");
        await admin.PostAsync($"{members}/{owner.Person.UserId}/role", ("Role", "Reader"));
        await admin.PostAsync($"{members}/{reader.UserId}/role", ("Role", "Owner"));
        var refused = await admin.PostAsync(members + "/invite", ("Email", "new@example.org"), ("Role", "Owner"));
        Assert.NotNull(refused.Document.QuerySelector(".invalid-feedback"));
        Assert.Equal(MemberRole.Owner, await RoleAsync(portal, customer.Id, owner.Person.Email));
        Assert.Equal(MemberRole.Reader, await RoleAsync(portal, customer.Id, reader.Email));

        await admin.PostAsync($"{members}/{reader.UserId}/role", ("Role", "Member"));
        Assert.Equal(MemberRole.Member, await RoleAsync(portal, customer.Id, reader.Email));
        await portal.MailAsync(reader.Email, MailKind.RoleChanged);
        await admin.PostAsync($"{members}/{reader.UserId}/remove");
        Assert.Equal(HttpStatusCode.NotFound, (await new Browser(portal, reader).GetAsync(members)).Status);
        await portal.MailAsync(reader.Email, MailKind.MemberRemoved);
    }

    [Theory, OnBothDatabases]
    public async Task Removed_or_demoted_member_leaves_neither_tokens_nor_invitations_behind(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var (customer, owner, members) = await CompanyAsync(portal);
        var admin = await portal.BrowserAsync(customer.Id, MemberRole.Admin);
        var id = admin.Person!.UserId;
        var (first, token) = (await InviteAsync(portal, admin, members, "Admin"), await TokenAsync(portal, admin, customer.Id));
        var api = new TestApi(portal.Client(token));

        // A role that makes tokens, and invites nobody.
        await owner.GetAsync(members);
        await owner.PostAsync($"{members}/{id}/role", ("Role", "Member"));
        Assert.Equal(HttpStatusCode.NotFound, (await new Browser(portal).GetAsync(first)).Status);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("servers")).Status);
        await owner.PostAsync($"{members}/{id}/role", ("Role", "Reader"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("servers")).Status);

        await owner.PostAsync($"{members}/{id}/role", ("Role", "Admin"));
        var (second, other) = (await InviteAsync(portal, admin, members, "Reader"), await TokenAsync(portal, admin, customer.Id));
        var own = await InviteAsync(portal, owner, members, "Reader");
        await owner.PostAsync($"{members}/{id}/remove");
        Assert.Equal(HttpStatusCode.NotFound, (await new Browser(portal).GetAsync(second)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await new TestApi(portal.Client(other)).GetAsync("servers")).Status);

        // Others' go on.
        Assert.Equal(HttpStatusCode.OK, (await new Browser(portal).GetAsync(own)).Status);
        Assert.Equal(HttpStatusCode.OK, (await customer.Api.GetAsync("servers")).Status);
    }

    [Theory, OnBothDatabases]
    public async Task Closed_account_leaves_neither_tokens_nor_invitations_behind(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var (customer, _, members) = await CompanyAsync(portal);
        var admin = await portal.BrowserAsync(customer.Id, MemberRole.Admin);
        var (link, token) = (await InviteAsync(portal, admin, members, "Admin"), await TokenAsync(portal, admin, customer.Id));
        await admin.GetAsync("/account/close");
        Assert.Equal("/sign-in", (await admin.PostAsync("/account/close", ("Email", admin.Person!.Email))).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await new Browser(portal).GetAsync(link)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await new TestApi(portal.Client(token)).GetAsync("servers")).Status);
    }

    [Theory, OnBothDatabases]
    public async Task Invitation_of_somebody_who_may_invite_no_more_gives_no_seat(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var (customer, _, members) = await CompanyAsync(portal);
        var admin = await portal.BrowserAsync(customer.Id, MemberRole.Admin);
        var link = await InviteAsync(portal, admin, members, "Reader");
        await portal.AsWorkerAsync<IdentityDb, int>(db => db.Reachable<Member>().Where(seat => seat.UserId == admin.Person!.UserId)
            .ExecuteUpdateAsync(set => set.SetProperty(seat => seat.Role, MemberRole.Reader), TestApi.Stop));
        var guest = new Browser(portal);
        await guest.GetAsync(link);
        Assert.Equal(HttpStatusCode.NotFound, (await guest.PostAsync(link, ("Password", "correct horse battery"))).Status);
        Assert.Equal(2, await portal.AsWorkerAsync<IdentityDb, int>(db =>
            db.Reachable<Member>().CountAsync(seat => seat.OrganizationId == customer.Id, TestApi.Stop)));
    }

    [Theory, OnBothDatabases]
    public async Task Administrators_seat_is_for_the_address_that_was_invited(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var (customer, owner, members) = await CompanyAsync(portal);
        var (invited, finder) = (await portal.PersonAsync(null), await portal.BrowserAsync(null));
        await owner.GetAsync(members);
        await owner.PostAsync(members + "/invite", ("Email", invited.Email), ("Role", "Admin"));
        var link = await portal.LinkAsync(invited.Email, MailKind.Invitation);

        Assert.Contains(invited.Email, (await finder.GetAsync(link)).Document.QuerySelector(".notice")!.TextContent, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await finder.PostAsync(link)).Status);
        var browser = new Browser(portal, invited);
        await browser.GetAsync(link);
        Assert.Equal(members, (await browser.PostAsync(link)).Location);
        Assert.Equal(MemberRole.Admin, await RoleAsync(portal, customer.Id, invited.Email));
    }

    [Fact]
    public async Task One_person_invites_twenty_in_five_minutes_whatever_the_organization_and_one_organization_a_hundred_in_a_day()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var (customer, owner, members) = await CompanyAsync(portal);
        var other = await portal.CustomerAsync(credit: "0");
        await portal.AsWorkerAsync<IdentityDb, int>(db =>
        {
            db.Members.Add(new Member
            {
                OrganizationId = other.Id,
                UserId = owner.Person!.UserId,
                Role = MemberRole.Owner,
                CreatedAt = TimeProvider.System.GetUtcNow(),
            });
            return db.SaveChangesAsync(TestApi.Stop);
        });
        await owner.GetAsync(members);
        for (var i = 0; i < InviteMember.MostInFiveMinutes; i++)
        {
            Assert.Equal(members, (await owner.PostAsync(members + "/invite", ("Email", $"guest-{i}@example.org"), ("Role", "Reader"))).Location);
        }

        var elsewhere = await owner.PostAsync($"/organizations/{other.Id}/members/invite", ("Email", "one@example.org"), ("Role", "Reader"));
        Assert.NotNull(elsewhere.Document.QuerySelector(".invalid-feedback"));

        var colleague = await portal.BrowserAsync(customer.Id, MemberRole.Admin);
        await portal.AsWorkerAsync<Billing.BillingDb, int>(db =>
        {
            db.AuditEntries.AddRange(Enumerable.Range(0, InviteMember.MostInADay).Select(_ => new Billing.Audit.AuditEntry
            {
                At = TimeProvider.System.GetUtcNow().AddHours(-23),
                Actor = "user:1",
                OrganizationId = customer.Id,
                Action = "member.invite",
                Subjects = "",
            }));
            return db.SaveChangesAsync(TestApi.Stop);
        });
        await colleague.GetAsync(members);
        var late = await colleague.PostAsync(members + "/invite", ("Email", "late@example.org"), ("Role", "Reader"));
        Assert.NotNull(late.Document.QuerySelector(".invalid-feedback"));
    }

    [Theory]
    [InlineData("", "Member")]
    [InlineData("nobody", "Member")]
    [InlineData("a@example.org", "")]
    [InlineData("a@example.org", "0")]
    [InlineData("a@example.org", "Emperor")]
    public async Task Bad_invitation_is_refused_beside_its_field(string address, string role)
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var (_, owner, members) = await CompanyAsync(portal);
        await owner.GetAsync(members);
        var page = await owner.PostAsync(members + "/invite", ("Email", address), ("Role", role));
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.NotNull(page.Document.QuerySelector(".invalid-feedback"));
    }

    private static async Task<(TestCustomer Customer, Browser Owner, string Members)> CompanyAsync(TestPortal portal)
    {
        var customer = await portal.CustomerAsync(credit: "0");
        return (customer, await portal.BrowserAsync(customer.Id), $"/organizations/{customer.Id}/members");
    }

    /// <returns>The path of the link that a new address got.</returns>
    private static async Task<string> InviteAsync(TestPortal portal, Browser browser, string members, string role)
    {
        var address = $"invited-{Guid.CreateVersion7():N}@example.org";
        await browser.GetAsync(members);
        Assert.Equal(members, (await browser.PostAsync(members + "/invite", ("Email", address), ("Role", role))).Location);
        return await portal.LinkAsync(address, MailKind.Invitation);
    }

    private static async Task<string> TokenAsync(TestPortal portal, Browser browser, long organizationId)
    {
        var project = await portal.AsWorkerAsync<IdentityDb, long>(db =>
            db.Reachable<Project>().Where(row => row.OrganizationId == organizationId).Select(row => row.Id).SingleAsync(TestApi.Stop));
        await browser.GetAsync($"/projects/{project}/tokens/new");
        var secret = (await browser.PostAsync($"/projects/{project}/tokens/new", ("Name", "mine"), ("Scope", "ReadWrite"))).Document.QuerySelector("#secret")!.TextContent;
        Assert.Contains(browser.Person!.Email, (await browser.GetAsync($"/projects/{project}/tokens")).Text, StringComparison.Ordinal);
        return secret.Trim();
    }

    private static Task<MemberRole> RoleAsync(TestPortal portal, long organizationId, string email) =>
        portal.AsWorkerAsync<IdentityDb, MemberRole>(db => (
            from seat in db.Reachable<Member>()
            join user in db.Users on seat.UserId equals user.Id
            where seat.OrganizationId == organizationId && user.Email == email
            select seat.Role).SingleAsync(TestApi.Stop));
}
