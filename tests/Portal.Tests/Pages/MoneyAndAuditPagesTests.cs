using System.IO.Compression;
using System.Net;

using Hostelry.Portal.Features.Export;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

namespace Hostelry.Portal.Tests.Pages;

/// <summary>Balance, limit, audit log and export of one organization, and nothing of another.</summary>
public sealed class MoneyAndAuditPagesTests(Portals portals)
{
    [Theory, OnBothDatabases]
    public async Task Balance_shows_movements_and_keeps_a_limit(DatabaseKind kind)
    {
        var world = await PageWorld.OpenAsync(portals, kind);
        var balance = world.Organization + "/balance";
        var page = await world.Browser.GetAsync(balance);
        Assert.Contains("€50.00", page.Text(".figures"), StringComparison.Ordinal);
        Assert.Contains("+€50.00", page.Text(".rows"), StringComparison.Ordinal);

        Assert.Equal(balance, (await world.Browser.PostAsync(balance + "/limit", ("Amount", "12,50"))).Location);
        Assert.Contains("€0.00 of €12.50", (await world.Browser.GetAsync(balance)).Text(".meter"), StringComparison.Ordinal);
        foreach (var wrong in (string[])["-1", "1e9", "12.345", "1 000", "NaN", "99999999999999999999"])
        {
            var refused = await world.Browser.PostAsync(balance + "/limit", ("Amount", wrong));
            Assert.StartsWith("Limit:", refused.Message("Amount"), StringComparison.Ordinal);
            Assert.Equal(wrong, refused.Document.QuerySelector("[name=Amount]")!.GetAttribute("value"));
        }

        Assert.Equal(balance, (await world.Browser.PostAsync(balance + "/limit", ("Amount", ""))).Location);
        Assert.Empty((await world.Browser.GetAsync(balance)).Document.QuerySelectorAll(".meter"));
    }

    [Theory, OnBothDatabases]
    public async Task Log_names_who_did_it_and_is_filtered(DatabaseKind kind)
    {
        var world = await PageWorld.OpenAsync(portals, kind);
        var other = await PageWorld.OpenAsync(portals, kind);
        await other.Customer.Api.PostAsync("ssh_keys", new { name = "theirs", public_key = PageWorld.PublicKey });
        await world.Browser.GetAsync(world.Project + "/ssh-keys/new");
        await world.Browser.PostAsync(world.Project + "/ssh-keys/new", ("Name", "laptop"), ("PublicKey", PageWorld.PublicKey));

        var audit = world.Organization + "/audit";
        var page = await world.Browser.GetAsync(audit + "?about=ssh_key");
        Assert.Single(page.Document.QuerySelectorAll(".rows tbody tr"));
        Assert.Contains(world.Browser.Person!.Email, page.Text(".rows"), StringComparison.Ordinal);
        Assert.Contains("ssh_key.create", page.Text(".rows"), StringComparison.Ordinal);
        Assert.Contains("Nothing found", (await world.Browser.GetAsync(audit + "?to=2020-01-01")).Text("main"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await world.Browser.GetAsync(audit + "?from=yesterday&to=9999-12-31&subject=%25&about='--")).Status);
        var member = await world.Portal.BrowserAsync(world.Customer.Id, MemberRole.Member);
        Assert.Equal(HttpStatusCode.Forbidden, (await member.GetAsync(audit)).Status);
    }

    [Theory, OnBothDatabases]
    public async Task Export_holds_everything_of_the_organization_and_no_secret(DatabaseKind kind)
    {
        var world = await PageWorld.OpenAsync(portals, kind);
        var other = await PageWorld.OpenAsync(portals, kind);
        await other.Customer.Api.ServerAsync("theirs");
        await world.Customer.Api.PostAsync("ssh_keys", new { name = "=cmd()", public_key = PageWorld.PublicKey });
        await world.Customer.Api.ServerAsync("web-1", new { env = "prod" });

        var answer = await world.Browser.Client.GetAsync(new Uri(world.Organization + "/export/archive", UriKind.Relative), TestApi.Stop);
        Assert.Equal("application/zip", answer.Content.Headers.ContentType!.MediaType);
        await using var zip = new ZipArchive(await answer.Content.ReadAsStreamAsync(TestApi.Stop));
        var files = zip.Entries.ToDictionary(entry => entry.FullName, entry => new StreamReader(entry.Open()).ReadToEnd());
        Assert.Equal(
            ["audit.csv", "invoices.csv", "movements.csv", "organization.json", "servers.csv", "servers.json", "ssh-keys.json"],
            files.Keys.Order(StringComparer.Ordinal));
        Assert.Contains("web-1", files["servers.csv"], StringComparison.Ordinal);
        Assert.Contains("env=prod", files["servers.csv"], StringComparison.Ordinal);
        Assert.Contains("ssh-ed25519", files["ssh-keys.json"], StringComparison.Ordinal);
        Assert.Contains("50.00", files["movements.csv"], StringComparison.Ordinal);
        Assert.Contains("server.create", files["audit.csv"], StringComparison.Ordinal);
        Assert.All(files.Values, text => Assert.DoesNotContain("theirs", text, StringComparison.Ordinal));
        Assert.All(files.Values, text => Assert.DoesNotContain("password", text, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData("web-1", "web-1")]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("+cmd", "'+cmd")]
    [InlineData("-2.50", "-2.50")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("\tx", "'\tx")]
    [InlineData("a,\"b\"", "\"a,\"\"b\"\"\"")]
    public void Cells_that_a_spreadsheet_would_compute_are_texts(string text, string cell) => Assert.Equal(cell, Csv.Cell(text));
}
