using System.Collections.Frozen;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Hostelry.Virt.Definitions;

/// <summary>
/// What a domain says of itself: whose it is and what its root is made of. One element in the domain's
/// <c>&lt;metadata&gt;</c>, everything in attributes. It is read without the portal when a host starts its guests again.
/// </summary>
public sealed record GuestMetadata
{
    /// <summary>The element's namespace.</summary>
    public const string Namespace = "https://hostelry.dev/host/1";

    /// <summary>The element's usual prefix, which is also libvirt's key for it.</summary>
    public const string Prefix = "hostelry";

    /// <summary>The element's local name.</summary>
    public const string Element = "guest";

    private static readonly FrozenSet<string> Known =
        new[] { "installation", "kind", "id", "operation", "fence", "base", "disk-bytes" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The installation that owns the guest; no other may touch it.</summary>
    public required string Installation { get; init; }

    /// <summary>The kind of resource, <c>server</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Row id of the resource.</summary>
    public required long Id { get; init; }

    /// <summary>The operation that last defined the guest.</summary>
    public required long Operation { get; init; }

    /// <summary>That operation's fencing token; an effect with an older one is refused.</summary>
    public required long Fence { get; init; }

    /// <summary>Digest of the read-only base under the guest's root; null for a guest without one.</summary>
    public string? BaseDigest { get; init; }

    /// <summary>Size of the guest's disk file in bytes; null for a guest without one.</summary>
    public long? DiskBytes { get; init; }

    /// <summary>Further attributes by name. Names are ours (XML names), values may be anything that XML carries.</summary>
    public IReadOnlyDictionary<string, string> More { get; init; } = FrozenDictionary<string, string>.Empty;

    /// <summary>
    /// The element alone and without its namespace, as <see cref="Domain.SetMetadataAsync"/> wants it: libvirt adds namespace and
    /// prefix itself, and refuses an element that has them.
    /// </summary>
    /// <exception cref="ArgumentException">A value holds a character that XML cannot carry, or a further name is no XML name.</exception>
    public string ToXml() => DefinitionXml.Build(writer =>
    {
        writer.WriteStartElement(Element);
        WriteContent(writer);
        writer.WriteEndElement();
    });

    /// <summary>Reads the element back, with or without its namespace (libvirt strips it when asked for the element alone).</summary>
    /// <exception cref="FormatException">The text is no such element, or an attribute is missing or no number.</exception>
    public static GuestMetadata Parse(string xml)
    {
        XElement element;
        try
        {
            // The reader's default settings refuse document type declarations, and so every entity trick.
            using XmlReader reader = XmlReader.Create(new StringReader(xml));
            element = XElement.Load(reader);
        }
        catch (XmlException invalid)
        {
            throw new FormatException("The guest's metadata is no XML.", invalid);
        }

        return new GuestMetadata
        {
            Installation = Required(element, "installation"),
            Kind = Required(element, "kind"),
            Id = Number(Required(element, "id")),
            Operation = Number(Required(element, "operation")),
            Fence = Number(Required(element, "fence")),
            BaseDigest = element.Attribute("base")?.Value,
            DiskBytes = element.Attribute("disk-bytes") is { } bytes ? Number(bytes.Value) : null,
            More = element.Attributes()
                .Where(attribute => !attribute.IsNamespaceDeclaration && !Known.Contains(attribute.Name.LocalName))
                .ToFrozenDictionary(attribute => attribute.Name.LocalName, attribute => attribute.Value, StringComparer.Ordinal),
        };
    }

    internal void Write(XmlWriter writer)
    {
        writer.WriteStartElement(Prefix, Element, Namespace);
        WriteContent(writer);
        writer.WriteEndElement();
    }

    private void WriteContent(XmlWriter writer)
    {
        writer.WriteAttributeString("installation", Installation);
        writer.WriteAttributeString("kind", Kind);
        writer.WriteNumberAttribute("id", Id);
        writer.WriteNumberAttribute("operation", Operation);
        writer.WriteNumberAttribute("fence", Fence);
        if (BaseDigest is not null)
        {
            writer.WriteAttributeString("base", BaseDigest);
        }

        if (DiskBytes is { } bytes)
        {
            writer.WriteNumberAttribute("disk-bytes", bytes);
        }

        foreach ((string name, string value) in More.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            DefinitionXml.Require(!Known.Contains(name), "A further attribute has the name of a property.");
            writer.WriteAttributeString(name, value);
        }
    }

    private static string Required(XElement element, string attribute) =>
        element.Attribute(attribute)?.Value
        ?? throw new FormatException($"The guest's metadata has no attribute '{attribute}'.");

    private static long Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number)
            ? number
            : throw new FormatException("The guest's metadata holds text where a number belongs.");
}
