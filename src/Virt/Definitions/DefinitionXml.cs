using System.Globalization;
using System.Text;
using System.Xml;

namespace Hostelry.Virt.Definitions;

/// <summary>The one place that turns definitions into XML: escaping and illegal characters are the writer's work.</summary>
internal static class DefinitionXml
{
    // Line breaks are written as entities, so that what was put into a text or an attribute is what libvirt reads.
    private static readonly XmlWriterSettings Settings = new()
    {
        OmitXmlDeclaration = true,
        CheckCharacters = true,
        NewLineHandling = NewLineHandling.Entitize,
    };

    /// <exception cref="ArgumentException">A value holds a character that XML cannot carry (NUL, a lone surrogate).</exception>
    public static string Build(Action<XmlWriter> write)
    {
        StringBuilder text = new();
        using (XmlWriter writer = XmlWriter.Create(text, Settings))
        {
            write(writer);
        }

        return text.ToString();
    }

    /// <exception cref="ArgumentException">The rule does not hold.</exception>
    public static void Require(bool holds, string rule)
    {
        if (!holds)
        {
#pragma warning disable MA0015 // what is wrong is a property of the definition, not a parameter
            throw new ArgumentException(rule);
#pragma warning restore MA0015
        }
    }

    public static void WriteNumber(this XmlWriter writer, string element, long value) =>
        writer.WriteElementString(element, value.ToString(CultureInfo.InvariantCulture));

    public static void WriteNumberAttribute(this XmlWriter writer, string attribute, long value) =>
        writer.WriteAttributeString(attribute, value.ToString(CultureInfo.InvariantCulture));

    public static void WriteBytes(this XmlWriter writer, string element, long bytes)
    {
        writer.WriteStartElement(element);
        writer.WriteAttributeString("unit", "bytes");
        writer.WriteString(bytes.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndElement();
    }

    /// <summary>An element without content and with one attribute, libvirt's commonest form.</summary>
    public static void WriteEmpty(this XmlWriter writer, string element, string attribute, string value)
    {
        writer.WriteStartElement(element);
        writer.WriteAttributeString(attribute, value);
        writer.WriteEndElement();
    }
}
