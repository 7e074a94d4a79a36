using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Payments.Stripe;

/// <summary>
/// Amounts as Stripe counts them. Its minor units are ISO's but for two currencies that it counts in hundredths although
/// they have none, and those with three digits, whose last digit must be zero.
/// </summary>
public static class StripeAmount
{
    private static readonly string[] CountedInHundredths = ["ISK", "UGX"];

    /// <summary>Null when Stripe cannot take this amount (a third digit that is not zero).</summary>
    public static long? ToStripe(Money amount) => amount.Currency switch
    {
        { Exponent: 3 } when amount.Minor % 10 != 0 => null,
        { Code: var code } when CountedInHundredths.Contains(code) => checked(amount.Minor * 100),
        _ => amount.Minor,
    };

    /// <summary>Null when it is no amount of a currency we know, or not a whole one.</summary>
    public static Money? FromStripe(long amount, string? currency)
    {
        if (!Currency.TryOf(currency?.ToUpperInvariant(), out var known))
        {
            return null;
        }

        return !CountedInHundredths.Contains(known.Code) ? new Money(amount, known)
            : amount % 100 == 0 ? new Money(amount / 100, known)
            : null;
    }

    public static string CodeOf(Currency currency) => currency.Code.ToLowerInvariant();
}
