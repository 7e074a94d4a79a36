using System.Numerics;

namespace Hostelry.Billing.Kernel;

/// <summary>The one place where a fraction becomes whole units.</summary>
internal static class Rounding
{
    /// <summary>numerator ÷ denominator (positive) as a whole number, rounded by <paramref name="mode"/>.</summary>
    public static BigInteger Divide(BigInteger numerator, BigInteger denominator, MidpointRounding mode)
    {
        var quotient = BigInteger.DivRem(numerator, denominator, out var rest);
        if (rest.IsZero)
        {
            return quotient;
        }

        var half = BigInteger.Compare(BigInteger.Abs(rest) * 2, denominator);
        var away = mode switch
        {
            MidpointRounding.AwayFromZero => half >= 0,
            MidpointRounding.ToEven => half > 0 || (half == 0 && !quotient.IsEven),
            MidpointRounding.ToZero => false,
            MidpointRounding.ToNegativeInfinity => rest.Sign < 0,
            MidpointRounding.ToPositiveInfinity => rest.Sign > 0,
            _ => throw new ArgumentOutOfRangeException(nameof(mode)),
        };

        return away ? quotient + rest.Sign : quotient;
    }
}
