using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Hostelry.Billing.Invoicing.Pdf;

/// <summary>The objects of a PDF file (ISO 32000-1), written one after another. The same objects are the same bytes.</summary>
internal sealed class PdfFile
{
    private readonly List<byte[]> _objects = [];

    /// <summary>A number for an object that is written later by <see cref="Set"/>.</summary>
    public int Reserve()
    {
        _objects.Add([]);
        return _objects.Count;
    }

    public int Add(string body)
    {
        var number = Reserve();
        Set(number, body);
        return number;
    }

    public void Set(int number, string body) => _objects[number - 1] = Encoding.ASCII.GetBytes(body);

    /// <summary>Compressed.</summary>
    /// <param name="data">As it is read after decompression.</param>
    /// <param name="entries">More entries of the stream's dictionary.</param>
    public int AddStream(byte[] data, string entries = "")
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(data);
        }

        var number = Reserve();
        _objects[number - 1] =
        [
            .. Encoding.ASCII.GetBytes(
                $"<< /Length {packed.Length} /Length1 {data.Length} /Filter /FlateDecode {entries}>>\nstream\n"),
            .. packed.ToArray(),
            .. "\nendstream"u8,
        ];
        return number;
    }

    /// <summary>The whole file, with its catalogue and information.</summary>
    public byte[] Write(int catalogue, int information)
    {
        using var file = new MemoryStream();
        void Text(string text) => file.Write(Encoding.ASCII.GetBytes(text));
        Text("%PDF-1.7\n");
        file.Write([(byte)'%', 0xE2, 0xE3, 0xCF, 0xD3, (byte)'\n']);
        var offsets = new List<long>(_objects.Count);
        foreach (var body in _objects)
        {
            offsets.Add(file.Length);
            Text(string.Create(CultureInfo.InvariantCulture, $"{offsets.Count} 0 obj\n"));
            file.Write(body);
            Text("\nendobj\n");
        }

        // The file's id must differ between files and need not be secret: the hash of what is in it.
        var id = Convert.ToHexString(SHA256.HashData(file.ToArray()).AsSpan(0, 16));
        var table = file.Length;
        Text(string.Create(CultureInfo.InvariantCulture, $"xref\n0 {offsets.Count + 1}\n0000000000 65535 f \n"));
        offsets.ForEach(offset => Text(string.Create(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n")));
        Text(string.Create(
            CultureInfo.InvariantCulture,
            $"trailer\n<< /Size {offsets.Count + 1} /Root {catalogue} 0 R /Info {information} 0 R /ID [<{id}> <{id}>] >>\n"
            + $"startxref\n{table}\n%%EOF\n"));
        return file.ToArray();
    }

    /// <summary>A text string of any characters (UTF-16 with its mark), hexadecimal.</summary>
    public static string TextOf(string text) => "<FEFF" + Convert.ToHexString(Encoding.BigEndianUnicode.GetBytes(text)) + ">";
}
