using System.Globalization;
using System.Net;
using System.Xml;

namespace Hostelry.Virt.Definitions;

/// <summary>
/// The filter that holds a guest's port to its own addresses. From the guest pass only frames with its MAC that are ARP
/// or IPv4 with its address (and IPv6, when allowed); it can be no DHCP server and no IPv6 router. To the guest pass only ARP and
/// what is sent to its addresses. Everything else is dropped, other protocols and VLAN tags included.
/// One filter serves many guests: addresses come as parameters of each interface (<see cref="Reference"/>).
/// See libvirt's network filter format. All rules are of its link-layer kinds, which need no bridge connection tracking.
/// </summary>
public sealed record NetworkFilterDefinition
{
    /// <summary>
    /// Variable that holds the guest's IPv4 addresses. Not libvirt's own <c>IP</c>: that one, forgotten, would be learnt from
    /// the guest's first packet; this one, forgotten, is refused at start.
    /// </summary>
    public const string Ipv4Variable = "GUEST_IPV4";

    /// <summary>Variable that holds the guest's IPv6 addresses, needed when <see cref="AllowIpv6"/>.</summary>
    public const string Ipv6Variable = "GUEST_IPV6";

    private static readonly IPNetwork LinkLocal = new(new IPAddress([169, 254, 0, 0]), 16);

    /// <summary>Name on the host.</summary>
    public required string Name { get; init; }

    /// <summary>The filter's UUID: libvirt refuses to define a known name with another one (see <see cref="StableUuid"/>).</summary>
    public required Guid Uuid { get; init; }

    /// <summary>Lets the guest's IPv6 addresses pass and what neighbour discovery needs; otherwise no IPv6 passes at all.</summary>
    public bool AllowIpv6 { get; init; }

    /// <summary>TCP ports that guests cannot reach outside, as 25, 465 and 587 for a new account's mail.</summary>
    public IReadOnlyList<int> ClosedTcpPorts { get; init; } = [];

    /// <summary>IPv4 networks that guests cannot reach. Link-local, where clouds answer with a host's own secrets, is always closed.</summary>
    public IReadOnlyList<IPNetwork> ClosedNetworks { get; init; } = [];

    /// <summary>IPv4 addresses that guests reach even in a closed network: gateway and name servers.</summary>
    public IReadOnlyList<IPAddress> ReachableAddresses { get; init; } = [];

    /// <summary>The named filter for one interface.</summary>
    /// <param name="filter">Name of a filter of this shape.</param>
    /// <param name="ipv4">The guest's IPv4 addresses, dotted, at least one.</param>
    /// <param name="ipv6">The guest's IPv6 addresses; at least one when the filter has <see cref="AllowIpv6"/>, else none.</param>
    /// <exception cref="ArgumentException">No IPv4 address.</exception>
    public static FilterReference Reference(string filter, IReadOnlyList<string> ipv4, IReadOnlyList<string> ipv6) =>
        ipv4.Count == 0
            ? throw new ArgumentException("The filter needs an IPv4 address.", nameof(ipv4))
            : new FilterReference(filter,
            [
                .. ipv4.Select(address => KeyValuePair.Create(Ipv4Variable, address)),
                .. ipv6.Select(address => KeyValuePair.Create(Ipv6Variable, address)),
            ]);

    /// <summary>The definition as libvirt reads it.</summary>
    /// <exception cref="ArgumentException">A value holds a character that XML cannot carry.</exception>
    public string ToXml() => DefinitionXml.Build(Write);

    private void Write(XmlWriter writer)
    {
        writer.WriteStartElement("filter");
        writer.WriteAttributeString("name", Name);
        writer.WriteAttributeString("chain", "root");
        writer.WriteElementString("uuid", Uuid.ToString("D"));
        foreach (Rule rule in Rules())
        {
            rule.Write(writer);
        }

        writer.WriteEndElement();
    }

    // "out" is from the guest, "in" is to it; lower priorities are asked first.
    private IEnumerable<Rule> Rules()
    {
        const string Ipv4 = "$" + Ipv4Variable;
        yield return new("drop", "out", 100, "mac", [("match", "no"), ("srcmacaddr", "$MAC")]);

        // No DHCP server; no closed port.
        yield return new("drop", "out", 200, "ip", [("protocol", "udp"), ("srcportstart", "67"), ("srcportend", "67")]);
        foreach (int port in ClosedTcpPorts)
        {
            string number = port.ToString(CultureInfo.InvariantCulture);
            yield return new("drop", "out", 210, "ip", [("protocol", "tcp"), ("dstportstart", number), ("dstportend", number)]);
        }

        foreach (IPAddress address in ReachableAddresses)
        {
            yield return new("accept", "out", 250, "ip", [("srcipaddr", Ipv4), ("dstipaddr", address.ToString())]);
        }

        foreach (IPNetwork network in ClosedNetworks.Prepend(LinkLocal))
        {
            string length = network.PrefixLength.ToString(CultureInfo.InvariantCulture);
            yield return new("drop", "out", 260, "ip", [("dstipaddr", network.BaseAddress.ToString()), ("dstipmask", length)]);
        }

        yield return new("accept", "out", 300, "arp", [("arpsrcmacaddr", "$MAC"), ("arpsrcipaddr", Ipv4)]);
        yield return new("accept", "out", 310, "ip", [("srcipaddr", Ipv4)]);
        yield return new("accept", "in", 400, "arp", []);
        yield return new("accept", "in", 410, "ip", [("dstipaddr", Ipv4)]);
        foreach (Rule rule in AllowIpv6 ? Ipv6Rules() : [])
        {
            yield return rule;
        }

        yield return new("drop", "inout", 900, null, []);
    }

    private IEnumerable<Rule> Ipv6Rules()
    {
        const string Ipv6 = "$" + Ipv6Variable;

        // No router advertisement (134) or redirect (137), no DHCPv6 server.
        foreach (string type in (string[])["134", "137"])
        {
            yield return new("drop", "out", 220, "ipv6", [("protocol", "icmpv6"), ("type", type)]);
        }

        yield return new("drop", "out", 230, "ipv6", [("protocol", "udp"), ("srcportstart", "547"), ("srcportend", "547")]);
        foreach (int port in ClosedTcpPorts)
        {
            string number = port.ToString(CultureInfo.InvariantCulture);
            yield return new("drop", "out", 240, "ipv6", [("protocol", "tcp"), ("dstportstart", number), ("dstportend", number)]);
        }

        yield return new("accept", "out", 320, "ipv6", [("srcipaddr", Ipv6)]);

        // Neighbour discovery speaks from the link-local address, and from :: while it asks whether an address is free.
        yield return new("accept", "out", 330, "ipv6", [("srcipaddr", "fe80::"), ("srcipmask", "10"), ("protocol", "icmpv6")]);
        yield return new("accept", "out", 330, "ipv6", [("srcipaddr", "::"), ("srcipmask", "128"), ("protocol", "icmpv6")]);
        yield return new("accept", "in", 420, "ipv6", [("dstipaddr", Ipv6)]);
        yield return new("accept", "in", 430, "ipv6", [("dstipaddr", "fe80::"), ("dstipmask", "10"), ("protocol", "icmpv6")]);
        yield return new("accept", "in", 430, "ipv6", [("dstipaddr", "ff02::"), ("dstipmask", "16"), ("protocol", "icmpv6")]);
    }

    private sealed record Rule(
        string Action, string Direction, int Priority, string? Protocol, IReadOnlyList<(string Name, string Value)> Match)
    {
        public void Write(XmlWriter writer)
        {
            writer.WriteStartElement("rule");
            writer.WriteAttributeString("action", Action);
            writer.WriteAttributeString("direction", Direction);
            writer.WriteNumberAttribute("priority", Priority);
            if (Protocol is not null)
            {
                writer.WriteStartElement(Protocol);
                foreach ((string name, string value) in Match)
                {
                    writer.WriteAttributeString(name, value);
                }

                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }
    }
}
