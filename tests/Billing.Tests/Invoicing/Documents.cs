using CsCheck;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Tax;

namespace Hostelry.Billing.Tests.Invoicing;

/// <summary>Invoices as data, made by the product's own drafting from random lines.</summary>
internal static class Documents
{
    public static readonly Month November = new(2026, 11);

    private static readonly Currency Eur = Currency.Of("EUR");

    /// <summary>One category at a time, as one customer has it; hosting and software at two rates where tax is charged.</summary>
    public static readonly Gen<InvoiceDocument> Any =
        from seller in Gen.Int[0, 5]
        from lines in Gen.Select(Gen.Int[0, 5000], Gen.Int[1, 90_000_000], Gen.Int[0, 4000], Gen.Int[0, 3]).List[1, 8]
        from paid in Gen.Int[0, 100]
        from step in Gen.Int[0, 1]
        from text in Gen.String[Gen.Char, 0, 40]
        select Make(seller, lines, paid, step == 0 ? 1 : 5, text);

    /// <param name="lines">Hours, nano price, cap in cents, and what kind of line.</param>
    public static InvoiceDocument Make(
        int seller, List<(int Hours, int Nano, int Cap, int Kind)> lines, int paidPercent = 0, int step = 1, string text = "web-1",
        InvoiceKind kind = InvoiceKind.Invoice)
    {
        var customer = Customer();
        var treatment = Treatment(seller, step);
        List<RatedLine> rated = [.. lines.Select((line, at) => Line(at, line, text))];
        if (rated.Sum(line => line.Amount.Minor) <= 0)
        {
            rated.Add(Line(99, (10, 20_000_000, 100_000, 0), "more"));
        }

        var invoice = InvoiceDraft.Of(customer, November, rated, treatment).Value;
        invoice.Series = "INV";
        invoice.Number = 7;
        invoice.IssuedAt = November.End.AddMinutes(15);
        invoice.DueAt = November.End.AddDays(15);
        invoice.PreviousHash = InvoiceSeries.Genesis;
        var paid = new Money(invoice.TotalMinor * paidPercent / 100, Eur);
        var document = InvoiceDocument.Of(invoice, InvoiceContext.Of(invoice, Entity(seller), customer, Profile(seller), paid));
        return kind == InvoiceKind.Invoice
            ? document
            : document with
            {
                Kind = kind.ToString().ToLowerInvariant(),
                Corrects = new InvoiceReference("INV-000003", "2026-11-01", "wrong"),
                Payment = document.Payment with { DueDate = kind == InvoiceKind.CreditNote ? "" : document.Payment.DueDate },
            };
    }

    private static RatedLine Line(int at, (int Hours, int Nano, int Cap, int Kind) line, string text)
    {
        var hourly = new UnitPrice(line.Nano, Eur);
        var full = hourly.Times(line.Hours, MidpointRounding.AwayFromZero);
        var capped = full.Minor > line.Cap;
        var from = November.Start.AddHours(at);
        var product = line.Kind == 1 ? "app:shop" : "server_type:small";
        var tariff = new HourTariff(at + 1, product, hourly, new Money(line.Cap, Eur));
        return line.Kind == 3
            ? new RatedLine(0, "WELCOME", new CouponTariff(1, product, hourly), from, November.End, 0, new Money(-line.Cap / 10, Eur), false)
            {
                Kind = LineKind.Discount,
                Quantity = -1,
            }
            : new RatedLine(at + 1, text, tariff, from, November.End, line.Hours, capped ? new Money(line.Cap, Eur) : full, capped)
            {
                Kind = line.Kind == 2 ? LineKind.UnitHour : LineKind.Hour,
                Quantity = line.Hours,
            };
    }

    private static Customer Customer() => new()
    {
        OrganizationId = 7,
        SellerId = 1,
        LegalEntityId = 1,
        Name = "Acme",
        Currency = Eur,
        CreatedAt = November.Start,
        ClosedUntil = November.Start,
    };

    private static Catalogue.LegalEntity Entity(int seller) => new()
    {
        Id = 1,
        SellerId = 1,
        Name = "Example Hosting GmbH",
        Street = "Weg 2",
        PostalCode = "10115",
        City = "Berlin",
        Country = "DE",
        VatId = "DE123456788",
        Registration = "HRB 1, Berlin",
        Email = "billing@example.org",
        Phone = "+49 30 1",
        Iban = "DE02120300000000202051",
        Bic = "BYLADEM1001",
        BankName = "Example Bank",
        TimeZone = "Europe/Berlin",
        ExemptionNote = seller == 4 ? "Kleinunternehmer, § 19 UStG" : "",
    };

    private static BillingProfile Profile(int seller) => new()
    {
        OrganizationId = 7,
        Kind = CustomerKind.Business,
        Name = "Акме ООО & Söhne <1>",
        Street = "Gasse 1",
        PostalCode = "1010",
        City = "Wien",
        Region = "",
        Country = seller == 3 ? "CH" : seller == 2 ? "AT" : "DE",
        VatId = seller == 2 ? "ATU12345678" : "",
        Email = "einkauf@example.com",
        Reference = "PO-1",
        ChangedAt = November.Start,
    };

    /// <summary>0 and 1 domestic, 2 reverse charge, 3 abroad, 4 a seller that is exempt, 5 a certificate.</summary>
    private static TaxTreatment Treatment(int seller, int step) => new(
        new SellerTax(seller == 4 ? TaxStatus.Exempt : TaxStatus.Registered, "DE", false),
        new CustomerTax(CustomerKind.Business, Profile(seller).Country, true, seller == 5),
        new TaxRateTable(
        [
            .. FirstTaxRates.Of(1),
            new DatedTaxRate { SellerId = 1, Country = "DE", ProductClass = ProductClass.Software, RateThousandths = 7000, ValidFrom = new DateOnly(2024, 1, 1) },
        ]),
        seller == 5 ? TaxTreatment.CertificatePrefix + "X-1" : "profile:DE",
        step);
}
