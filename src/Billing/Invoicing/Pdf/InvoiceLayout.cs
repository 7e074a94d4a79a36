using System.Globalization;

using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Payments.Bank;
using Hostelry.Billing.Rating;

namespace Hostelry.Billing.Invoicing.Pdf;

/// <summary>Where everything of an invoice stands: head, lines over as many pages as they need, totals, payment, foot.</summary>
internal sealed class InvoiceLayout(InvoiceDocument invoice, PngImage? logo, PdfWords words, PdfFont regular, PdfFont bold)
{
    private const double Left = 50;
    private const double Right = PdfPage.Width - 50;
    private const double Bottom = 770;
    private const double Size = 9;
    private const double Small = 7.5;
    private const double Grey = 0.42;
    private const double Pale = 0.86;

    // Right edges of the columns of numbers.
    private const double QuantityRight = 345;
    private const double PriceRight = 425;
    private const double TaxRight = 470;
    private const double DescriptionWidth = 215;

    private readonly List<PdfPage> _pages = [];
    private double _y;

    private PdfPage Page => _pages[^1];

    public List<PdfPage> Draw()
    {
        _pages.Add(new PdfPage());
        Head();
        Parties();
        TableHead();
        foreach (var line in invoice.Lines)
        {
            Line(line);
        }

        Totals();
        Wordings();
        Payment();
        Feet();
        return _pages;
    }

    private void Head()
    {
        const double LogoHeight = 44, LogoWidth = 190;
        if (logo is not null)
        {
            var scale = Math.Min(LogoHeight / logo.Height, LogoWidth / logo.Width);
            Page.Image("Logo", Left, 46, logo.Width * scale, logo.Height * scale);
        }
        else
        {
            Page.Text(bold, 14, Left, 66, Fit(bold, 14, invoice.LegalEntity.Name, 280));
        }

        Page.TextRight(bold, 20, Right, 66, words[Title]);
        Page.TextRight(regular, 11, Right, 84, invoice.Name, Grey);

        // The sender in one small line, as it shows in the window of an envelope.
        var sender = string.Join(" · ", invoice.LegalEntity.AddressLines.Prepend(invoice.LegalEntity.Name));
        Page.Text(regular, 7, Left, 128, Fit(regular, 7, sender, 270), Grey);
        _y = 148;
    }

    private string Title => invoice.InvoiceKind switch
    {
        InvoiceKind.Invoice => "Invoice",
        InvoiceKind.CreditNote => "CreditNote",
        InvoiceKind.DebitNote => "DebitNote",
    };

    private void Parties()
    {
        var top = _y;
        Page.Text(bold, Small, Left, _y, words["BillTo"].ToUpperInvariant(), Grey);
        _y += 15;
        Page.Text(bold, 10, Left, _y, Fit(bold, 10, invoice.Customer.Name, 270));
        foreach (var line in invoice.Customer.AddressLines)
        {
            _y += 13;
            Page.Text(regular, Size, Left, _y, Fit(regular, Size, line, 270));
        }

        if (invoice.Customer.VatId.Length > 0)
        {
            _y += 13;
            Page.Text(regular, Size, Left, _y, $"{words["VatId"]} {invoice.Customer.VatId}");
        }

        var facts = top;
        foreach (var (key, text) in Facts())
        {
            Page.Text(regular, Size, 345, facts, words[key], Grey);
            Page.TextRight(regular, Size, Right, facts, Fit(regular, Size, text, 130));
            facts += 14;
        }

        _y = Math.Max(_y, facts) + 26;
        if (invoice.Corrects is { } corrects)
        {
            Page.Text(regular, Size, Left, _y, Fit(regular, Size, $"{words["Reason"]}: {corrects.Reason}", Right - Left));
            _y += 22;
        }
    }

    private IEnumerable<(string Key, string Text)> Facts()
    {
        yield return ("Number", invoice.Name);
        yield return ("IssueDate", invoice.IssueDate);
        if (invoice.Corrects is { } corrects)
        {
            yield return ("Corrects", $"{corrects.Name} {words["Of"]} {corrects.IssueDate}");
        }

        if (invoice.Payment.DueDate.Length > 0)
        {
            yield return ("DueDate", invoice.Payment.DueDate);
        }

        yield return ("Period", invoice.Month);
        yield return ("CustomerNumber", invoice.Customer.Id.ToString(CultureInfo.InvariantCulture));
        if (invoice.CustomerReference.Length > 0)
        {
            yield return ("Reference", invoice.CustomerReference);
        }
    }

    private void TableHead()
    {
        Page.Text(bold, Small, Left, _y, words["Description"], Grey);
        Page.TextRight(bold, Small, QuantityRight, _y, words["Quantity"], Grey);
        Page.TextRight(bold, Small, PriceRight, _y, words["UnitPrice"], Grey);
        Page.TextRight(bold, Small, TaxRight, _y, words["Tax"], Grey);
        Page.TextRight(bold, Small, Right, _y, $"{words["Amount"]} {invoice.Currency}", Grey);
        _y += 7;
        Page.Rule(Left, _y, Right - Left, 0.8, 0.2);
        _y += 15;
    }

    private void Line(InvoiceDocumentLine line)
    {
        var description = Wrap(regular, Size, line.Description, DescriptionWidth);
        Room(14 + (description.Count * 12));
        var first = _y;
        Page.TextRight(regular, Size, QuantityRight, first, Quantity(line));
        Page.TextRight(regular, Size, PriceRight, first, Trim(line.UnitPrice));
        Page.TextRight(regular, Size, TaxRight, first, line.TaxCategory == "S" ? line.TaxRate + " %" : line.TaxCategory);
        Page.TextRight(regular, Size, Right, first, Group(line.Amount));
        foreach (var part in description)
        {
            Page.Text(regular, Size, Left, _y, part);
            _y += 12;
        }

        var cap = line.Capped ? $" · {words["Capped"]}" : "";
        var about = $"{line.Product} · {Moment(line.From)} – {Moment(line.To)}{cap}";
        Page.Text(regular, 7, Left, _y - 1, Fit(regular, 7, about, QuantityRight - Left), Grey);
        _y += 7;
        Page.Rule(Left, _y, Right - Left, 0.4, Pale);
        _y += 14;
    }

    /// <summary>A new page, with the table's head again, where so much does not fit any more.</summary>
    private void Room(double height, bool inTable = true)
    {
        if (_y + height <= Bottom)
        {
            return;
        }

        _pages.Add(new PdfPage());
        _y = 60;
        Page.Text(bold, Size, Left, _y, $"{words[Title]} {invoice.Name}");
        _y += 26;
        if (inTable)
        {
            TableHead();
        }
    }

    private void Totals()
    {
        const double TotalsLeft = 330;
        Room(40 + (15 * (invoice.Taxes.Count + 5)), inTable: false);
        _y += 2;
        void Sum(string label, string amount)
        {
            Page.TextRight(regular, Size, TaxRight, _y, label, Grey);
            Page.TextRight(regular, Size, Right, _y, Group(amount));
            _y += 15;
        }

        Sum(words["Net"], invoice.Net);
        foreach (var tax in invoice.Taxes.Where(tax => tax.Category == "S"))
        {
            Sum($"{words["Tax"]} {tax.Country} {tax.Rate} % {words["On"]} {Group(tax.Taxable)}", tax.Amount);
        }

        if (invoice.Rounding.Any(digit => digit is >= '1' and <= '9'))
        {
            Sum(words["Rounding"], invoice.Rounding);
        }

        Page.Rectangle(TotalsLeft, _y - 9, Right - TotalsLeft, 21, 0.94);
        var isCredit = invoice.InvoiceKind == InvoiceKind.CreditNote;
        Page.Text(bold, 10, TotalsLeft + 8, _y + 5, words[isCredit ? "Credited" : "Total"]);
        Page.TextRight(bold, 10, Right - 4, _y + 5, $"{Group(invoice.Total)} {invoice.Currency}");
        _y += 29;
        if (!isCredit)
        {
            Sum(words["Paid"], invoice.PaidFromBalance);
            Page.TextRight(bold, Size, TaxRight, _y, words["Due"]);
            Page.TextRight(bold, Size, Right, _y, $"{Group(invoice.Due)} {invoice.Currency}");
            _y += 24;
        }
    }

    private void Wordings()
    {
        foreach (var line in invoice.Taxes.Select(tax => tax.Wording).Where(wording => wording.Length > 0)
            .SelectMany(wording => Wrap(regular, Size, wording, Right - Left)))
        {
            Room(14, inTable: false);
            Page.Text(regular, Size, Left, _y, line);
            _y += 13;
        }
    }

    private void Payment()
    {
        if (invoice.InvoiceKind == InvoiceKind.CreditNote || !invoice.Due.Any(digit => digit is >= '1' and <= '9')
            || invoice.Payment.Iban.Length == 0)
        {
            return;
        }

        const double QrSize = 92;
        _y += 8;
        Room(QrSize + 24, inTable: false);
        Page.Rule(Left, _y, Right - Left, 0.4, Pale);
        _y += 20;
        var text = Left;
        if (PaymentQr.TextOf(invoice) is { } code)
        {
            PaymentQr.Draw(Page, code, Left - 8, _y - 12, QrSize);
            Page.Text(regular, 6.5, Left, _y + QrSize - 8, words["Scan"], Grey);
            text = Left + QrSize + 14;
        }

        Page.Text(bold, 10, text, _y, $"{words["Payment"]}: {Group(invoice.Due)} {invoice.Currency}");
        (string Label, string Text)[] rows =
        [
            (words["UntilDue"], invoice.Payment.DueDate), ("IBAN", BankAccount.Print(invoice.Payment.Iban)),
            ("BIC", invoice.Payment.Bic), (words["Bank"], invoice.Payment.BankName), (words["PayWith"], PaymentReference.Of(invoice.Customer.Id)),
        ];
        var y = _y;
        foreach (var (label, value) in rows.Where(row => row.Text.Length > 0))
        {
            y += 14;
            Page.Text(regular, Size, text, y, label, Grey);
            Page.Text(regular, Size, text + 165, y, value);
        }
    }

    private void Feet()
    {
        var entity = invoice.LegalEntity;
        var first = string.Join(" · ", entity.AddressLines.Prepend(entity.Name));
        var second = string.Join(" · ", new[]
        {
            entity.VatId.Length > 0 ? $"{words["VatId"]} {entity.VatId}" : "",
            entity.TaxNumber.Length > 0 ? $"{words["TaxNumber"]} {entity.TaxNumber}" : "",
            entity.Registration, entity.Email, entity.Phone,
        }.Where(text => text.Length > 0));
        for (var at = 0; at < _pages.Count; at++)
        {
            var page = _pages[at];
            page.Rule(Left, 790, Right - Left, 0.4, Pale);
            page.Text(regular, 7, Left, 802, Fit(regular, 7, first, 420), Grey);
            page.Text(regular, 7, Left, 812, Fit(regular, 7, second, 420), Grey);
            page.TextRight(
                regular, 7, Right, 802, string.Create(CultureInfo.InvariantCulture, $"{words["Page"]} {at + 1} / {_pages.Count}"), Grey);
        }
    }

    private string Quantity(InvoiceDocumentLine line)
    {
        var unit = line.LineKind switch
        {
            LineKind.Hour or LineKind.Commitment => words["Hour"],
            LineKind.Month or LineKind.App => words["Month"],
            LineKind.UnitHour => words["UnitHour"],
            LineKind.OneOff => words["Piece"],
            LineKind.Usage => words["Usage"],
            LineKind.Percentage => invoice.Currency,
            LineKind.Discount => "",
        };
        return $"{line.Quantity} {unit}".TrimEnd();
    }

    private static string Moment(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>Without zeros at the end, but for two digits after the point.</summary>
    private static string Trim(string price)
    {
        var shortest = price.IndexOf('.', StringComparison.Ordinal) + 3;
        var trimmed = price.TrimEnd('0');
        return trimmed.Length >= shortest ? trimmed : price[..shortest];
    }

    /// <summary>Thousands apart: 1 234.50.</summary>
    private static string Group(string amount)
    {
        var sign = amount.StartsWith('-') ? "-" : "";
        var digits = amount[sign.Length..].Split('.');
        for (var at = digits[0].Length - 3; at > 0; at -= 3)
        {
            digits[0] = digits[0].Insert(at, "\u00a0");
        }

        return sign + string.Join('.', digits);
    }

    /// <summary>Cut, with an ellipsis, where it is too wide.</summary>
    private static string Fit(PdfFont font, double size, string text, double width)
    {
        var (cut, fits) = (text.Length, text);
        while (cut > 1 && font.WidthOf(fits, size) > width)
        {
            cut -= char.IsLowSurrogate(text[cut - 1]) ? 2 : 1;
            fits = text[..cut] + "…";
        }

        return fits;
    }

    /// <summary>At spaces, and within a word that is wider than a line.</summary>
    private static List<string> Wrap(PdfFont font, double size, string text, double width)
    {
        List<string> lines = [];
        var line = "";
        foreach (var word in text.Split(' '))
        {
            var rest = word;
            var joined = line.Length == 0 ? rest : line + " " + rest;
            if (font.WidthOf(joined, size) <= width)
            {
                line = joined;
                continue;
            }

            if (line.Length > 0)
            {
                lines.Add(line);
            }

            while (font.WidthOf(rest, size) > width)
            {
                var count = Enumerable.Range(1, rest.Length).Last(length => font.WidthOf(rest[..length], size) <= width || length == 1);
                count = char.IsHighSurrogate(rest[count - 1]) ? Math.Min(rest.Length, Math.Max(2, count - 1)) : count;
                lines.Add(rest[..count]);
                rest = rest[count..];
            }

            line = rest;
        }

        lines.Add(line);
        return lines;
    }
}
