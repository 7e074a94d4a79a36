using System.Net;

using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

namespace Hostelry.Portal.Tests.Pages;

public sealed class KeyAndTokenPagesTests(Portals portals)
{
    [Theory, OnBothDatabases]
    public async Task A_key_is_added_renamed_and_deleted(DatabaseKind kind)
    {
        var world = await PageWorld.OpenAsync(portals, kind);
        var list = world.Project + "/ssh-keys";
        Assert.Contains("No keys yet", (await world.Browser.GetAsync(list)).Text("main"), StringComparison.Ordinal);
        Assert.Equal(list, (await world.Browser.PostAsync(list + "/new", ("Name", "laptop"), ("PublicKey", PageWorld.PublicKey + "\n"))).Location);
        var page = await world.Browser.GetAsync(list);
        Assert.Equal("laptop", page.Text(".rows tbody th"));
        var edit = page.Document.QuerySelector(".row-acts a")!.GetAttribute("href")!;

        Assert.Contains("already", (await world.Browser.PostAsync(list + "/new", ("Name", "other"), ("PublicKey", PageWorld.PublicKey))).Message("PublicKey"), StringComparison.Ordinal);
        Assert.Equal(list, (await world.Browser.PostAsync(edit, ("Name", "desk"))).Location);
        Assert.Equal("desk", (await world.Browser.GetAsync(list)).Text(".rows tbody th"));
        Assert.Equal(list, (await world.Browser.PostAsync(edit.Replace("/edit", "/delete", StringComparison.Ordinal))).Location);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Browser.PostAsync(edit, ("Name", "again"))).Status);
    }

    [Theory]
    [InlineData("", PageWorld.PublicKey, "Name")]
    [InlineData("a\u202eb", PageWorld.PublicKey, "Name")]
    [InlineData("laptop", "", "PublicKey")]
    [InlineData("laptop", "-----BEGIN OPENSSH PRIVATE KEY-----", "PublicKey")]
    [InlineData("laptop", "command=\"rm\" " + PageWorld.PublicKey, "PublicKey")]
    [InlineData("laptop", PageWorld.PublicKey + "\n" + PageWorld.PublicKey, "PublicKey")]
    public async Task What_is_no_key_is_refused_beside_its_field_and_stays(string name, string key, string beside)
    {
        var world = await PageWorld.OpenAsync(portals, DatabaseKind.Sqlite);
        await world.Browser.GetAsync(world.Project + "/ssh-keys/new");
        var refused = await world.Browser.PostAsync(world.Project + "/ssh-keys/new", ("Name", name), ("PublicKey", key));
        Assert.Equal(HttpStatusCode.OK, refused.Status);
        Assert.NotEqual("", refused.Message(beside));
        Assert.Equal(name, refused.Document.QuerySelector("[name=Name]")!.GetAttribute("value") ?? "");
    }

    [Theory, OnBothDatabases]
    public async Task A_token_is_shown_once_works_and_ends_at_once(DatabaseKind kind)
    {
        var world = await PageWorld.OpenAsync(portals, kind);
        var list = world.Project + "/tokens";
        await world.Browser.GetAsync(list + "/new");
        Assert.NotEqual("", (await world.Browser.PostAsync(list + "/new", ("Name", " "))).Message("Name"));
        var shown = await world.Browser.PostAsync(list + "/new", ("Name", "backup script"), ("Scope", "Read"));
        var secret = shown.Text("#secret");
        Assert.Equal(64, secret.Length);
        var api = new TestApi(world.Portal.Client(secret));
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("servers")).Status);
        Assert.Equal("forbidden", (await api.PostAsync("ssh_keys", new { name = "a", public_key = PageWorld.PublicKey })).Code);

        var page = await world.Browser.GetAsync(list);
        Assert.Contains("backup script", page.Text(".rows"), StringComparison.Ordinal);
        Assert.Contains("just now", page.Text(".rows"), StringComparison.Ordinal);
        Assert.DoesNotContain(secret, page.Document.DocumentElement.InnerHtml, StringComparison.Ordinal);
        var revoke = page.Document.QuerySelector(".rows a.danger")!.GetAttribute("href")!;
        Assert.Contains("backup script", (await world.Browser.GetAsync(revoke)).Text("h1"), StringComparison.Ordinal);
        Assert.Equal(list, (await world.Browser.PostAsync(revoke)).Location);
        Assert.Equal(HttpStatusCode.Unauthorized, (await api.GetAsync("servers")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await world.Browser.PostAsync(revoke)).Status);
    }
}
