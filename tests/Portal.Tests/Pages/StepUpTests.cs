using System.Net;

using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

using OtpNet;

namespace Hostelry.Portal.Tests.Pages;

/// <summary>Acts that destroy or hand out keys: whoever proved who they are long ago proves it once more.</summary>
public sealed class StepUpTests(Portals portals)
{
    private const string Password = "correct horse battery";

    [Fact]
    public async Task Acts_that_destroy_or_hand_out_keys_want_a_proof_of_the_last_ten_minutes()
    {
        var (portal, customer, person) = await LongSignedInAsync();
        var server = await customer.Api.ServerAsync("web-1");
        var project = await ProjectAsync(portal, customer.Id);
        var (inProject, inOrganization) = ($"/projects/{project}", $"/organizations/{customer.Id}");
        var browser = new Browser(portal, person);
        foreach (var page in new[]
        {
            $"{inProject}/tokens/new", $"{inProject}/ssh-keys/new", $"{inProject}/servers/delete?id={server}",
            $"{inProject}/servers/{server}/rebuild", $"{inProject}/servers/{server}/password", $"{inProject}/servers/{server}/delete",
            $"{inOrganization}/settings/close", "/account/email", "/account/passkeys", "/account/second-factor", "/account/close",
        })
        {
            Assert.Equal((page, "/account/confirm"), (page, (await browser.GetAsync(page)).Location));
        }

        // A page with more on it than the form that is guarded is read without a proof; the form leads back to it.
        foreach (var (act, page) in new[]
        {
            ($"{inOrganization}/members/invite", $"{inOrganization}/members"),
            ($"{inOrganization}/members/{person.UserId}/role", $"{inOrganization}/members"),
            ($"{inOrganization}/members/{person.UserId}/transfer", $"{inOrganization}/members"),
            ($"{inOrganization}/payments/auto", $"{inOrganization}/payments"),
            ($"{inOrganization}/payments/card", $"{inOrganization}/payments"),
            ($"{inOrganization}/payments/cards/remove", $"{inOrganization}/payments"),
            ($"{inProject}/settings/delete", $"{inProject}/settings"),
            ($"{inProject}/tokens/new", $"{inProject}/tokens/new"),
            ($"{inProject}/servers/{server}/delete", $"{inProject}/servers/{server}/delete"),
            ("/account/second-factor/codes", "/account"),
        })
        {
            Assert.Equal((act, page), (act, await BackAsync(browser, act)));
        }

        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"{inOrganization}/members")).Status);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"{inProject}/settings")).Status);
    }

    [Theory, OnBothDatabases]
    public async Task Token_is_made_after_the_proof_and_not_before(DatabaseKind kind)
    {
        var (portal, customer, person) = await LongSignedInAsync(kind);
        var form = $"/projects/{await ProjectAsync(portal, customer.Id)}/tokens/new";
        var browser = new Browser(portal, person);
        await browser.GetAsync("/account");
        var refused = await browser.PostAsync(form, ("Name", "stolen"), ("Scope", "ReadWrite"));
        Assert.Equal(("/account/confirm", ""), (refused.Location, refused.Text("#secret")));

        var proof = "/account/confirm?back=" + Uri.EscapeDataString(form);
        await browser.GetAsync(proof);
        Assert.Equal(form, (await browser.PostAsync(proof, ("Proof", Password))).Location);
        await browser.GetAsync(form);
        Assert.Equal(64, (await browser.PostAsync(form, ("Name", "mine"), ("Scope", "ReadWrite"))).Text("#secret").Length);
    }

    [Theory, OnBothDatabases]
    public async Task Where_there_is_a_second_factor_the_password_alone_proves_nothing(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var person = await portal.PersonAsync(null, password: Password);
        var browser = new Browser(portal, person);
        var page = await browser.GetAsync("/account/second-factor");
        var key = Base32Encoding.ToBytes(page.Text(".key code").Replace(" ", "", StringComparison.Ordinal));
        var enrolled = await browser.PostAsync("/account/second-factor", ("Code", new Totp(key).ComputeTotp()));
        await LongAgoAsync(portal, person);

        Assert.Equal("/account/confirm", (await browser.GetAsync("/account/second-factor/remove")).Location);
        const string Proof = "/account/confirm?back=/account/second-factor/remove";
        await browser.GetAsync(Proof);
        Assert.NotEqual("", (await browser.PostAsync(Proof, ("Proof", Password))).Message("Proof"));
        Assert.Equal("/account/confirm", (await browser.GetAsync("/account/second-factor/remove")).Location);
        var code = enrolled.Document.QuerySelector(".codes code")!.TextContent;
        await browser.GetAsync(Proof);
        Assert.Equal("/account/second-factor/remove", (await browser.PostAsync(Proof, ("Proof", code))).Location);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account/second-factor/remove")).Status);
    }

    /// <summary>Made from the endpoints: where a form that came too late leads back to is a page.</summary>
    [Fact]
    public async Task Every_act_that_wants_a_proof_leads_back_to_a_page_that_is_there()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var pages = Tenancy.Route.Of(portal.Services.GetServices<EndpointDataSource>())
            .Where(route => route.IsRead).Select(route => route.Pattern).ToHashSet(StringComparer.Ordinal);
        var acts = portal.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.OfType<StepUpAttribute>().Any()
                && endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Contains("POST"))
            .ToList();
        Assert.NotEmpty(acts);
        foreach (var act in acts)
        {
            var address = "/" + act.RoutePattern.RawText!.TrimStart('/').Replace(":long", "", StringComparison.Ordinal);
            var back = Uri.UnescapeDataString(AskOnceMore.FormOf(address, act.Metadata.OfType<StepUpAttribute>().Last()));
            Assert.True(pages.Contains(back), $"{address} leads back to {back}, where nothing is");
        }
    }

    private static async Task<string?> BackAsync(Browser browser, string act)
    {
        using var form = new FormUrlEncodedContent([]);
        using var answer = await browser.Client.PostAsync(new Uri(act, UriKind.Relative), form, TestApi.Stop);
        var location = answer.Headers.Location?.OriginalString ?? "";
        Assert.StartsWith("/account/confirm?back=", location, StringComparison.Ordinal);
        return Uri.UnescapeDataString(location["/account/confirm?back=".Length..]);
    }

    private static Task<long> ProjectAsync(TestPortal portal, long organizationId) => portal.AsWorkerAsync<IdentityDb, long>(db =>
        db.Reachable<Project>().Where(row => row.OrganizationId == organizationId).Select(row => row.Id).SingleAsync(TestApi.Stop));

    private static Task<int> LongAgoAsync(TestPortal portal, TestPerson person)
    {
        var longAgo = TimeProvider.System.GetUtcNow() - AskOnceMore.Fresh - TimeSpan.FromMinutes(1);
        return portal.AsWorkerAsync<IdentityDb, int>(db => db.Sessions.Where(row => row.UserId == person.UserId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.VerifiedAt, longAgo), TestApi.Stop));
    }

    private async Task<(TestPortal Portal, TestCustomer Customer, TestPerson Person)> LongSignedInAsync(DatabaseKind kind = DatabaseKind.Sqlite)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync();
        var person = await portal.PersonAsync(customer.Id, password: Password);
        await LongAgoAsync(portal, person);
        return (portal, customer, person);
    }
}
