using System.Globalization;
using System.Numerics;

namespace Hostelry.Billing.Kernel;

/// <summary>
/// The price of one unit (an hour, a gigabyte): 10⁻⁹ of the currency's major unit, so that 0.0119 EUR an hour is exact.
/// Not an amount: it becomes one by multiplication, and is rounded there, once.
/// </summary>
/// <param name="Nano">10⁻⁹ major units.</param>
/// <param name="Currency">The currency of the amounts it makes.</param>
public readonly record struct UnitPrice(long Nano, Currency Currency)
{
    /// <summary>Digits after the point that a unit price can hold.</summary>
    public const int Digits = 9;

    /// <summary>Reads <c>0.0119</c>; the rules of <see cref="Money.TryParse"/> with nine digits.</summary>
    public static bool TryParse(string? text, Currency currency, out UnitPrice price)
    {
        var read = DecimalText.TryRead(text, Digits, out var nano);
        price = new UnitPrice(nano, currency);
        return read;
    }

    /// <summary>As <see cref="TryParse"/>; throws <see cref="FormatException"/>.</summary>
    public static UnitPrice Parse(string text, Currency currency) =>
        TryParse(text, currency, out var price)
            ? price
            : throw new FormatException($"'{text}' is no unit price in {currency.Code}.");

    /// <summary>
    /// Quantity × price, computed exactly and rounded once to minor units; throws <see cref="OverflowException"/> when
    /// the amount does not fit.
    /// </summary>
    public Money Times(decimal quantity, MidpointRounding rounding)
    {
        Span<int> bits = stackalloc int[4];
        _ = decimal.GetBits(quantity, bits);
        var mantissa = (BigInteger)new UInt128((uint)bits[2], ((ulong)(uint)bits[1] << 32) | (uint)bits[0]);
        var numerator = Nano * (decimal.IsNegative(quantity) ? -mantissa : mantissa);
        var denominator = BigInteger.Pow(10, Digits - Currency.Exponent + quantity.Scale);
        return new Money(checked((long)Rounding.Divide(numerator, denominator, rounding)), Currency);
    }

    /// <summary>
    /// numerator ÷ denominator (positive) × price: for quantities that no decimal holds exactly. Rounded once, as
    /// <see cref="Times(decimal, MidpointRounding)"/>.
    /// </summary>
    public Money Times(BigInteger numerator, BigInteger denominator, MidpointRounding rounding) => new(
        checked((long)Rounding.Divide(
            Nano * numerator, denominator * BigInteger.Pow(10, Digits - Currency.Exponent), rounding)),
        Currency);

    public decimal ToDecimal() => Nano / 1_000_000_000m;

    /// <summary>All nine digits, in every culture: <c>0.011900000</c>.</summary>
    public string ToDecimalString() => ToDecimal().ToString("F9", CultureInfo.InvariantCulture);

    public override string ToString() => Currency is null ? "(no price)" : $"{ToDecimalString()} {Currency.Code}";
}
