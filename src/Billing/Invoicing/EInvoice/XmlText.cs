using System.Globalization;
using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace Hostelry.Billing.Invoicing.EInvoice;

/// <summary>What both syntaxes write alike.</summary>
internal static class XmlText
{
    public const string MonthlyCap = "Monthly price cap";

    /// <summary>UTF-8 without a mark; the same elements are the same bytes.</summary>
    public static byte[] Bytes(XElement root)
    {
        using var stream = new MemoryStream();
        using (var writer = XmlWriter.Create(stream, new XmlWriterSettings
        {
            Encoding = new UTF8Encoding(false),
            Indent = true,
            NewLineChars = "\n",
        }))
        {
            new XDocument(root).Save(writer);
        }

        return stream.ToArray();
    }

    /// <summary>An element with a text; null where there is none, for neither syntax knows empty elements.</summary>
    public static XElement? Some(XName name, string text) => text.Length == 0 ? null : new XElement(name, Clean(text));

    /// <summary>Without the characters that no XML can hold, whatever a customer called its server.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (at + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[at + 1], text[at]))
            {
                clean.Append(text[at]).Append(text[++at]);
            }
            else if (XmlConvert.IsXmlChar(text[at]))
            {
                clean.Append(text[at]);
            }
        }

        return clean.ToString();
    }

    public static string Number(decimal value) => value.ToString("0.#########", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
