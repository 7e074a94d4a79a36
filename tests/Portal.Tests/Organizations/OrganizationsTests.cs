using System.Net;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Payments.Wallet;
using Hostelry.Portal.Features.Export;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Provisioning;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Organizations;

/// <summary>Organizations and projects are made, renamed and ended.</summary>
public sealed class OrganizationsTests(Portals portals)
{
    [Theory, OnBothDatabases]
    public async Task Person_makes_a_second_organization_renames_it_and_adds_a_project(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        var browser = await portal.BrowserAsync(customer.Id);
        var name = "Second " + Guid.CreateVersion7().ToString("N");
        await browser.GetAsync("/account/organizations/new");
        Assert.NotNull((await browser.PostAsync("/account/organizations/new", ("Name", customer.Name))).Document.QuerySelector("#Name.is-invalid"));
        var members = (await browser.PostAsync("/account/organizations/new", ("Name", name))).Location!;
        var settings = members.Replace("members", "settings", StringComparison.Ordinal);
        await browser.GetAsync(settings);
        Assert.NotNull((await browser.PostAsync(settings, ("Name", customer.Name))).Document.QuerySelector("#Name.is-invalid"));
        Assert.Equal(settings, (await browser.PostAsync(settings, ("Name", name + "!"))).Location);

        var project = (await browser.PostAsync(settings + "/projects", ("Project", "web"))).Location!;
        Assert.StartsWith("/projects/", project, StringComparison.Ordinal);
        Assert.NotNull((await browser.PostAsync(settings + "/projects", ("Project", "web"))).Document.QuerySelector("#Project.is-invalid"));
        await browser.GetAsync(project + "/settings");
        Assert.NotNull((await browser.PostAsync(project + "/settings", ("Name", "default"))).Document.QuerySelector("#Name.is-invalid"));
        Assert.NotNull((await browser.PostAsync(project + "/settings/delete", ("Confirm", "other"))).Document.QuerySelector("#Confirm.is-invalid"));
        Assert.Equal("/", (await browser.PostAsync(project + "/settings/delete", ("Confirm", "web"))).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(project + "/settings")).Status);
    }

    [Theory, OnBothDatabases]
    public async Task Organization_with_a_server_stays_and_without_one_closes_with_its_tokens(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync();
        var person = await portal.PersonAsync(customer.Id);
        var browser = new Browser(portal, person);
        var server = await customer.Api.ServerAsync("keeps-it-open");
        var close = $"/organizations/{customer.Id}/settings/close";
        await browser.GetAsync(close);
        Assert.NotNull((await browser.PostAsync(close, ("Confirm", customer.Name))).Document.QuerySelector("#Confirm.is-invalid"));
        var project = await portal.AsWorkerAsync<IdentityDb, long>(db =>
            db.Reachable<Project>().Where(row => row.OrganizationId == customer.Id).Select(row => row.Id).SingleAsync(TestApi.Stop));
        Assert.NotNull((await browser.PostAsync($"/projects/{project}/settings/delete", ("Confirm", "default"))).Document.QuerySelector("#Confirm.is-invalid"));

        await customer.Api.DoneAsync(await customer.Api.DeleteAsync($"servers/{server}"));
        await portal.AsWorkerAsync<Billing.BillingDb, int>(db =>
        {
            db.AutoTopUps.Add(new AutoTopUp { OrganizationId = customer.Id, Enabled = true, AmountMinor = 1000, MonthlyMaximumMinor = 1000 });
            return db.SaveChangesAsync(TestApi.Stop);
        });
        await browser.GetAsync(close);
        Assert.NotNull((await browser.PostAsync(close, ("Confirm", "another name"))).Document.QuerySelector("#Confirm.is-invalid"));
        Assert.Equal("/", (await browser.PostAsync(close, ("Confirm", customer.Name))).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(close)).Status);
        Assert.Equal(401, (await customer.Api.GetAsync("servers")).StatusCode);
        await portal.MailAsync(person.Email, MailKind.OrganizationClosed);
        Assert.False(await portal.AsWorkerAsync<Billing.BillingDb, bool>(db =>
            db.Reachable<AutoTopUp>().Where(wish => wish.OrganizationId == customer.Id).Select(wish => wish.Enabled).SingleAsync(TestApi.Stop)));
    }

    /// <summary>As a request sees it that had read its token before the project was closed.</summary>
    [Theory, OnBothDatabases]
    public async Task Order_and_token_in_flight_find_a_closed_project_gone(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync();
        var project = await portal.AsWorkerAsync<IdentityDb, long>(async db =>
        {
            var mine = db.Reachable<Project>().Where(row => row.OrganizationId == customer.Id);
            await mine.ExecuteUpdateAsync(set => set.SetProperty(row => row.DeletedAt, TimeProvider.System.GetUtcNow()), TestApi.Stop);
            return await mine.Select(row => row.Id).SingleAsync(TestApi.Stop);
        });
        var ordered = await customer.Api.PostAsync("servers", new { name = "late-1", server_type = "ct11", image = "debian-12" });
        Assert.Equal((404, "not_found"), (ordered.StatusCode, ordered.Code));
        Assert.Empty((await customer.Api.GetAsync("servers")).Body!["servers"]!.AsArray());
        var made = await portal.AsWorkerAsync<CreateToken, Result<NewToken>>(create =>
            create.ExecuteAsync(new ProjectKey(customer.Id, project), TokenScope.ReadWrite, TestApi.Stop));
        Assert.Equal("not_found", made.Problem?.Code);
    }

    [Fact]
    public async Task Names_of_other_customers_are_not_tried_one_after_the_other()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var customer = await portal.CustomerAsync(credit: "0");
        var browser = await portal.BrowserAsync(customer.Id);
        var settings = $"/organizations/{customer.Id}/settings";
        await browser.GetAsync(settings);
        for (var i = 0; i < 5; i++)
        {
            Assert.Equal(settings, (await browser.PostAsync(settings, ("Name", $"{customer.Name} {i}"))).Location);
        }

        Assert.Equal(HttpStatusCode.TooManyRequests, (await browser.PostAsync(settings, ("Name", customer.Name))).Status);
    }

    [Theory]
    [InlineData("see https://evil.example")]
    [InlineData("WWW.evil.example")]
    public async Task Organizations_name_carries_no_web_address(string name)
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var customer = await portal.CustomerAsync(credit: "0");
        var browser = await portal.BrowserAsync(customer.Id);
        foreach (var form in new[] { "/account/organizations/new", $"/organizations/{customer.Id}/settings" })
        {
            await browser.GetAsync(form);
            Assert.NotNull((await browser.PostAsync(form, ("Name", name))).Document.QuerySelector("#Name.is-invalid"));
        }
    }

    [Fact]
    public async Task A_person_owns_twenty_organizations_and_no_more()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var browser = await portal.BrowserAsync(null);
        for (var i = 0; i < FoundOrganization.Most; i++)
        {
            Assert.True((await portal.AsWorkerAsync<FoundOrganization, Result<Organization>>(found =>
                found.ExecuteAsync($"Many {Guid.CreateVersion7():N}", browser.Person!.UserId, TestApi.Stop))).IsSuccess);
        }

        await browser.GetAsync("/account/organizations/new");
        var page = await browser.PostAsync("/account/organizations/new", ("Name", $"Many {Guid.CreateVersion7():N}"));
        Assert.Contains("as many", page.Document.QuerySelector(".invalid-feedback")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Export_lies_on_the_disk_for_its_owner_alone()
    {
        await using var file = ExportController.Open();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Name));
    }
}
