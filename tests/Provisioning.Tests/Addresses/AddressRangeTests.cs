using Hostelry.Provisioning.Addresses;
using Hostelry.Provisioning.Hosts;

namespace Hostelry.Provisioning.Tests.Addresses;

public sealed class AddressRangeTests
{
    [Theory]
    [InlineData(2, 4, "", 2L)]
    [InlineData(2, 4, "2", 3L)]
    [InlineData(2, 4, "3,2", 4L)]
    [InlineData(2, 4, "1,3,9", 2L)]
    [InlineData(2, 4, "4,2,3,2", null)]
    public void First_free_number_is_the_lowest_that_is_not_taken(long first, long last, string taken, long? expected) =>
        Assert.Equal(
            expected,
            AddressRange.FirstFree(
                first, last, taken.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(number => long.Parse(number, null))));

    [Theory]
    [InlineData("10.77.0.0/16", "10.77.0.1", "10.77.0.2", "10.77.255.254")]
    [InlineData("192.168.5.8/29", "192.168.5.9", "192.168.5.10", "192.168.5.14")]
    public void Network_is_divided_into_gateway_and_servers(string cidr, string gateway, string first, string last)
    {
        var host = new Host
        {
            SellerId = 1,
            DatacenterId = 1,
            Name = "local",
            Address = "local",
            Cores = 1,
            MemoryBytes = 1,
            DiskBytes = 1,
            CreatedAt = default,
        };
        var pool = NetworkPlan.Parse(cidr).Value.ToPool(host, new ProvisioningSettings());
        Assert.Equal((gateway, first, last, gateway), (pool.Gateway, pool.First, pool.Last, pool.Nameservers));
    }

    [Theory]
    [InlineData("")]
    [InlineData("10.77.0.0")]
    [InlineData("10.77.0.1/16")]
    [InlineData("10.77.0.0/30")]
    [InlineData("0.0.0.0/0")]
    [InlineData("fd00::/64")]
    public void Network_of_another_shape_is_refused(string cidr) =>
        Assert.Equal("invalid_input", NetworkPlan.Parse(cidr).Problem?.Code);
}
