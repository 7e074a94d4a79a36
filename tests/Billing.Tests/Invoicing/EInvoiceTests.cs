using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;

using CsCheck;

using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Invoicing.EInvoice;
using Hostelry.Billing.Payments.Bank;

namespace Hostelry.Billing.Tests.Invoicing;

public sealed class EInvoiceTests
{
    private static readonly XNamespace Cbc = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2";
    private static readonly XNamespace Cac = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2";
    private static readonly XNamespace Ram = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_invoice_keeps_the_rules_and_both_syntaxes_say_the_same() => Documents.Any.Sample(
        document =>
        {
            var model = SemanticInvoice.Of(document);
            Assert.True(model.IsSuccess, model.Problem?.Message);
            var (ubl, cii) = (Read(UblWriter.Write(model.Value)), Read(CiiWriter.Write(model.Value)));

            Assert.Equal(document.Customer.Id, PaymentReference.Find(ubl.Descendants(Cbc + "PaymentID").Single().Value));
            Assert.Equal(document.Customer.Id, PaymentReference.Find(cii.Descendants(Ram + "PaymentReference").Single().Value));
            Assert.Equal(document.Due, Money(ubl.Descendants(Cbc + "PayableAmount").Single()));
            Assert.Equal(document.Due, Money(cii.Descendants(Ram + "DuePayableAmount").Single()));
            Assert.Equal(document.Tax, Money(cii.Descendants(Ram + "TaxTotalAmount").Single()));
            Assert.Equal(document.Tax, Money(ubl.Descendants(Cac + "TaxTotal").Single().Element(Cbc + "TaxAmount")!));
            Assert.Equal(
                document.Lines.Select(line => line.Amount),
                ubl.Descendants(Cac + "InvoiceLine").Select(line => Money(line.Element(Cbc + "LineExtensionAmount")!)));
            Assert.Equal(
                document.Lines.Select(line => line.Amount),
                cii.Descendants(Ram + "SpecifiedTradeSettlementLineMonetarySummation").Select(line => Money(line.Element(Ram + "LineTotalAmount")!)));
            Assert.Equal(
                document.Taxes.Select(tax => tax.Category),
                ubl.Descendants(Cac + "TaxSubtotal").Select(tax => tax.Element(Cac + "TaxCategory")!.Element(Cbc + "ID")!.Value));
            Assert.DoesNotContain(ubl.Descendants().Concat(cii.Descendants()), element =>
                !element.HasElements && element.Value.Length == 0 && element.Name.LocalName != "ApplicableHeaderTradeDelivery" && !IsText(element));
        },
        iter: 300);

    [Fact]
    public void Each_rule_is_broken_by_what_it_forbids()
    {
        var good = SemanticInvoice.Of(Documents.Make(0, [(100, 20_000_000, 100, 0), (10, 30_000_000, 5000, 1)])).Value;
        var reverse = SemanticInvoice.Of(Documents.Make(2, [(100, 20_000_000, 5000, 0)])).Value;
        var abroad = SemanticInvoice.Of(Documents.Make(3, [(100, 20_000_000, 5000, 0)])).Value;
        (string Rule, SemanticInvoice Broken)[] cases =
        [
            ("BR-02", good with { Number = "" }),
            ("BR-09", good with { Seller = good.Seller with { Country = "" } }),
            ("BR-11", good with { Buyer = good.Buyer with { Country = "" } }),
            ("BR-16", good with { Lines = [] }),
            ("BR-CO-25", good with { DueDate = null }),
            ("BR-CO-09", good with { Seller = good.Seller with { VatId = "123456788" } }),
            ("BR-27", good with { Lines = [good.Lines[0] with { Price = -1 }, good.Lines[1]] }),
            ("line amount", good with { Lines = [good.Lines[0] with { Allowance = 0 }, good.Lines[1]] }),
            ("BR-CO-10", good with { LineTotal = good.LineTotal + 1 }),
            ("BR-CO-14", good with { TotalTax = good.TotalTax + 0.01m }),
            ("BR-CO-15", good with { TotalWithTax = good.TotalWithTax - 1 }),
            ("BR-CO-16", good with { Due = good.Due + 0.01m }),
            ("BR-DEC", good with { Paid = 0.001m, Due = good.Due - 0.001m }),
            ("BR-S-08", good with { Taxes = [good.Taxes[0] with { Taxable = good.Taxes[0].Taxable + 1 }, good.Taxes[1]] }),
            ("BR-S-02", good with { Seller = good.Seller with { VatId = "", TaxNumber = "" } }),
            ("BR-S-10", good with { Taxes = [good.Taxes[0] with { Reason = "because" }, good.Taxes[1]] }),
            ("BR-AE-02", reverse with { Buyer = reverse.Buyer with { VatId = "" } }),
            ("BR-AE-10", reverse with { Taxes = [reverse.Taxes[0] with { Reason = "", ReasonCode = "" }] }),
            ("BR-O-02", abroad with { Seller = abroad.Seller with { VatId = "DE123456788" } }),
            ("BR-O-11", abroad with { Taxes = [abroad.Taxes[0], good.Taxes[0]], TotalTax = good.Taxes[0].Tax, TotalWithTax = abroad.TotalWithoutTax + good.Taxes[0].Tax, Due = abroad.TotalWithoutTax + good.Taxes[0].Tax }),
        ];
        Assert.All([good, reverse, abroad], model => Assert.Null(SemanticRules.Broken(model)));
        Assert.All(cases, one => Assert.EndsWith($"({one.Rule})", SemanticRules.Broken(one.Broken), StringComparison.Ordinal));
    }

    [Fact]
    public void What_the_standard_cannot_say_is_refused_with_the_reason()
    {
        var document = Documents.Make(0, [(100, 20_000_000, 5000, 0)]);
        Problem(document with { Currency = "KWD" }, "KWD");
        Problem(document with { Customer = document.Customer with { Country = "" } }, "billing profile");
        Problem(document with { LegalEntity = document.LegalEntity with { VatId = "", TaxNumber = "" } }, "VAT id or a tax number");

        static void Problem(InvoiceDocument invoice, string part)
        {
            var refused = ExportInvoice.Of(invoice, EInvoiceSyntax.Cii);
            Assert.Equal("e_invoice_not_possible", refused.Problem!.Code);
            Assert.Contains(part, refused.Problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_capped_line_shows_what_the_cap_took_off_and_a_discount_counts_backwards()
    {
        var ubl = Read(UblWriter.Write(SemanticInvoice.Of(
            Documents.Make(0, [(720, 20_000_000, 800, 0), (1, 1, 300, 3)])).Value));
        var lines = ubl.Descendants(Cac + "InvoiceLine").ToList();
        Assert.Equal(("720", "HUR", "6.4"), (
            lines[0].Element(Cbc + "InvoicedQuantity")!.Value, lines[0].Element(Cbc + "InvoicedQuantity")!.Attribute("unitCode")!.Value,
            lines[0].Element(Cac + "AllowanceCharge")!.Element(Cbc + "Amount")!.Value));
        Assert.Equal(("-1", "0.3"), (
            lines[1].Element(Cbc + "InvoicedQuantity")!.Value, lines[1].Descendants(Cbc + "PriceAmount").Single().Value));
    }

    [Fact]
    public async Task A_library_that_is_not_ours_reads_every_kind_and_finds_no_rule_broken()
    {
        var reader = Environment.GetEnvironmentVariable("HOSTELRY_EINVOICE_READER");
        Assert.SkipWhen(reader is null, "HOSTELRY_EINVOICE_READER is not set (tests/einvoice/install FOLDER prints what it should be).");
        var folder = Directory.CreateTempSubdirectory("einvoice-").FullName;
        Dictionary<string, InvoiceDocument> written = [];
        for (var seller = 0; seller <= 5; seller++)
        {
            foreach (var kind in Enum.GetValues<InvoiceKind>())
            {
                var document = Documents.Make(
                    seller, [(720, 20_000_000, 800, 0), (3, 333_333_333, 5000, 1), (7, 11_900_000, 5000, 2), (1, 1, 90, 3)],
                    kind == InvoiceKind.Invoice ? 50 : 0, 1, "web & <Кот>", kind);
                var file = ExportInvoice.Of(document, EInvoiceSyntax.Cii).Value;
                var name = FormattableString.Invariant($"{seller}-{kind}.cii.xml");
                await File.WriteAllBytesAsync(Path.Combine(folder, name), file.Content, Ct);
                written[name] = document;
            }
        }

        var read = await RunAsync(reader, folder);
        Directory.Delete(folder, true);

        Assert.Equal(written.Count, read.Count);
        foreach (var answer in read)
        {
            var document = written[(string)answer["name"]!];
            Assert.True((bool)answer["valid"]!, answer.ToJsonString());
            var invoice = answer["invoice"]!;
            Assert.Equal(document.Name, (string?)invoice["document"]!["id"]);
            Assert.Equal(document.Lines.Count, invoice["invoiceLines"]!.AsArray().Count);
            Assert.Equal(
                decimal.Parse(document.Due, CultureInfo.InvariantCulture),
                (decimal)invoice["totals"]!["openAmount"]!);
        }
    }

    private static async Task<List<JsonNode>> RunAsync(string reader, string folder)
    {
        using var process = Process.Start(new ProcessStartInfo("node", [Path.Combine(reader, "read.mjs"), folder])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        })!;
        var errors = process.StandardError.ReadToEndAsync(Ct);
        var output = await process.StandardOutput.ReadToEndAsync(Ct);
        await process.WaitForExitAsync(Ct);
        Assert.True(process.ExitCode == 0, await errors);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    /// <summary>A server's name may be nothing but characters that XML cannot hold.</summary>
    private static bool IsText(XElement element) => element.Name.LocalName is "Name" or "Description";

    private static string Money(XElement element) =>
        decimal.Parse(element.Value, CultureInfo.InvariantCulture).ToString("F2", CultureInfo.InvariantCulture);

    private static XElement Read(byte[] xml)
    {
        using var stream = new MemoryStream(xml);
        return XDocument.Load(stream).Root!;
    }
}
