using System.Globalization;
using System.Reflection;

namespace Hostelry.Billing.Invoicing.Pdf;

/// <summary>An invoice as a page to print: A4, searchable text, the same bytes for the same invoice, logo and language.</summary>
public static class InvoicePdf
{
    private static readonly TrueTypeFont Regular = Load("Inter-Regular.ttf");
    private static readonly TrueTypeFont SemiBold = Load("Inter-SemiBold.ttf");

    /// <param name="invoice">Any format.</param>
    /// <param name="logo">A PNG (see <see cref="SetLogo"/>); null: the legal entity's name stands there.</param>
    /// <param name="language">Of the printed words, as <c>en</c> or <c>ru</c>; any other is English.</param>
    public static byte[] Write(InvoiceDocument invoice, byte[]? logo, string language)
    {
        var (regular, bold) = (new PdfFont("R", "Inter-Regular", Regular), new PdfFont("B", "Inter-SemiBold", SemiBold));
        var image = logo is null ? null : PngImage.Read(logo);
        var pages = new InvoiceLayout(invoice, image, new PdfWords(language), regular, bold).Draw();

        var file = new PdfFile();
        var tree = file.Reserve();
        var picture = image?.Write(file);
        var contents = pages.ConvertAll(page => file.AddStream(page.Content));
        var resources = file.Add(FormattableString.Invariant(
            $"<< /Font << /R {regular.Write(file)} 0 R /B {bold.Write(file)} 0 R >> ")
            + (picture is { } number ? FormattableString.Invariant($"/XObject << /Logo {number} 0 R >> ") : "") + ">>");
        var numbers = contents.ConvertAll(content => file.Add(FormattableString.Invariant(
            $"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {PdfPage.Width} {PdfPage.Height}] /Resources {resources} 0 R /Contents {content} 0 R >>")));
        file.Set(tree, $"<< /Type /Pages /Count {numbers.Count} /Kids [{string.Join(' ', numbers.Select(page => $"{page} 0 R"))}] >>");
        var catalogue = file.Add($"<< /Type /Catalog /Pages {tree} 0 R /Lang ({(language == "ru" ? "ru" : "en")}) >>");
        var information = file.Add(
            $"<< /Title {PdfFile.TextOf(invoice.Name)} /Author {PdfFile.TextOf(invoice.LegalEntity.Name)} /Producer (Hostelry) "
            + $"/CreationDate (D:{invoice.IssuedAt.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture)}Z) >>");
        return file.Write(catalogue, information);
    }

    private static TrueTypeFont Load(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(typeof(InvoicePdf), "Fonts." + name)
            ?? throw new InvalidOperationException($"The font {name} is not in this build.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return new TrueTypeFont(copy.ToArray());
    }
}
