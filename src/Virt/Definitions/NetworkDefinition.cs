using System.Net;
using System.Net.Sockets;
using System.Xml;

namespace Hostelry.Virt.Definitions;

/// <summary>
/// A virtual network: a bridge with the host's address on it. Without spanning tree (it makes a new guest's first answer wait)
/// and without DHCP (addresses are ours). See libvirt's network format.
/// </summary>
public sealed record NetworkDefinition
{
    /// <summary>Name on the host.</summary>
    public required string Name { get; init; }

    /// <summary>The network's UUID; null lets libvirt make one (then it cannot be defined twice).</summary>
    public Guid? Uuid { get; init; }

    /// <summary>The bridge's name, at most 15 characters.</summary>
    public required string Bridge { get; init; }

    /// <summary>How guests reach the world.</summary>
    public NetworkForwarding Forwarding { get; init; } = NetworkForwarding.Nat;

    /// <summary>The host's addresses on the bridge with their prefix lengths: the guests' gateways.</summary>
    public required IReadOnlyList<(IPAddress Address, int PrefixLength)> Addresses { get; init; }

    /// <summary>A name server for guests on the bridge; without it, and without DHCP, libvirt starts no dnsmasq.</summary>
    public bool Dns { get; init; }

    /// <summary>Guests of this network reach the host and the world, and not one another on the bridge.</summary>
    public bool IsolatedPorts { get; init; }

    /// <summary>The definition as libvirt reads it.</summary>
    /// <exception cref="ArgumentException">A value holds a character that XML cannot carry.</exception>
    public string ToXml() => DefinitionXml.Build(Write);

    private void Write(XmlWriter writer)
    {
        writer.WriteStartElement("network");
        writer.WriteElementString("name", Name);
        if (Uuid is { } uuid)
        {
            writer.WriteElementString("uuid", uuid.ToString("D"));
        }

        if (Forwarding != NetworkForwarding.None)
        {
            writer.WriteEmpty("forward", "mode", Forwarding switch
            {
                NetworkForwarding.Route => "route",
                NetworkForwarding.Open => "open",
                NetworkForwarding.Nat or NetworkForwarding.None => "nat",
            });
        }

        writer.WriteStartElement("bridge");
        writer.WriteAttributeString("name", Bridge);
        writer.WriteAttributeString("stp", "off");
        writer.WriteNumberAttribute("delay", 0);
        writer.WriteEndElement();
        if (!Dns)
        {
            writer.WriteEmpty("dns", "enable", "no");
        }

        foreach ((IPAddress address, int prefixLength) in Addresses)
        {
            writer.WriteStartElement("ip");
            writer.WriteAttributeString("family", address.AddressFamily == AddressFamily.InterNetwork ? "ipv4" : "ipv6");
            writer.WriteAttributeString("address", address.ToString());
            writer.WriteNumberAttribute("prefix", prefixLength);
            writer.WriteEndElement();
        }

        if (IsolatedPorts)
        {
            writer.WriteEmpty("port", "isolated", "yes");
        }

        writer.WriteEndElement();
    }
}

/// <summary>How a virtual network reaches the world.</summary>
public enum NetworkForwarding
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>Behind the host's address.</summary>
    Nat,

    /// <summary>Routed with its own addresses; libvirt writes firewall rules.</summary>
    Route,

    /// <summary>Routed with its own addresses; libvirt writes no firewall rules.</summary>
    Open,
}
