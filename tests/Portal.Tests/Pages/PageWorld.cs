using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Pages;

/// <summary>An organization with money, and the browser of one of its members.</summary>
internal sealed record PageWorld(TestPortal Portal, TestCustomer Customer, Browser Browser, long ProjectId)
{
    public const string PublicKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f me@home";

    public string Project => FormattableString.Invariant($"/projects/{ProjectId}");

    public string Organization => FormattableString.Invariant($"/organizations/{Customer.Id}");

    public static async Task<PageWorld> OpenAsync(
        Portals portals, DatabaseKind kind, string credit = "50.00", MemberRole role = MemberRole.Owner)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit);
        var project = await portal.AsWorkerAsync<IdentityDb, long>(db =>
            db.Reachable<Project>().Where(row => row.OrganizationId == customer.Id).Select(row => row.Id).SingleAsync());
        return new PageWorld(portal, customer, await portal.BrowserAsync(customer.Id, role), project);
    }

    /// <summary>An empty order page; its address has the form's key.</summary>
    public async Task<string> OrderPageAsync()
    {
        var sent = await Browser.Client.GetAsync(new Uri(Project + "/servers/new?type=ct11", UriKind.Relative), TestApi.Stop);
        var address = sent.Headers.Location!.OriginalString;
        await Browser.GetAsync(address);
        return address;
    }

    /// <summary>Sends an order as the page would; what is given replaces or joins the usual fields.</summary>
    public Task<Page> OrderAsync(string address, params (string Name, string Value)[] fields)
    {
        var once = System.Web.HttpUtility.ParseQueryString(address.Split('?')[1])["once"]!;
        (string Name, string Value)[] usual =
            [("Once", once), ("Type", "ct11"), ("Image", "debian-12"), ("Location", "local"), ("Name", "web-1")];
        return Browser.PostAsync(
            Project + "/servers/new?once=" + once,
            [.. usual.Where(field => fields.All(given => given.Name != field.Name)), .. fields]);
    }

    public async Task<int> ServersAsync() => (await Customer.Api.GetAsync("servers")).Body!["servers"]!.AsArray().Count;
}

internal static class PageText
{
    public static string Text(this Page page, string selector) =>
        string.Join(" ", page.Document.QuerySelectorAll(selector).Select(element =>
            string.Join(' ', element.TextContent.Split(default(char[]), StringSplitOptions.RemoveEmptyEntries))));

    /// <summary>The message beside a field, found as a screen reader finds it.</summary>
    public static string Message(this Page page, string field) =>
        page.Document.QuerySelector($"#{field}-error")?.TextContent.Trim() ?? "";
}
