using Hostelry.Billing.Tax;

namespace Hostelry.Billing.Tests.Tax;

public sealed class TaxRulesTests
{
    private static readonly DateOnly Day = new(2026, 11, 30);
    private static readonly TaxRateTable Rates = new(FirstTaxRates.Of(1));
    private static readonly SellerTax German = new(TaxStatus.Registered, "DE", false);
    private static readonly SellerTax GermanWithOss = German with { UsesOss = true };

    [Theory]
    [InlineData("DE", CustomerKind.Consumer, false, "S 19 DE domestic", "S 19 DE domestic")]
    [InlineData("DE", CustomerKind.Business, true, "S 19 DE domestic", "S 19 DE domestic")]
    [InlineData("", CustomerKind.Consumer, false, "S 19 DE domestic", "S 19 DE domestic")]
    [InlineData("FR", CustomerKind.Consumer, false, "S 19 DE origin", "S 20 FR destination")]
    [InlineData("FI", CustomerKind.Consumer, false, "S 19 DE origin", "S 25.5 FI destination")]
    [InlineData("GR", CustomerKind.Business, true, "AE 0  reverse_charge", "AE 0  reverse_charge")]
    [InlineData("GR", CustomerKind.Business, false, "S 19 DE origin", "S 24 GR destination")]
    [InlineData("CH", CustomerKind.Consumer, false, "O 0  outside_territory", "O 0  outside_territory")]
    [InlineData("US", CustomerKind.Business, true, "O 0  outside_territory", "O 0  outside_territory")]
    public void A_german_seller_taxes_by_country_and_kind_of_its_customer(
        string country, CustomerKind kind, bool isValid, string without, string with)
    {
        var customer = new CustomerTax(kind, country, isValid, false);
        Assert.Equal(without, Say(German, customer));
        Assert.Equal(with, Say(GermanWithOss, customer));
    }

    [Fact]
    public void A_seller_outside_of_the_union_taxes_at_home_alone()
    {
        var swiss = new SellerTax(TaxStatus.Registered, "CH", true);
        Assert.Equal("S 8.1 CH domestic", Say(swiss, new CustomerTax(CustomerKind.Consumer, "CH", false, false)));
        Assert.Equal("O 0  outside_territory", Say(swiss, new CustomerTax(CustomerKind.Consumer, "DE", false, false)));
    }

    [Fact]
    public void A_certificate_exempts_and_a_seller_that_is_exempt_or_not_set_up_charges_nothing()
    {
        var customer = new CustomerTax(CustomerKind.Business, "DE", false, true);
        Assert.Equal("E 0  certificate", Say(German, customer));
        Assert.Equal("E 0  seller_exempt", Say(German with { Status = TaxStatus.Exempt }, customer));
        Assert.Equal("O 0  not_set_up", Say(German with { Status = TaxStatus.Unset }, customer));
    }

    [Fact]
    public void A_rate_that_is_not_known_is_refused_and_never_zero()
    {
        var refused = TaxRules.Decide(
            new SellerTax(TaxStatus.Registered, "BR", false), new CustomerTax(CustomerKind.Consumer, "BR", false, false), Rates,
            ProductClass.Hosting, Day);
        Assert.Equal("tax_rate_missing", refused.Problem!.Code);
    }

    [Fact]
    public void A_rate_runs_from_its_day_and_a_class_may_have_its_own()
    {
        Assert.Equal(22_000, Rates.Find("EE", ProductClass.Hosting, new DateOnly(2025, 6, 30))!.Value.Thousandths);
        Assert.Equal(24_000, Rates.Find("EE", ProductClass.Hosting, new DateOnly(2025, 7, 1))!.Value.Thousandths);
        Assert.Null(Rates.Find("DE", ProductClass.Hosting, new DateOnly(2023, 12, 31)));
        var own = new TaxRateTable(
        [
            .. FirstTaxRates.Of(1),
            new DatedTaxRate { SellerId = 1, Country = "DE", ProductClass = ProductClass.Software, RateThousandths = 7000, ValidFrom = Day },
        ]);
        Assert.Equal(7000, own.Find("DE", ProductClass.Software, Day)!.Value.Thousandths);
        Assert.Equal(19_000, own.Find("DE", ProductClass.Hosting, Day)!.Value.Thousandths);
    }

    [Fact]
    public void Every_member_state_has_a_standard_rate_a_form_of_vat_id_and_words_for_reverse_charge()
    {
        Assert.Equal(27, TaxRules.MemberStates.Count);
        foreach (var country in TaxRules.MemberStates)
        {
            Assert.InRange(Rates.Find(country, ProductClass.Hosting, Day)!.Value.Thousandths, 17_000, 27_000);
            Assert.False(VatId.IsWellFormed(VatId.Prefix(country) + "!", country));
            var words = TaxWording.Of(TaxReason.ReverseCharge, country, "", "");
            Assert.Contains("Reverse charge", words, StringComparison.Ordinal);
            Assert.True(country is "IE" or "MT" || words.Contains(" / ", StringComparison.Ordinal), country);
        }
    }

    [Theory]
    [InlineData("DE 123 456 789", "DE", true)]
    [InlineData("de123456789", "DE", true)]
    [InlineData("ATU12345678", "AT", true)]
    [InlineData("EL123456789", "GR", true)]
    [InlineData("GR123456789", "GR", false)]
    [InlineData("NL123456789B01", "NL", true)]
    [InlineData("FRXX123456789", "FR", true)]
    [InlineData("IE1234567WA", "IE", true)]
    [InlineData("ESX1234567X", "ES", true)]
    [InlineData("DE12345678", "DE", false)]
    [InlineData("DE123456789", "AT", false)]
    [InlineData("DE١٢٣٤٥٦٧٨٩", "DE", false)]
    [InlineData("US123456789", "US", false)]
    public void A_vat_id_is_written_as_its_country_writes_it(string text, string country, bool isWellFormed) =>
        Assert.Equal(isWellFormed, VatId.IsWellFormed(VatId.Normalise(text), country));

    private static string Say(SellerTax seller, CustomerTax customer)
    {
        var decision = TaxRules.Decide(seller, customer, Rates, ProductClass.Hosting, Day).Value;
        return $"{decision.Category.Code()} {decision.Rate.ToDecimalString()} {decision.Country} {decision.Reason}";
    }
}
