using System.Net;

using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Portal.Tests.Staff;
using Hostelry.Portal.Tests.Tenancy;
using Hostelry.Testing;

using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

using Route = Hostelry.Portal.Tests.Tenancy.Route;

namespace Hostelry.Portal.Tests.Pages;

/// <summary>
/// What attackers try on pages, whatever the page is: forged forms, frames, redirects to elsewhere, stolen cookies. (Foreign ids,
/// roles and ended sessions are tried on every route in Tenancy and Staff.)
/// </summary>
public sealed class AttackTests(Portals portals)
{
    [Fact]
    public async Task Form_token_of_another_person_changes_nothing()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var customer = await portal.CustomerAsync(credit: "0");
        var project = await portal.AsWorkerAsync<IdentityDb, long>(db =>
            db.Reachable<Project>().Where(row => row.OrganizationId == customer.Id).Select(row => row.Id).SingleAsync(TestApi.Stop));
        var settings = FormattableString.Invariant($"/projects/{project}/settings");
        var victim = await portal.BrowserAsync(customer.Id);
        var attacker = await portal.BrowserAsync(customer.Id);
        await victim.GetAsync(settings);
        var page = await attacker.GetAsync(settings);
        var stolen = page.Document.QuerySelector("input[name=form_token]")!.GetAttribute("value")!;

        // Under the victim's own cookies; then with the attacker's form cookie planted in the victim's browser as well.
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(victim.Client, settings, stolen));
        var form = attacker.AllCookies.Single(cookie => cookie.Name.EndsWith("form", StringComparison.Ordinal));
        using var planted = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = portal.Address };
        var session = victim.Person!;
        planted.DefaultRequestHeaders.Add("Cookie", $"{session.CookieName}={session.CookieValue}; {form.Name}={form.Value}");
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(planted, settings, stolen));
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(victim.Client, settings, ""));
        Assert.Equal(Project.Default, await portal.AsWorkerAsync<IdentityDb, string>(db =>
            db.Reachable<Project>().Where(row => row.Id == project).Select(row => row.Name).SingleAsync(TestApi.Stop)));
    }

    [Fact]
    public async Task Every_page_refuses_frames_foreign_code_and_caches()
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var customer = await portal.CustomerAsync(credit: "0");
        var project = await portal.AsWorkerAsync<IdentityDb, long>(db =>
            db.Reachable<Project>().Where(row => row.OrganizationId == customer.Id).Select(row => row.Id).SingleAsync(TestApi.Stop));
        var (person, staff) = (await portal.BrowserAsync(customer.Id), await StaffPeople.EnterAsync(portal));
        var pages = Route.Of(portal.Services.GetServices<EndpointDataSource>()).Where(route => route.Method == "GET"
            && route.Class is RouteClass.Customer or RouteClass.Account or RouteClass.Staff
            && !route.Pattern.StartsWith("/staff/jobs", StringComparison.Ordinal));
        foreach (var page in pages)
        {
            var path = page.Pattern.Replace("{organizationId}", FormattableString.Invariant($"{customer.Id}"), StringComparison.Ordinal)
                .Replace("{projectId}", FormattableString.Invariant($"{project}"), StringComparison.Ordinal);
            path = string.Join('/', path.Split('/').Select(part => part is ['{', ..] ? "1" : part));
            var client = page.Class == RouteClass.Staff ? staff.Client : person.Client;
            using var answer = await client.GetAsync(new Uri(path, UriKind.Relative), TestApi.Stop);
            var policy = string.Join(';', answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.True(answer.Headers.CacheControl?.NoStore == true || answer.StatusCode != HttpStatusCode.OK, $"{path} may be kept by a cache.");
        }
    }

    [Theory]
    [InlineData("https://evil.example/")]
    [InlineData("//evil.example/")]
    [InlineData("/\\evil.example")]
    public async Task Nobody_is_sent_elsewhere(string elsewhere)
    {
        var portal = await portals.OnAsync(DatabaseKind.Sqlite);
        var browser = await portal.BrowserAsync(null);
        Assert.Equal("/", (await browser.GetAsync("/sign-in?back=" + Uri.EscapeDataString(elsewhere))).Location);
        var page = await new Browser(portal).GetAsync("/sign-in");
        Assert.DoesNotContain(page.Document.QuerySelectorAll("form[action]"), form => !form.GetAttribute("action")!.StartsWith('/'));
        var stranger = new Browser(portal);
        await stranger.GetAsync("/sign-in");
        var chosen = await stranger.PostAsync("/preferences", ("Language", "en"), ("Back", elsewhere));
        Assert.DoesNotContain("evil", chosen.Location ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cookies_are_for_this_host_and_no_script_and_over_https_for_nothing_else()
    {
        const string Password = "correct horse battery";
        await using var portal = await TestPortal.StartAsync(DatabaseKind.Sqlite, "--PublicUrl=https://hostelry.example", "--Proxies:0=127.0.0.1");
        var person = await portal.PersonAsync(null, password: Password);
        using var client = portal.Client();
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", "https");
        using var page = await client.GetAsync(new Uri("/sign-in", UriKind.Relative), TestApi.Stop);
        var form = Assert.Single(page.Headers.GetValues("Set-Cookie"));
        var token = new AngleSharp.Html.Parser.HtmlParser().ParseDocument(await page.Content.ReadAsStringAsync(TestApi.Stop))
            .QuerySelector("input[name=form_token]")!.GetAttribute("value")!;
        using var request = new HttpRequestMessage(HttpMethod.Post, "/sign-in");
        request.Headers.Add("Cookie", form.Split(';')[0]);
        request.Content = new FormUrlEncodedContent([new("Email", person.Email), new("Password", Password), new("form_token", token)]);
        using var entered = await client.SendAsync(request, TestApi.Stop);
        var session = entered.Headers.GetValues("Set-Cookie").Single(cookie => cookie.Contains("hostelry-customer=", StringComparison.Ordinal));
        foreach (var cookie in new[] { form, session })
        {
            Assert.StartsWith("__Host-hostelry-", cookie, StringComparison.Ordinal);
            var flags = cookie.Split("; ").Skip(1).ToHashSet(StringComparer.OrdinalIgnoreCase);
            Assert.Superset(new HashSet<string>(["path=/", "secure", "httponly"], StringComparer.OrdinalIgnoreCase), flags);
            Assert.Contains(flags, flag => flag is "samesite=lax" or "samesite=strict");
            Assert.DoesNotContain(flags, flag => flag.StartsWith("domain", StringComparison.OrdinalIgnoreCase));
        }
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, string path, string token)
    {
        using var form = new FormUrlEncodedContent([new("Name", "taken-over"), new("form_token", token)]);
        using var answer = await client.PostAsync(new Uri(path, UriKind.Relative), form, TestApi.Stop);
        return answer.StatusCode;
    }
}
