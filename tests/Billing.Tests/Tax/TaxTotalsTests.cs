using CsCheck;

using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Tax;

namespace Hostelry.Billing.Tests.Tax;

public sealed class TaxTotalsTests
{
    private static readonly Gen<Currency> Currencies = OneOf(Currency.Of("JPY"), Currency.Of("EUR"), Currency.Of("KWD"));

    private static readonly Gen<TaxDecision> Decisions = Gen.OneOf(
        Gen.Int[1, 30_000].Select(rate => new TaxDecision(TaxCategory.Standard, new TaxRate(rate), "DE", TaxReason.Domestic)),
        OneOf(19_000, 25_500, 8_100).Select(
            rate => new TaxDecision(TaxCategory.Standard, new TaxRate(rate), "DE", TaxReason.Domestic)),
        Gen.Const(new TaxDecision(TaxCategory.Exempt, TaxRate.None, "", TaxReason.Certificate)));

    private static readonly Gen<List<(long Minor, TaxDecision Tax)>> Lines =
        Gen.Select(Gen.OneOf(Gen.Long[0, 100_000], Gen.Long[-5_000, 5_000], Gen.Const(0L)), Decisions).List[1, 12];

    [Fact]
    public void Each_tax_is_within_half_a_minor_unit_of_the_exact_one_and_sums_are_sums() =>
        Gen.Select(Lines, Currencies, OneOf(1, 5, 100)).Sample((lines, currency, step) =>
        {
            var totals = Totals(lines, currency, step);

            // The rules once more, in decimals.
            foreach (var group in totals.Groups)
            {
                var taxable = lines.Where(line => (line.Tax.Category, line.Tax.Rate) == (group.Decision.Category, group.Decision.Rate))
                    .Sum(line => (decimal)line.Minor);
                Assert.Equal(taxable, group.Taxable.Minor);
                Assert.Equal(
                    Math.Round(taxable * group.Decision.Rate.Thousandths / 100_000m, MidpointRounding.AwayFromZero),
                    group.Tax.Minor);
            }

            Assert.Equal(totals.Groups.Count, totals.Groups.DistinctBy(group => (group.Decision.Category, group.Decision.Rate)).Count());
            Assert.Equal(lines.Sum(line => line.Minor), totals.Net.Minor);
            Assert.Equal(totals.Groups.Sum(group => group.Tax.Minor), totals.Tax.Minor);
            Assert.Equal(0, totals.Payable.Minor % step);
            Assert.True(Math.Abs(totals.Rounding.Minor) * 2 <= step);
            Assert.Equal(totals.Net + totals.Tax + totals.Rounding, totals.Payable);
        });

    [Fact]
    public void Parts_credited_in_any_order_add_up_to_the_invoice_to_the_minor_unit() =>
        Gen.Select(Lines, Currencies, OneOf(1, 5), Gen.Int[1, 100].List[0, 8]).Sample((lines, currency, step, shares) =>
        {
            var positive = lines.Select(line => (Minor: Math.Abs(line.Minor) + 1, line.Tax)).ToList();
            var invoice = Invoice(positive, currency, Totals(positive, currency, step), null);
            List<Invoice> notes = [];
            foreach (var share in shares)
            {
                var rest = new CreditRest(invoice, notes);
                var amounts = rest.Lines.ToDictionary(line => line.Key, line => new Money(line.Value.Minor * share / 100, currency));
                if (amounts.Values.Any(amount => !amount.IsZero) && rest.Credit(amounts).Payable <= rest.Total)
                {
                    var totals = rest.Credit(amounts);
                    Assert.All(totals.Groups, group => Assert.False(group.Tax.IsNegative));
                    notes.Add(Invoice([.. amounts.Select(amount => (amount.Value.Minor, positive[amount.Key - 1].Tax))], currency, totals, [.. amounts.Keys]));
                }
            }

            var last = new CreditRest(invoice, notes);
            if (last.Lines.Count > 0)
            {
                notes.Add(Invoice([.. last.Lines.Select(line => (line.Value.Minor, positive[line.Key - 1].Tax))], currency, last.Credit(last.Lines), [.. last.Lines.Keys]));
            }

            Assert.Equal(invoice.NetMinor, notes.Sum(note => note.NetMinor));
            Assert.Equal(invoice.TaxMinor, notes.Sum(note => note.TaxMinor));
            Assert.Equal(invoice.TotalMinor, notes.Sum(note => note.TotalMinor));
            Assert.True(new CreditRest(invoice, notes).Total.IsZero);
        });

    [Fact]
    public void A_rate_is_read_exactly_or_not_at_all()
    {
        foreach (var text in new[] { "", "-1", "100.001", "101", "1e1", "19%", " 19", "19,5", "8.1234" })
        {
            Assert.False(TaxRate.TryParse(text, out _), text);
        }

        Assert.True(TaxRate.TryParse("25.5", out var rate));
        Assert.Equal((25_500, "25.5"), (rate.Thousandths, rate.ToDecimalString()));
        Assert.Equal("0.13 EUR", rate.On(Money.Parse("0.50", Currency.Of("EUR"))).ToString());
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(at => values[at]);

    private static TaxTotals Totals(IEnumerable<(long Minor, TaxDecision Tax)> lines, Currency currency, int step) =>
        TaxTotals.Of(lines.Select(line => (new Money(line.Minor, currency), line.Tax)), currency, step);

    private static Invoice Invoice(
        List<(long Minor, TaxDecision Tax)> lines, Currency currency, TaxTotals totals, IReadOnlyList<int>? corrects)
    {
        var invoice = new Invoice
        {
            OrganizationId = 1,
            SellerId = 1,
            LegalEntityId = 1,
            PeriodStart = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero),
            Currency = currency,
            NetMinor = totals.Net.Minor,
            TaxMinor = totals.Tax.Minor,
            RoundingMinor = totals.Rounding.Minor,
            TotalMinor = totals.Payable.Minor,
            TaxEvidence = "",
        };
        invoice.Taxes.AddRange(totals.Groups.Select(group => InvoiceDraft.Tax(1, group)));
        invoice.Lines.AddRange(lines.Select((line, at) => new InvoiceLine
        {
            OrganizationId = 1,
            Position = at + 1,
            SubscriptionId = 1,
            PriceId = 1,
            ProductCode = "server_type:small",
            ProductClass = ProductClass.Hosting,
            Description = "web",
            From = invoice.PeriodStart,
            To = invoice.PeriodStart.AddHours(1),
            Hours = 1,
            HourlyNano = 1,
            Capped = false,
            AmountMinor = line.Minor,
            Currency = currency,
            TaxCategory = line.Tax.Category,
            TaxRateThousandths = line.Tax.Rate.Thousandths,
            CorrectsPosition = corrects?[at],
        }));
        return invoice;
    }
}
