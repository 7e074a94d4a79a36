using System.Net;

using Hostelry.Billing.Mail;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
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
        await browser.GetAsync(close);
        Assert.NotNull((await browser.PostAsync(close, ("Confirm", "another name"))).Document.QuerySelector("#Confirm.is-invalid"));
        Assert.Equal("/", (await browser.PostAsync(close, ("Confirm", customer.Name))).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(close)).Status);
        Assert.Equal(401, (await customer.Api.GetAsync("servers")).StatusCode);
        await portal.MailAsync(person.Email, MailKind.OrganizationClosed);
    }
}
