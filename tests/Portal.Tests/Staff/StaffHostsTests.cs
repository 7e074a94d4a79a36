using System.Net;

using Hostelry.Billing;
using Hostelry.Billing.Audit;
using Hostelry.Portal.Tests.Running;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Images;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Staff;

/// <summary>Hosts and images. A portal each: closing its only host closes it to everybody.</summary>
public sealed class StaffHostsTests
{
    [Theory, OnBothDatabases]
    public async Task Host_is_drained_and_opened_and_image_built_withdrawn_and_offered(DatabaseKind kind)
    {
        await using var portal = await TestPortal.StartAsync(kind, "--Operations:Reconcile=00:00:00.5");
        var customer = await portal.CustomerAsync();
        await customer.Api.ServerAsync("one");
        var browser = await StaffPeople.EnterAsync(portal);
        var list = await browser.GetAsync("/staff/hosts");
        Assert.Contains("local", list.Text, StringComparison.Ordinal);
        var path = list.Document.QuerySelector("tbody th a")!.GetAttribute("href")!;
        await Wait.UntilAsync("the host is compared", async () => (await browser.GetAsync(path)).Text.Contains("1 running", StringComparison.Ordinal));
        var page = await browser.GetAsync(path);
        Assert.Contains("Agrees", page.Text, StringComparison.Ordinal);
        Assert.InRange(page.Queries, 1, 6);

        await DrainAsync(customer, browser, path);
        await BuildAsync(portal, browser);
        await WithdrawAsync(customer, browser);
        Assert.Equal(
            ["host.close", "host.open", "image.request_build", "image.build", "image.withdraw", "image.offer"],
            await portal.AsWorkerAsync<BillingDb, List<string>>(db => db.Reachable<AuditEntry>()
                .Where(row => row.Actor.StartsWith("user:") && (row.Action.StartsWith("host.") || row.Action.StartsWith("image.")))
                .OrderBy(row => row.Id).Select(row => row.Action).ToListAsync(TestApi.Stop)));
    }

    [Theory, OnBothDatabases]
    public async Task Build_whose_worker_died_is_taken_up_by_the_next(DatabaseKind kind)
    {
        await using var portal = await TestPortal.StartAsync(kind);
        var past = TimeProvider.System.GetUtcNow().AddMinutes(-5);
        var id = await portal.AsWorkerAsync<ProvisioningDb, long>(async db =>
        {
            var build = new ImageBuild
            {
                SellerId = 1,
                ImageId = await db.Images.Select(image => image.Id).FirstAsync(),
                HostId = await db.Hosts.Select(host => host.Id).FirstAsync(),
                Actor = "user:1",
                CreatedAt = past,
                State = ImageBuildState.Running,
                LeaseOwner = "the dead one",
                LeaseUntil = past,
            };
            db.ImageBuilds.Add(build);
            await db.SaveChangesAsync();
            return build.Id;
        });

        await Wait.UntilAsync("it is built", () => portal.AsWorkerAsync<ProvisioningDb, bool>(db =>
            db.ImageBuilds.AnyAsync(build => build.Id == id && build.State == ImageBuildState.Done && build.LeaseOwner == null)));
    }

    private static async Task DrainAsync(TestCustomer customer, Browser browser, string path)
    {
        await browser.GetAsync(path + "/close");
        var wrong = await browser.PostAsync(path + "/close", ("Confirm", "other"));
        Assert.Equal("Type “local” exactly.", StaffPeople.MessagesOf(wrong)["Confirm"]);
        Assert.Equal(path, (await browser.PostAsync(path + "/close", ("Confirm", "local"))).Location);
        Assert.Contains("Closed", (await browser.GetAsync(path)).Text, StringComparison.Ordinal);
        Assert.Equal("placement_error", (await OrderAsync(customer)).Code);
        Assert.Equal(path, (await browser.PostAsync(path + "/open")).Location);
        Assert.Equal(201, (await OrderAsync(customer)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.PostAsync("/staff/hosts/9007199254740991/open")).Status);
    }

    private static async Task BuildAsync(TestPortal portal, Browser browser)
    {
        var images = await browser.GetAsync("/staff/images");
        Assert.InRange(images.Queries, 1, 6);
        string First(string name) => images.Document.QuerySelector($"select[name='{name}'] option")!.GetAttribute("value")!;
        var (image, host) = (First("Form.Image"), First("Form.Host"));
        var nowhere = await browser.PostAsync("/staff/images/builds", ("Form.Image", image), ("Form.Host", "99"));
        Assert.Contains("Choose an image and a host", StaffPeople.MessagesOf(nowhere)["Form.Host"], StringComparison.Ordinal);
        var asked = await browser.PostAsync("/staff/images/builds", ("Form.Image", image), ("Form.Host", host));
        await Wait.UntilAsync("it is built", async () => (await browser.GetAsync(asked.Location!)).Text.Contains("Done", StringComparison.Ordinal));
        Assert.Contains("BuildImage", portal.Hypervisor.Calls);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/staff/images/builds/9007199254740991")).Status);
    }

    private static async Task WithdrawAsync(TestCustomer customer, Browser browser)
    {
        var path = (await browser.GetAsync("/staff/images")).Document.QuerySelector("a[href$='/withdraw']")!.GetAttribute("href")!;
        await browser.GetAsync(path);
        Assert.Equal("Type “debian-12” exactly.", StaffPeople.MessagesOf(await browser.PostAsync(path, ("Confirm", "")))["Confirm"]);
        Assert.Equal("/staff/images", (await browser.PostAsync(path, ("Confirm", "debian-12"))).Location);
        Assert.Equal("not_found", (await OrderAsync(customer)).Code);
        Assert.Equal("/staff/images", (await browser.PostAsync(path.Replace("withdraw", "offer", StringComparison.Ordinal))).Location);
        Assert.Equal(201, (await OrderAsync(customer)).StatusCode);
    }

    private static Task<TestAnswer> OrderAsync(TestCustomer customer) => customer.Api.PostAsync(
        "servers", new { name = "s-" + Guid.CreateVersion7().ToString("N"), server_type = "ct11", image = "debian-12" });
}
