using System.Net;
using System.Net.Sockets;
using System.Xml;

namespace Hostelry.Virt.Definitions;

/// <summary>A guest's network interface on one of libvirt's networks or on a bridge of the host.</summary>
public sealed record InterfaceDefinition
{
    /// <summary>Name of a libvirt network, or null when <see cref="Bridge"/> is given.</summary>
    public string? Network { get; init; }

    /// <summary>Name of a bridge on the host, or null when <see cref="Network"/> is given.</summary>
    public string? Bridge { get; init; }

    /// <summary>Six hexadecimal pairs with colons.</summary>
    public required string Mac { get; init; }

    /// <summary>The interface's name inside a container; null lets libvirt choose. Not for virtual machines.</summary>
    public string? GuestDevice { get; init; }

    /// <summary>
    /// The interface's name on the host, at most 15 characters; null lets libvirt choose (<c>vnetN</c>). Libvirt reads a name
    /// that begins with <c>vnet</c> as its own and replaces it.
    /// </summary>
    public string? HostDevice { get; init; }

    /// <summary>The filter that holds the interface to its addresses; null means none.</summary>
    public FilterReference? Filter { get; init; }

    /// <summary>Addresses that libvirt gives the interface inside a container at start, with prefix length.</summary>
    public IReadOnlyList<(IPAddress Address, int PrefixLength)> Addresses { get; init; } = [];

    /// <summary>Default gateways that libvirt sets inside a container at start.</summary>
    public IReadOnlyList<IPAddress> Gateways { get; init; } = [];

    /// <summary>Keeps this port from talking to other isolated ports of the same bridge.</summary>
    public bool Isolated { get; init; }

    internal void Write(XmlWriter writer)
    {
        DefinitionXml.Require(Network is null != Bridge is null, "An interface hangs on a network or on a bridge: name exactly one.");
        writer.WriteStartElement("interface");
        writer.WriteAttributeString("type", Network is null ? "bridge" : "network");
        writer.WriteEmpty("mac", "address", Mac);
        writer.WriteEmpty("source", Network is null ? "bridge" : "network", Network ?? Bridge!);
        if (HostDevice is not null)
        {
            writer.WriteEmpty("target", "dev", HostDevice);
        }

        if (GuestDevice is not null)
        {
            writer.WriteEmpty("guest", "dev", GuestDevice);
        }

        Filter?.Write(writer);
        WriteAddresses(writer);
        if (Isolated)
        {
            writer.WriteEmpty("port", "isolated", "yes");
        }

        writer.WriteEndElement();
    }

    private void WriteAddresses(XmlWriter writer)
    {
        foreach ((IPAddress address, int prefixLength) in Addresses)
        {
            writer.WriteStartElement("ip");
            writer.WriteAttributeString("family", Family(address));
            writer.WriteAttributeString("address", address.ToString());
            writer.WriteNumberAttribute("prefix", prefixLength);
            writer.WriteEndElement();
        }

        foreach (IPAddress gateway in Gateways)
        {
            writer.WriteStartElement("route");
            writer.WriteAttributeString("family", Family(gateway));
            writer.WriteAttributeString("address", gateway.AddressFamily == AddressFamily.InterNetwork ? "0.0.0.0" : "::");
            writer.WriteNumberAttribute("prefix", 0);
            writer.WriteAttributeString("gateway", gateway.ToString());
            writer.WriteEndElement();
        }
    }

    private static string Family(IPAddress address) =>
        address.AddressFamily == AddressFamily.InterNetwork ? "ipv4" : "ipv6";
}

/// <summary>A network filter by name, and the values of its variables for one interface.</summary>
/// <param name="Filter">Name of the filter.</param>
/// <param name="Parameters">Variables and values; a variable may come more than once and then holds a list.</param>
public sealed record FilterReference(string Filter, IReadOnlyList<KeyValuePair<string, string>> Parameters)
{
    internal void Write(XmlWriter writer)
    {
        writer.WriteStartElement("filterref");
        writer.WriteAttributeString("filter", Filter);
        foreach ((string name, string value) in Parameters)
        {
            writer.WriteStartElement("parameter");
            writer.WriteAttributeString("name", name);
            writer.WriteAttributeString("value", value);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }
}
