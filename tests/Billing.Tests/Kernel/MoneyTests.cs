using System.Globalization;

using CsCheck;

using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Tests.Kernel;

public sealed class MoneyTests
{
    private static readonly Currency Eur = Currency.Of("EUR");
    private static readonly Currency Jpy = Currency.Of("JPY");
    private static readonly Currency Kwd = Currency.Of("KWD");

    private static readonly Gen<Money> AnyMoney =
        Gen.Select(Gen.Long, Gen.OneOf(Eur, Jpy, Kwd), (minor, currency) => new Money(minor, currency));

    [Fact]
    public void Mixed_currencies_are_refused_by_every_operation()
    {
        var (euro, yen) = (new Money(1, Eur), new Money(1, Jpy));
        Assert.Throws<InvalidOperationException>(() => euro + yen);
        Assert.Throws<InvalidOperationException>(() => euro - yen);
        Assert.Throws<InvalidOperationException>(() => euro < yen);
        Assert.Throws<InvalidOperationException>(() => Money.Min(euro, yen));
        Assert.Throws<InvalidOperationException>(() => default(Money) + default(Money));
        Assert.NotEqual(euro, yen);
    }

    [Fact]
    public void Overflow_throws_and_never_wraps()
    {
        var most = new Money(long.MaxValue, Eur);
        Assert.Throws<OverflowException>(() => most + new Money(1, Eur));
        Assert.Throws<OverflowException>(() => -new Money(long.MinValue, Eur));
        Assert.Throws<OverflowException>(() => new UnitPrice(long.MaxValue, Eur).Times(1_000_000_000_000m, MidpointRounding.ToEven));
    }

    [Fact]
    public void Text_is_read_back_as_the_same_amount() =>
        AnyMoney.Sample(amount => Assert.Equal(amount, Money.Parse(amount.ToDecimalString(), amount.Currency)));

    [Theory]
    [InlineData("-12.50", "EUR", -1250)]
    [InlineData("8", "EUR", 800)]
    [InlineData("8.5", "EUR", 850)]
    [InlineData("8", "JPY", 8)]
    [InlineData("0.005", "KWD", 5)]
    [InlineData("92233720368547758.07", "EUR", long.MaxValue)]
    public void Plain_decimal_numbers_are_read(string text, string currency, long minor) =>
        Assert.Equal(minor, Money.Parse(text, Currency.Of(currency)).Minor);

    [Theory]
    [InlineData("")]
    [InlineData("-")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1,5")]
    [InlineData("1.234")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1e3")]
    [InlineData("٣")]
    [InlineData("1.2.3")]
    [InlineData("92233720368547758.08")]
    [InlineData("99999999999999999999999999999999999999999999999999")]
    [InlineData(null)]
    public void Anything_else_is_refused(string? text) => Assert.False(Money.TryParse(text, Eur, out _));

    [Theory]
    [InlineData("tr-TR")]
    [InlineData("ar-SA")]
    [InlineData("fa-IR")]
    [InlineData("de-DE")]
    public void Every_culture_reads_and_writes_the_same(string name)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(name);
            Assert.Equal("-1234567.05 EUR", new Money(-123456705, Eur).ToString());
            Assert.Equal("0.005 KWD", new Money(5, Kwd).ToString());
            Assert.Equal("-7 JPY", new Money(-7, Jpy).ToString());
            Assert.Equal("0.011900000", UnitPrice.Parse("0.0119", Eur).ToDecimalString());
            Assert.Equal(-1250, Money.Parse("-12.50", Eur).Minor);
            Assert.Equal("2026-02", new Billing.Rating.Month(2026, 2).ToString());
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void A_unit_price_times_a_quantity_is_the_exact_product_rounded_once() =>
        Gen.Select(Gen.Long[-5_000_000_000, 5_000_000_000], Gen.Int[-10_000_000, 10_000_000], Gen.Int[0, 4], Gen.OneOf(Eur, Jpy, Kwd))
            .Sample((nano, mantissa, scale, currency) =>
            {
                var quantity = new decimal(Math.Abs(mantissa), 0, 0, mantissa < 0, (byte)scale);
                foreach (var mode in Enum.GetValues<MidpointRounding>())
                {
                    // 10 + 8 digits fit into a decimal, so its own product is exact here.
                    var exact = nano / 1_000_000_000m * quantity;
                    var expected = Math.Round(exact, currency.Exponent, mode) * currency.MinorUnits;
                    Assert.Equal((long)expected, new UnitPrice(nano, currency).Times(quantity, mode).Minor);
                }
            });

    [Fact]
    public void Currencies_have_their_exponents_and_one_instance_each()
    {
        Assert.Equal((2, 0, 3), (Eur.Exponent, Jpy.Exponent, Kwd.Exponent));
        Assert.Same(Eur, Currency.Of("EUR"));
        Assert.False(Currency.TryOf("eur", out _));
        Assert.False(Currency.TryOf("XXX", out _));
        Assert.False(Currency.TryOf(null, out _));
    }
}
