using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Hosts;
using Hostelry.Provisioning.Images;
using Hostelry.Provisioning.Tests.Intake;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Tests.Hosts;

public sealed class EnrolHostTests
{
    [Theory]
    [OnBothDatabases]
    public async Task Enrolled_host_has_its_capacity_less_the_reserve_and_takes_orders_once_it_has_the_image(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind, memoryBytes: 0);
        Assert.Equal("placement_error", (await shop.PlaceAsync(Shop.Order())).Problem?.Code);
        Assert.Empty((await EnrolAsync(shop)).Value.Missing);
        var built = await shop.Database.AsWorkerAsync(
            (BuildImage build) => build.ExecuteAsync("debian-12", "node1", new Progress<string>(), Shop.Ct));
        Assert.True(built.Value.Available);

        var placed = await shop.PlaceAsync(Shop.Order());
        Assert.Null(placed.Problem);
        var host = (await shop.Database.AsWorkerAsync((HostQueries hosts) => hosts.ListAsync(Shop.Ct)))[1];
        Assert.Equal(("node1", 1, 1), (host.Name, host.Servers, host.Images.Count));
        Assert.Equal(new HostUse(32, 31L << 30, 495L << 30), host.Capacity);
        Assert.Equal(new HostUse(1, 512L << 20, 5L << 30), host.Taken);
        Assert.True(await shop.Database.AsWorkerAsync((HostQueries hosts) => hosts.CanBuildAsync("debian-12", Shop.Ct)));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Host_enrolled_again_keeps_what_staff_set_and_its_pool(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        var first = await EnrolAsync(shop);
        await shop.WriteAsync(async db =>
        {
            var host = await db.Hosts.SingleAsync(row => row.Name == "node1", Shop.Ct);
            (host.Open, host.CoreOvercommitPercent) = (false, 100);
        });
        Assert.Equal(first.Value.HostId, (await EnrolAsync(shop)).Value.HostId);
        var again = await shop.ReadAsync(db => db.Hosts.SingleAsync(row => row.Name == "node1", Shop.Ct));
        Assert.Equal((false, 100, true), (again.Open, again.CoreOvercommitPercent, again.Ready));
        Assert.Equal(1, await shop.ReadAsync(db => db.AddressPools.CountAsync(pool => pool.HostId == again.Id, Shop.Ct)));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Host_that_does_not_answer_is_not_recorded(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        var before = await shop.CountsAsync();
        await shop.Database.AsWorkerAsync((FakeHypervisor hypervisor) => Task.FromResult(hypervisor.Down = true));
        Assert.Equal("service_error", (await EnrolAsync(shop)).Problem?.Code);
        Assert.Equal("service_error", (await shop.Database.AsWorkerAsync(
            (BuildImage build) => build.ExecuteAsync("debian-12", "local", new Progress<string>(), Shop.Ct))).Problem?.Code);
        Assert.Equal(before, await shop.CountsAsync());
    }

    private static Task<Result<EnrolledHost>> EnrolAsync(Shop shop) => shop.Database.AsWorkerAsync(
        (EnrolHost enrol) => enrol.ExecuteAsync("node1", "local", "local-dc1", Shop.Ct));
}
