using System.Globalization;
using System.Xml;
using Hostelry.Virt.Host.Guests;
using Hostelry.Virt.Host.Limits;

namespace Hostelry.Virt.Host;

/// <summary>What the start hook needs of a domain, from the metadata that the portal wrote into it.</summary>
internal sealed record GuestDefinition(Guest Guest, string Base, uint UidBase, string Address, string Mac, string Bridge, string? Port, LimitFacts Limits)
{
    private const string Namespace = "https://hostelry.dev/host/1";

    /// <summary>Null for a domain that is not ours.</summary>
    public static GuestDefinition? Read(TextReader xml)
    {
        using XmlReader reader = XmlReader.Create(xml); // refuses document type declarations by default
        string? name = null;
        while (reader.Read())
        {
            if (reader.NodeType != XmlNodeType.Element)
            {
                continue;
            }

            if (reader.Depth == 1 && reader.LocalName == "name")
            {
                name = reader.ReadElementContentAsString();
            }

            if (reader.NodeType == XmlNodeType.Element && reader is { Depth: 2, LocalName: "guest", NamespaceURI: Namespace })
            {
                return new GuestDefinition(
                    Guest.Parse(name ?? throw Incomplete("name")),
                    Text(reader, "base"),
                    (uint)Number(reader, "uid-base"),
                    Text(reader, "address"),
                    Text(reader, "mac"),
                    Text(reader, "bridge"),
                    reader.GetAttribute("port"),
                    new LimitFacts(Number(reader, "memory"), (int)Number(reader, "cores"), (int)Number(reader, "processes")));
            }
        }

        return null;
    }

    private static string Text(XmlReader reader, string attribute) =>
        reader.GetAttribute(attribute) ?? throw Incomplete(attribute);

    private static long Number(XmlReader reader, string attribute) =>
        long.TryParse(Text(reader, attribute), NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number > 0
            ? number
            : throw Incomplete(attribute);

    private static HostException Incomplete(string attribute) =>
        new("refused", $"The domain's metadata has no usable '{attribute}'.");
}
