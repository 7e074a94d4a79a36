using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;

using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Tax;

/// <summary>A tax rate in thousandths of a percent: 19 % is 19000, 8.1 % is 8100.</summary>
/// <param name="Thousandths">0 to 100000.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TaxRate(int Thousandths)
{
    /// <summary>100 %.</summary>
    public const int Whole = 100_000;

    private const int Digits = 3;

    public static TaxRate None => default;

    /// <summary>Reads <c>19</c>, <c>8.1</c>, <c>8.875</c>: 0 to 100 percent, no sign, no culture.</summary>
    public static bool TryParse(string? text, out TaxRate rate)
    {
        var read = DecimalText.TryRead(text, Digits, out var thousandths) && thousandths is >= 0 and <= Whole;
        rate = read ? new TaxRate((int)thousandths) : default;
        return read;
    }

    /// <summary>The tax on an amount, computed exactly and rounded once, half away from zero.</summary>
    public Money On(Money taxable) => new(
        checked((long)Rounding.Divide((BigInteger)taxable.Minor * Thousandths, Whole, MidpointRounding.AwayFromZero)),
        taxable.Currency);

    /// <summary>Percent without trailing zeros, in every culture: <c>19</c>, <c>8.1</c>.</summary>
    public string ToDecimalString() => (Thousandths / 1000m).ToString("0.###", CultureInfo.InvariantCulture);

    public override string ToString() => ToDecimalString() + " %";
}
