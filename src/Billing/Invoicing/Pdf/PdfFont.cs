using System.Text;

namespace Hostelry.Billing.Invoicing.Pdf;

/// <summary>A font within one document: remembers the glyphs it has printed, so that only they are embedded.</summary>
internal sealed class PdfFont(string resource, string name, TrueTypeFont font)
{
    private readonly SortedDictionary<ushort, Rune> _used = [];

    /// <summary>How pages call it.</summary>
    public string Resource => resource;

    /// <summary>In points.</summary>
    public double WidthOf(string text, double size) =>
        text.EnumerateRunes().Sum(rune => font.WidthOf(Glyph(rune))) * size / 1000;

    /// <summary>The text as glyph numbers, hexadecimal. A character that the font has not is printed as a question mark.</summary>
    public string Encode(string text)
    {
        var hex = new StringBuilder(text.Length * 4);
        foreach (var rune in text.EnumerateRunes())
        {
            var glyph = Glyph(rune);
            _used.TryAdd(glyph, rune);
            hex.Append(glyph.ToString("X4", System.Globalization.CultureInfo.InvariantCulture));
        }

        return hex.ToString();
    }

    /// <summary>Writes the font's objects; the number of the one that pages refer to.</summary>
    public int Write(PdfFile file)
    {
        // Subsets have six capital letters before their name; always the same, for the same invoice is the same bytes.
        var subset = "HOSTEL+" + name;
        var program = file.AddStream(font.Subset(_used.Keys));
        var descriptor = file.Add(
            $"<< /Type /FontDescriptor /FontName /{subset} /Flags 4 /FontBBox [{string.Join(' ', font.Box)}] /ItalicAngle 0 "
            + $"/Ascent {font.Ascent} /Descent {font.Descent} /CapHeight 727 /StemV 80 /FontFile2 {program} 0 R >>");
        var widths = string.Join(' ', _used.Keys.Select(glyph => FormattableString.Invariant($"{glyph} [{font.WidthOf(glyph)}]")));
        var descendant = file.Add(
            $"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{subset} /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) "
            + $"/Supplement 0 >> /FontDescriptor {descriptor} 0 R /CIDToGIDMap /Identity /W [{widths}] >>");
        var unicode = file.AddStream(Encoding.ASCII.GetBytes(ToUnicode()));
        return file.Add(
            $"<< /Type /Font /Subtype /Type0 /BaseFont /{subset} /Encoding /Identity-H /DescendantFonts [{descendant} 0 R] "
            + $"/ToUnicode {unicode} 0 R >>");
    }

    private ushort Glyph(Rune rune) =>
        font.GlyphOf(rune) is var glyph and not 0 ? glyph : font.GlyphOf(new Rune('?'));

    /// <summary>So that text can be searched and copied.</summary>
    private string ToUnicode()
    {
        var map = new StringBuilder(
            """
            /CIDInit /ProcSet findresource begin 12 dict begin begincmap
            /CMapName /Adobe-Identity-UCS def /CMapType 2 def
            1 begincodespacerange <0000> <FFFF> endcodespacerange

            """.ReplaceLineEndings("\n"));
        foreach (var part in _used.Chunk(100))
        {
            map.Append(System.Globalization.CultureInfo.InvariantCulture, $"{part.Length} beginbfchar\n");
            foreach (var (glyph, rune) in part)
            {
                map.Append(System.Globalization.CultureInfo.InvariantCulture, $"<{glyph:X4}> <")
                    .Append(Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(rune.ToString()))).Append(">\n");
            }

            map.Append("endbfchar\n");
        }

        return map.Append("endcmap CMapName currentdict /CMap defineresource pop end end\n").ToString();
    }
}
