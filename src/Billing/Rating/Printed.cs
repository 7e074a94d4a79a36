using System.Numerics;

using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Rating;

/// <summary>Exact numbers as lines print them; nothing is computed from these.</summary>
internal static class Printed
{
    private const int Digits = 9;

    /// <summary>numerator ÷ denominator with nine digits, half away from zero.</summary>
    public static decimal Quotient(BigInteger numerator, BigInteger denominator) =>
        (decimal)Rounding.Divide(numerator * BigInteger.Pow(10, Digits), denominator, MidpointRounding.AwayFromZero)
        / 1_000_000_000m;

    public static decimal Major(Money amount) => (decimal)amount.Minor / amount.Currency.MinorUnits;
}
