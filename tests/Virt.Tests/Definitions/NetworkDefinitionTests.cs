using System.Net;
using System.Xml.Linq;
using Hostelry.Virt.Definitions;

namespace Hostelry.Virt.Tests.Definitions;

public sealed class NetworkDefinitionTests
{
    [Fact]
    public void A_network_has_no_spanning_tree_no_dhcp_and_no_name_server()
    {
        XElement network = XElement.Parse(Sample().ToXml());

        Assert.Equal("off", (string?)network.Element("bridge")?.Attribute("stp"));
        Assert.Equal("0", (string?)network.Element("bridge")?.Attribute("delay"));
        Assert.Equal("nat", (string?)network.Element("forward")?.Attribute("mode"));
        Assert.Equal("no", (string?)network.Element("dns")?.Attribute("enable"));
        Assert.Empty(network.Descendants("dhcp"));
    }

    [Fact]
    public void The_filter_ends_with_dropping_everything_and_lets_no_IPv6_through_unless_told()
    {
        XElement filter = XElement.Parse(SampleFilter().ToXml());
        XElement last = filter.Elements("rule").MaxBy(rule => (int)rule.Attribute("priority")!)!;

        Assert.Empty(last.Elements());
        Assert.Equal(("drop", "inout"), ((string?)last.Attribute("action"), (string?)last.Attribute("direction")));
        Assert.Empty(filter.Descendants("ipv6"));
        Assert.NotEmpty(XElement.Parse((SampleFilter() with { AllowIpv6 = true }).ToXml()).Descendants("ipv6"));
    }

    [Fact]
    public void What_the_filter_lets_out_bears_the_guests_own_addresses()
    {
        XElement filter = XElement.Parse((SampleFilter() with { AllowIpv6 = true }).ToXml());
        string[] own = ["$GUEST_IPV4", "$GUEST_IPV6", "fe80::", "::"];

        Assert.All(
            filter.Elements("rule").Where(rule => (string?)rule.Attribute("action") == "accept" && (string?)rule.Attribute("direction") == "out"),
            rule => Assert.Contains((string?)(rule.Elements().Single().Attribute("srcipaddr") ?? rule.Elements().Single().Attribute("arpsrcipaddr")), own));
        Assert.DoesNotContain("$IP\"", filter.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Mail_link_local_and_closed_networks_are_dropped_before_anything_is_let_out_but_the_gateway_answers()
    {
        XElement filter = XElement.Parse((SampleFilter() with
        {
            ClosedNetworks = [IPNetwork.Parse("10.0.0.0/8")],
            ReachableAddresses = [IPAddress.Parse("10.77.0.1")],
        }).ToXml());
        int general = Priority(filter, "accept", "srcipaddr", "$GUEST_IPV4", without: "dstipaddr");
        int gateway = Priority(filter, "accept", "dstipaddr", "10.77.0.1");

        foreach (string port in (string[])["25", "465", "587"])
        {
            Assert.True(Priority(filter, "drop", "dstportstart", port) < gateway);
        }

        Assert.InRange(Priority(filter, "drop", "dstipaddr", "10.0.0.0"), gateway + 1, general - 1);
        Assert.InRange(Priority(filter, "drop", "dstipaddr", "169.254.0.0"), gateway + 1, general - 1);
    }

    [Fact]
    public void An_interface_gets_its_addresses_as_the_filters_parameters()
    {
        FilterReference reference = NetworkFilterDefinition.Reference("guests", ["192.0.2.7", "192.0.2.8"], ["2001:db8::7"]);

        Assert.Equal("guests", reference.Filter);
        Assert.Equal(["192.0.2.7", "192.0.2.8", "2001:db8::7"], reference.Parameters.Select(parameter => parameter.Value));
        Assert.Equal(
            [NetworkFilterDefinition.Ipv4Variable, NetworkFilterDefinition.Ipv4Variable, NetworkFilterDefinition.Ipv6Variable],
            reference.Parameters.Select(parameter => parameter.Key));
        Assert.Throws<ArgumentException>(() => NetworkFilterDefinition.Reference("guests", [], ["2001:db8::7"]));
    }

    [Fact]
    public void A_name_has_one_uuid_and_two_names_have_two()
    {
        Guid uuid = StableUuid.From("network/a");

        Assert.Equal(uuid, StableUuid.From("network/a"));
        Assert.NotEqual(uuid, StableUuid.From("network/b"));
        Assert.Equal(8, uuid.Version);
    }

    [Fact]
    public void Metadata_reads_back_as_it_was_written_and_other_elements_are_refused()
    {
        GuestMetadata metadata = ContainerDefinitionTests.SampleMetadata() with
        {
            More = new Dictionary<string, string>(StringComparer.Ordinal) { ["uid-base"] = "100000" },
        };

        GuestMetadata read = GuestMetadata.Parse(metadata.ToXml());

        Assert.Equal(metadata with { More = read.More }, read);
        Assert.Equal("100000", Assert.Single(read.More).Value);
        Assert.Throws<FormatException>(() => GuestMetadata.Parse("<guest/>"));
        Assert.Throws<FormatException>(() => GuestMetadata.Parse("no xml"));
        Assert.Throws<FormatException>(() => GuestMetadata.Parse("<!DOCTYPE guest [<!ENTITY e \"x\">]><guest id=\"&e;\"/>"));
    }

    private static int Priority(XElement filter, string action, string attribute, string value, string without = "none") =>
        (int)filter.Elements("rule").Single(rule =>
            (string?)rule.Attribute("action") == action
            && (string?)rule.Attribute("direction") == "out"
            && rule.Elements().Any(match => (string?)match.Attribute(attribute) == value && match.Attribute(without) is null)).Attribute("priority")!;

    internal static NetworkDefinition Sample() => new()
    {
        Name = "hostelry_k3f9a2xz",
        Uuid = StableUuid.From("network/hostelry_k3f9a2xz"),
        Bridge = "hst0",
        Addresses = [(IPAddress.Parse("192.0.2.1"), 24)],
        IsolatedPorts = true,
    };

    internal static NetworkFilterDefinition SampleFilter() => new()
    {
        Name = "hostelry_k3f9a2xz",
        Uuid = StableUuid.From("nwfilter/hostelry_k3f9a2xz"),
        ClosedTcpPorts = [25, 465, 587],
    };
}
