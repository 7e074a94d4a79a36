using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Invoicing.Pdf;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Bank;
using Hostelry.Testing;

using UglyToad.PdfPig;

namespace Hostelry.Billing.Tests.Invoicing;

/// <summary>Prints are read back by PdfPig, which shares no code with what writes them.</summary>
public sealed class InvoicePdfTests
{
    [Theory]
    [InlineData("en", "Invoice", "Amount due")]
    [InlineData("ru", "Счёт", "К оплате")]
    public void A_print_says_who_what_and_how_much_in_latin_and_cyrillic(string language, string title, string due)
    {
        var document = Documents.Make(0, [(720, 20_000_000, 800, 0), (3, 333_333_333, 5000, 1)], 50, 1, "сервер-1 ✓ 漢");
        using var pdf = PdfDocument.Open(InvoicePdf.Write(document, null, language));
        var text = string.Concat(pdf.GetPages().Select(page => page.Text));

        foreach (var part in new[]
        {
            title, due, "INV-000007", "Example Hosting GmbH", "Акме ООО & Söhne <1>", "сервер-1", document.Due, document.Total, "19 %",
            "DE02 1203 0000 0000 2020 51", "DE123456788", "720 ", PaymentReference.Of(document.Customer.Id),
        })
        {
            Assert.Contains(part, text, StringComparison.Ordinal);
        }

        Assert.Equal("INV-000007", pdf.Information.Title);
    }

    [Fact]
    public void The_same_invoice_is_the_same_bytes()
    {
        var document = Documents.Make(2, [(720, 20_000_000, 800, 0)]);
        Assert.Equal(InvoicePdf.Write(document, Png(), "en"), InvoicePdf.Write(document, Png(), "en"));
        Assert.NotEqual(InvoicePdf.Write(document, Png(), "en"), InvoicePdf.Write(document, Png(), "ru"));
    }

    [Fact]
    public void Two_hundred_lines_fill_as_many_pages_as_they_need_and_none_is_lost()
    {
        var document = Documents.Make(
            0, [.. Enumerable.Range(0, 200).Select(at => (10 + at, 20_000_000, 5000, 0))], 0, 1, "a name that is rather long, so that it is wrapped over lines");
        using var pdf = PdfDocument.Open(InvoicePdf.Write(document, null, "en"));

        Assert.InRange(pdf.NumberOfPages, 8, 20);
        var words = pdf.GetPages().SelectMany(page => page.GetWords().Select(word => word.Text)).ToHashSet();
        Assert.All(document.Lines, line => Assert.Contains(line.Amount, words));
        Assert.All(pdf.GetPages(), page => Assert.All(page.Letters, letter =>
        {
            Assert.InRange(letter.Location.X, 40, PdfPage.Width - 40);
            Assert.InRange(letter.Location.Y, 20, PdfPage.Height - 30);
        }));
    }

    [Fact]
    public void A_name_of_any_length_stays_on_the_page()
    {
        var document = Documents.Make(0, [(720, 20_000_000, 800, 0)], 0, 1, new string('W', 255));
        document = document with
        {
            Customer = document.Customer with { Name = new string('Щ', 255), Street = new string('m', 255) },
            LegalEntity = document.LegalEntity with { Name = new string('W', 255), Registration = new string('R', 255) },
        };
        using var pdf = PdfDocument.Open(InvoicePdf.Write(document, null, "en"));
        Assert.All(pdf.GetPages(), page => Assert.All(page.Letters, letter =>
            Assert.InRange(letter.Location.X, 40, PdfPage.Width - 40)));
    }

    [Fact]
    public void The_logo_is_printed_with_its_transparency_and_anything_else_is_refused()
    {
        var document = Documents.Make(0, [(720, 20_000_000, 800, 0)]);
        using var pdf = PdfDocument.Open(InvoicePdf.Write(document, Png(), "en"));
        var image = Assert.Single(pdf.GetPage(1).GetImages());
        Assert.Equal((4, 2), (image.WidthInSamples, image.HeightInSamples));

        Assert.Throws<InvalidDataException>(() => PngImage.Read("GIF89a"u8.ToArray()));
        Assert.Throws<InvalidDataException>(() => PngImage.Read(Png()[..40]));
        Assert.Throws<InvalidDataException>(() => PngImage.Read(Png(width: 3000, height: 3000)));
        var read = PngImage.Read(Png());
        Assert.Equal([255, 0, 0], read.Colours[..3]);
        Assert.Equal(128, read.Alpha![0]);
    }

    [Fact]
    public void The_picture_for_the_bank_is_an_EPC_transfer_of_what_is_due_and_only_where_it_is()
    {
        var document = Documents.Make(0, [(720, 20_000_000, 800, 0)], 50);
        Assert.Equal(
            $"BCD\n002\n1\nSCT\nBYLADEM1001\nExample Hosting GmbH\nDE02120300000000202051\nEUR{document.Due}\n\n{PaymentReference.Plain(document.Customer.Id)}",
            PaymentQr.TextOf(document));
        Assert.Null(PaymentQr.TextOf(document with { Due = "0.00" }));
        Assert.Null(PaymentQr.TextOf(document with { Currency = "USD" }));
        Assert.Null(PaymentQr.TextOf(document with { Kind = "creditnote" }));
        Assert.Null(PaymentQr.TextOf(document with { Payment = document.Payment with { Iban = "" } }));
    }

    [Theory, OnBothDatabases]
    public async Task A_customer_prints_its_own_invoices_with_the_sellers_logo(DatabaseKind kind)
    {
        var ct = TestContext.Current.CancellationToken;
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await story.RunningAsync(7);
        Task<Result<Done>> SetAsync(byte[]? png) =>
            story.Database.AsWorkerAsync((SetLogo set) => set.ExecuteAsync(1, png, ct));
        Assert.Equal("invalid_input", (await SetAsync([1, 2, 3])).Problem!.Code);
        Assert.Null((await SetAsync(Png())).Problem);
        story.Database.Clock.SetUtcNow(Documents.November.End + CloseMonth.Grace);
        await story.Database.AsWorkerAsync((CloseMonth close) => close.ExecuteAsync(1, Documents.November, ct));
        var id = Assert.Single(await story.AllAsync<Invoice>()).Id;

        Task<InvoiceFile?> PrintAsync(long organization) => story.Database.AsOrganizationAsync(
            organization, (PrintInvoice print) => print.ExecuteAsync(organization, id, "en", ct));

        var file = await PrintAsync(7);
        Assert.Equal("INV-000001.pdf", file!.Name);
        using var pdf = PdfDocument.Open(file.Content);
        Assert.Single(pdf.GetPage(1).GetImages());
        Assert.Null(await PrintAsync(8));
    }

    [Fact]
    public void Every_word_is_there_in_both_languages()
    {
        var (english, russian) = (new PdfWords("en"), new PdfWords("ru"));
        foreach (var key in new[] { "Invoice", "CreditNote", "DebitNote", "Credited", "Capped", "UnitHour", "Piece", "Usage", "Reason", "Rounding", "Reference" })
        {
            Assert.NotEqual(english[key], russian[key]);
        }
    }

    /// <summary>Red and half transparent, RGBA.</summary>
    private static byte[] Png(int width = 4, int height = 2)
    {
        using var file = new MemoryStream();
        file.Write([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (8, 6);
        Chunk("IHDR", header);
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            for (var row = 0; row < Math.Min(height, 2); row++)
            {
                zlib.WriteByte(0);
                for (var pixel = 0; pixel < Math.Min(width, 4); pixel++)
                {
                    zlib.Write([255, 0, 0, 128]);
                }
            }
        }

        Chunk("IDAT", packed.ToArray());
        Chunk("IEND", []);
        return file.ToArray();

        void Chunk(string kind, byte[] data)
        {
            var length = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(length, data.Length);
            file.Write(length);
            file.Write(Encoding.ASCII.GetBytes(kind));
            file.Write(data);
            file.Write(new byte[4]);
        }
    }
}
