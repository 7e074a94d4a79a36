using Hostelry.Provisioning.Listing;
using Hostelry.Provisioning.SshKeys;
using Hostelry.Provisioning.Tests.Intake;
using Hostelry.Testing;

namespace Hostelry.Provisioning.Tests.SshKeys;

public sealed class SshKeyTests
{
    private const string OtherKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIP/+/fz7+vn49/b19PPy8fDv7u3s6+rp6Ofm5eTj4uHg other";

    [Theory]
    [OnBothDatabases]
    public async Task Name_and_key_are_unique_in_the_project_and_free_in_another(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        await shop.KeyAsync(Shop.Mine);
        var before = await shop.CountsAsync();
        var sameName = await CreateAsync(shop, "laptop", OtherKey);
        var sameKey = await CreateAsync(shop, "desktop", Shop.PublicKey);
        Assert.Equal(("uniqueness_error", "name"), (sameName.Problem?.Code, sameName.Problem?.Field));
        Assert.Equal(("uniqueness_error", "public_key"), (sameKey.Problem?.Code, sameKey.Problem?.Field));
        Assert.Equal(before, await shop.CountsAsync());
        Assert.NotEqual(0, await shop.KeyAsync(Shop.Theirs));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Key_is_updated_listed_and_deleted_with_its_labels(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        var empty = await shop.CountsAsync();
        var id = await shop.KeyAsync(Shop.Mine);
        var labels = new Dictionary<string, string> { ["owner"] = "me" };
        var updated = await shop.UseAsync((UpdateSshKey use) => use.ExecuteAsync(Shop.Mine, id, "desk", labels, Shop.Ct));
        Assert.Equal(("desk", "me"), (updated.Value.Name, updated.Value.Labels["owner"]));
        var listed = await shop.UseAsync((SshKeyQueries use) => use.ListAsync(
            Shop.Mine, new SshKeyFilter(Fingerprint: updated.Value.Fingerprint, LabelSelector: "owner=me"), new Page(), Shop.Ct));
        Assert.Equal(id, Assert.Single(listed.Value.Items).Id);
        Assert.Null((await shop.UseAsync((DeleteSshKey use) => use.ExecuteAsync(Shop.Mine, id, Shop.Ct))).Problem);
        Assert.Equal(WithoutAudit(empty), WithoutAudit(await shop.CountsAsync()));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Foreign_key_is_not_found_by_any_verb(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        var id = await shop.KeyAsync(Shop.Mine);
        var before = await shop.CountsAsync();
        Assert.Equal("not_found", (await shop.UseAsync(
            (SshKeyQueries use) => use.GetAsync(Shop.Theirs, id, Shop.Ct), Shop.Theirs)).Problem?.Code);
        Assert.Equal("not_found", (await shop.UseAsync(
            (UpdateSshKey use) => use.ExecuteAsync(Shop.Theirs, id, "x", null, Shop.Ct), Shop.Theirs)).Problem?.Code);
        Assert.Equal("not_found", (await shop.UseAsync(
            (DeleteSshKey use) => use.ExecuteAsync(Shop.Theirs, id, Shop.Ct), Shop.Theirs)).Problem?.Code);
        Assert.Equal(before, await shop.CountsAsync());
    }

    [Theory]
    [OnBothDatabases]
    public async Task Keys_beyond_the_quota_are_refused(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind, settings => settings.DefaultSshKeys = 1);
        await shop.KeyAsync(Shop.Mine);
        Assert.Equal("resource_limit_exceeded", (await CreateAsync(shop, "desktop", OtherKey)).Problem?.Code);
    }

    private static Task<Billing.Kernel.Result<SshKeyView>> CreateAsync(Shop shop, string name, string key) =>
        shop.UseAsync((CreateSshKey use) => use.ExecuteAsync(Shop.Mine, name, key, labels: null, Shop.Ct));

    private static IEnumerable<string> WithoutAudit(string counts) =>
        counts.Split('\n').Where(line => !line.StartsWith("audit", StringComparison.Ordinal));
}
