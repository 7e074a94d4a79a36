using System.Xml.Linq;

using Hostelry.Provisioning.Hypervisor;

namespace Hostelry.Provisioning.Tests.Hypervisor;

public sealed class GuestSettingsTests
{
    private static readonly GuestNic Nic = new("hostelry", "02:00:00:00:00:02", "10.77.0.2", 16, "10.77.0.1", ["10.77.0.1", "192.0.2.53"]);

    [Fact]
    public void Mail_is_closed_unless_the_operator_says_otherwise()
    {
        Assert.Equal(["25", "465", "587"], Values(new GuestSettings(), "drop", "dstportstart"));
        Assert.Equal(["25"], Values(new GuestSettings { ClosedTcpPorts = " 25 " }, "drop", "dstportstart"));
        Assert.Empty(Values(new GuestSettings { ClosedTcpPorts = "" }, "drop", "dstportstart"));
    }

    [Fact]
    public void Closed_networks_leave_gateway_and_name_servers_in_reach()
    {
        var settings = new GuestSettings { ClosedNetworks = "10.0.0.0/8 192.0.2.0/24" };

        Assert.Equal(["169.254.0.0", "10.0.0.0", "192.0.2.0"], Values(settings, "drop", "dstipaddr"));
        Assert.Equal(["10.77.0.1", "192.0.2.53"], Values(settings, "accept", "dstipaddr"));
    }

    [Theory]
    [InlineData("smtp", "")]
    [InlineData("0", "")]
    [InlineData("65536", "")]
    [InlineData("25", "10.0.0.0/33")]
    [InlineData("25", "fd00::/8")]
    public void Setting_that_cannot_be_read_stops_the_start_and_is_named(string ports, string networks)
    {
        var refused = Assert.Throws<InvalidOperationException>(
            new GuestSettings { ClosedTcpPorts = ports, ClosedNetworks = networks }.Check);

        Assert.Contains("Guests:Closed", refused.Message, StringComparison.Ordinal);
    }

    private static IEnumerable<string> Values(GuestSettings settings, string action, string attribute) =>
        XElement.Parse(GuestDomain.Filter(Nic, settings).ToXml()).Elements("rule")
            .Where(rule => (string?)rule.Attribute("action") == action && (string?)rule.Attribute("direction") == "out")
            .Elements()
            .Select(match => (string?)match.Attribute(attribute))
            .OfType<string>();
}
