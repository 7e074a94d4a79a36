using System.Buffers.Binary;
using System.IO.Compression;

namespace Hostelry.Billing.Invoicing.Pdf;

/// <summary>
/// A PNG picture as colours and transparency (ISO/IEC 15948): eight bits a channel, grey, RGB or RGBA, not interlaced, which
/// is what drawing programs export. Throws <see cref="InvalidDataException"/> for anything else.
/// </summary>
internal sealed class PngImage
{
    public const int MostPixels = 2_000_000;

    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    private PngImage(int width, int height, byte[] colours, byte[]? alpha) =>
        (Width, Height, Colours, Alpha) = (width, height, colours, alpha);

    public int Width { get; }

    public int Height { get; }

    /// <summary>RGB, row by row.</summary>
    public byte[] Colours { get; }

    /// <summary>One byte a pixel; null: opaque.</summary>
    public byte[]? Alpha { get; }

    public static PngImage Read(byte[] file)
    {
        try
        {
            return ReadParts(file);
        }
        catch (ArgumentOutOfRangeException truncated)
        {
            throw new InvalidDataException("The picture is cut off.", truncated);
        }
    }

    /// <summary>Writes the image's objects; the number of the one that pages refer to.</summary>
    public int Write(PdfFile file)
    {
        var size = FormattableString.Invariant($"/Type /XObject /Subtype /Image /Width {Width} /Height {Height} /BitsPerComponent 8 ");
        var mask = Alpha is null ? "" : FormattableString.Invariant($"/SMask {file.AddStream(Alpha, size + "/ColorSpace /DeviceGray ")} 0 R ");
        return file.AddStream(Colours, size + "/ColorSpace /DeviceRGB " + mask);
    }

    private static PngImage ReadParts(byte[] file)
    {
        if (!file.AsSpan().StartsWith(Signature))
        {
            throw new InvalidDataException("The picture is no PNG.");
        }

        var (width, height, channels) = (0, 0, 0);
        using var packed = new MemoryStream();
        for (var at = Signature.Length; at < file.Length;)
        {
            var length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at, 4));
            var kind = System.Text.Encoding.ASCII.GetString(file.AsSpan(at + 4, 4));
            var data = file.AsSpan(at + 8, length);
            at += length + 12;
            if (kind == "IHDR")
            {
                (width, height, channels) = Header(data);
            }
            else if (kind == "IDAT")
            {
                packed.Write(data);
            }
        }

        if (channels == 0)
        {
            throw new InvalidDataException("The picture has no header.");
        }

        packed.Position = 0;
        var rows = new byte[height * ((width * channels) + 1)];
        using (var zlib = new ZLibStream(packed, CompressionMode.Decompress))
        {
            if (zlib.ReadAtLeast(rows, rows.Length, throwOnEndOfStream: false) < rows.Length)
            {
                throw new InvalidDataException("The picture is cut off.");
            }
        }

        return Split(width, height, channels, Unfilter(rows, height, channels, width * channels));
    }

    private static (int Width, int Height, int Channels) Header(ReadOnlySpan<byte> data)
    {
        var (width, height) = (BinaryPrimitives.ReadInt32BigEndian(data), BinaryPrimitives.ReadInt32BigEndian(data[4..]));
        var channels = data[9] switch { 0 => 1, 2 => 3, 6 => 4, _ => 0 };
        if (data[8] != 8 || channels == 0 || data[12] != 0 || width < 1 || height < 1 || (long)width * height > MostPixels)
        {
            throw new InvalidDataException("The picture must be a PNG of 8 bits, grey, RGB or RGBA, not interlaced, of 2 million pixels at most.");
        }

        return (width, height, channels);
    }

    private static byte[] Unfilter(byte[] rows, int height, int channels, int stride)
    {
        var pixels = new byte[height * stride];
        for (var y = 0; y < height; y++)
        {
            var filter = rows[y * (stride + 1)];
            for (var x = 0; x < stride; x++)
            {
                var left = x >= channels ? pixels[(y * stride) + x - channels] : 0;
                var up = y > 0 ? pixels[((y - 1) * stride) + x] : 0;
                var corner = x >= channels && y > 0 ? pixels[((y - 1) * stride) + x - channels] : 0;
                var predicted = filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => up,
                    3 => (left + up) / 2,
                    4 => Paeth(left, up, corner),
                    _ => throw new InvalidDataException("The picture has an unknown filter."),
                };
                pixels[(y * stride) + x] = unchecked((byte)(rows[(y * (stride + 1)) + 1 + x] + predicted));
            }
        }

        return pixels;
    }

    private static int Paeth(int left, int up, int corner)
    {
        var guess = left + up - corner;
        var (a, b, c) = (Math.Abs(guess - left), Math.Abs(guess - up), Math.Abs(guess - corner));
        return a <= b && a <= c ? left : b <= c ? up : corner;
    }

    private static PngImage Split(int width, int height, int channels, byte[] pixels)
    {
        var colours = new byte[width * height * 3];
        var alpha = channels == 4 ? new byte[width * height] : null;
        for (var at = 0; at < width * height; at++)
        {
            for (var colour = 0; colour < 3; colour++)
            {
                colours[(at * 3) + colour] = pixels[(at * channels) + (channels == 1 ? 0 : colour)];
            }

            if (alpha is not null)
            {
                alpha[at] = pixels[(at * channels) + 3];
            }
        }

        return new PngImage(width, height, colours, alpha);
    }
}
