using System.Collections;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Bank;

using QRCoder;

namespace Hostelry.Billing.Invoicing.Pdf;

/// <summary>
/// The picture that banking programs read: EPC069-12, a SEPA credit transfer, with the reference by which the transfer is matched.
/// </summary>
internal static class PaymentQr
{
    private const int LongestName = 70;

    /// <summary>Null where nothing is due, or it is no transfer in euro to an IBAN.</summary>
    public static string? TextOf(InvoiceDocument invoice)
    {
        var eur = Currency.Of("EUR");
        if (invoice.Currency != eur.Code || invoice.Payment.Iban.Length == 0 || invoice.InvoiceKind == InvoiceKind.CreditNote
            || !Money.TryParse(invoice.Due, eur, out var due) || due.Minor is <= 0 or > 99_999_999_999)
        {
            return null;
        }

        var name = invoice.LegalEntity.Name;
        return string.Join(
            '\n',
            "BCD", "002", "1", "SCT", invoice.Payment.Bic, name.Length <= LongestName ? name : name[..LongestName],
            invoice.Payment.Iban, "EUR" + due.ToDecimalString(), "", PaymentReference.Plain(invoice.Customer.Id));
    }

    /// <summary>Draws it as black squares with the quiet zone around.</summary>
    public static void Draw(PdfPage page, string text, double x, double y, double size)
    {
        // The standard asks for level M and version 13 at most; the generator takes the smallest that fits.
        using var data = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M, forceUtf8: true);
        List<BitArray> rows = data.ModuleMatrix;
        var module = size / rows.Count;
        for (var row = 0; row < rows.Count; row++)
        {
            // Runs, so that no hair lines show between squares of one row.
            for (var column = 0; column < rows.Count; column++)
            {
                var start = column;
                while (column < rows.Count && rows[row][column])
                {
                    column++;
                }

                if (column > start)
                {
                    page.Rectangle(x + (start * module), y + (row * module), (column - start) * module, module, 0);
                }
            }
        }
    }
}
