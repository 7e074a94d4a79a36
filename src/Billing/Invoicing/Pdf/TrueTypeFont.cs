using System.Buffers.Binary;
using System.Collections.Frozen;
using System.Text;

namespace Hostelry.Billing.Invoicing.Pdf;

/// <summary>
/// A TrueType font as a PDF needs it: which glyph a character has, how wide it is, and a copy with the glyphs that were used
/// alone (their numbers stay). See the OpenType specification, tables cmap, hmtx, loca and glyf.
/// </summary>
internal sealed class TrueTypeFont
{
    private const int WholeEm = 1000;
    private readonly byte[] _file;
    private readonly FrozenDictionary<string, (int Offset, int Length)> _tables;
    private readonly FrozenDictionary<int, ushort> _glyphs;
    private readonly int _unitsPerEm;
    private readonly int _metrics;

    public TrueTypeFont(byte[] file)
    {
        _file = file;
        _tables = Enumerable.Range(0, U16(4)).Select(at => 12 + (at * 16))
            .ToFrozenDictionary(at => Encoding.ASCII.GetString(file, at, 4), at => ((int)U32(at + 8), (int)U32(at + 12)));
        var (head, hhea) = (_tables["head"].Offset, _tables["hhea"].Offset);
        _unitsPerEm = U16(head + 18);
        Box = [.. Enumerable.Range(0, 4).Select(at => Scale(I16(head + 36 + (at * 2))))];
        (Ascent, Descent) = (Scale(I16(hhea + 4)), Scale(I16(hhea + 6)));
        _metrics = U16(hhea + 34);
        Count = U16(_tables["maxp"].Offset + 4);
        _glyphs = Characters().ToFrozenDictionary();
    }

    /// <summary>Of glyphs.</summary>
    public int Count { get; }

    /// <summary>Thousandths of the em, as are all measures here.</summary>
    public int Ascent { get; }

    public int Descent { get; }

    /// <summary>Left, bottom, right, top.</summary>
    public IReadOnlyList<int> Box { get; }

    /// <summary>The glyph of a character; 0 where the font has none.</summary>
    public ushort GlyphOf(Rune character) => _glyphs.GetValueOrDefault(character.Value);

    public int WidthOf(ushort glyph) =>
        Scale(U16(_tables["hmtx"].Offset + (Math.Min(glyph, _metrics - 1) * 4)));

    /// <summary>The font file with the outlines of these glyphs alone; what they are put together from comes along.</summary>
    public byte[] Subset(IEnumerable<ushort> used)
    {
        var wanted = new SortedSet<ushort>(used) { 0 };
        foreach (var glyph in wanted.ToList())
        {
            AddParts(glyph, wanted);
        }

        using var outlines = new MemoryStream();
        var locations = new byte[(Count + 1) * 4];
        for (var glyph = 0; glyph <= Count; glyph++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(locations.AsSpan(glyph * 4), (uint)outlines.Length);
            if (glyph < Count && wanted.Contains((ushort)glyph))
            {
                var (offset, length) = Outline((ushort)glyph);
                outlines.Write(_file, offset, length);
                outlines.Write(new byte[(4 - (length % 4)) % 4]);
            }
        }

        return Assemble(outlines.ToArray(), locations);
    }

    private byte[] Assemble(byte[] outlines, byte[] locations)
    {
        var head = Table("head");
        BinaryPrimitives.WriteInt16BigEndian(head.AsSpan(50), 1); // loca holds long offsets
        (string Name, byte[] Data)[] tables =
        [
            ("cvt ", Table("cvt ")), ("fpgm", Table("fpgm")), ("glyf", outlines), ("head", head), ("hhea", Table("hhea")),
            ("hmtx", Table("hmtx")), ("loca", locations), ("maxp", Table("maxp")), ("prep", Table("prep")),
        ];
        tables = [.. tables.Where(table => table.Data.Length > 0)];
        var start = 12 + (tables.Length * 16);
        using var file = new MemoryStream();
        var power = 1 << (31 - System.Numerics.BitOperations.LeadingZeroCount((uint)tables.Length));
        Write(file, 0x00010000u);
        WriteShort(file, tables.Length);
        WriteShort(file, power * 16);
        WriteShort(file, System.Numerics.BitOperations.Log2((uint)power));
        WriteShort(file, (tables.Length - power) * 16);
        var offset = start;
        foreach (var (name, data) in tables)
        {
            file.Write(Encoding.ASCII.GetBytes(name));
            Write(file, Sum(data));
            Write(file, (uint)offset);
            Write(file, (uint)data.Length);
            offset += (data.Length + 3) / 4 * 4;
        }

        foreach (var (_, data) in tables)
        {
            file.Write(data);
            file.Write(new byte[(4 - (data.Length % 4)) % 4]);
        }

        return file.ToArray();
    }

    private byte[] Table(string name) =>
        _tables.TryGetValue(name, out var table) ? _file[table.Offset..(table.Offset + table.Length)] : [];

    private (int Offset, int Length) Outline(ushort glyph)
    {
        var loca = _tables["loca"].Offset;
        var isLong = I16(_tables["head"].Offset + 50) == 1;
        var (from, to) = isLong
            ? ((int)U32(loca + (glyph * 4)), (int)U32(loca + (glyph * 4) + 4))
            : (U16(loca + (glyph * 2)) * 2, U16(loca + (glyph * 2) + 2) * 2);
        return (_tables["glyf"].Offset + from, to - from);
    }

    private void AddParts(ushort glyph, SortedSet<ushort> wanted)
    {
        const int WordArguments = 1, OneScale = 8, More = 32, TwoScales = 64, Matrix = 128;
        var (at, length) = Outline(glyph);
        if (length == 0 || I16(at) >= 0)
        {
            return;
        }

        at += 10;
        int flags;
        do
        {
            flags = U16(at);
            var part = (ushort)U16(at + 2);
            if (wanted.Add(part))
            {
                AddParts(part, wanted);
            }

            at += 4 + ((flags & WordArguments) != 0 ? 4 : 2)
                + ((flags & OneScale) != 0 ? 2 : (flags & TwoScales) != 0 ? 4 : (flags & Matrix) != 0 ? 8 : 0);
        }
        while ((flags & More) != 0);
    }

    /// <summary>From the character map of Unicode: format 12, or else 4.</summary>
    private Dictionary<int, ushort> Characters()
    {
        var cmap = _tables["cmap"].Offset;
        var maps = Enumerable.Range(0, U16(cmap + 2)).Select(at => cmap + (int)U32(cmap + 4 + (at * 8) + 4)).ToList();
        var all = maps.Find(at => U16(at) == 12);
        var characters = new Dictionary<int, ushort>();
        if (all != 0)
        {
            for (var group = 0; group < U32(all + 12); group++)
            {
                var at = all + 16 + (group * 12);
                for (var code = U32(at); code <= U32(at + 4); code++)
                {
                    characters[(int)code] = (ushort)(U32(at + 8) + code - U32(at));
                }
            }

            return characters;
        }

        var basic = maps.Find(at => U16(at) == 4);
        var doubled = U16(basic + 6);
        for (var segment = 0; segment < doubled; segment += 2)
        {
            var (end, start) = (U16(basic + 14 + segment), U16(basic + 16 + doubled + segment));
            var (delta, range) = (U16(basic + 16 + (2 * doubled) + segment), basic + 16 + (3 * doubled) + segment);
            for (var code = start; code <= end && code != 0xFFFF; code++)
            {
                var glyph = U16(range) == 0 ? code : U16(range + U16(range) + ((code - start) * 2));
                characters[code] = glyph == 0 ? (ushort)0 : (ushort)(glyph + delta);
            }
        }

        return characters;
    }

    private int Scale(int units) => (int)Math.Round((double)units * WholeEm / _unitsPerEm, MidpointRounding.AwayFromZero);

    private int U16(int at) => BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at));

    private int I16(int at) => BinaryPrimitives.ReadInt16BigEndian(_file.AsSpan(at));

    private uint U32(int at) => BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at));

    private static uint Sum(byte[] data)
    {
        var sum = 0u;
        for (var at = 0; at < data.Length; at += 4)
        {
            var word = 0u;
            for (var i = 0; i < 4; i++)
            {
                word = (word << 8) | (at + i < data.Length ? data[at + i] : 0u);
            }

            sum = unchecked(sum + word);
        }

        return sum;
    }

    private static void Write(MemoryStream file, uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        file.Write(bytes);
    }

    private static void WriteShort(MemoryStream file, int value)
    {
        Span<byte> bytes = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        file.Write(bytes);
    }
}
