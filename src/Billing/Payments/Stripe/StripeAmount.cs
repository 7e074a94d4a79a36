using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Payments.Stripe;

/// <summary>
/// Amounts as Stripe counts them. Its minor units are ISO's but for two currencies that it counts in hundredths although
/// they have none, and those with three digits, whose last digit must be zero.
/// </summary>
public static class StripeAmount
{
    private static readonly string[] CountedInHundredths = ["ISK", "UGX"];

    /// <summary>"Minimum and maximum charge amounts" of Stripe's documentation on currencies; minor units.</summary>
    private static readonly Dictionary<string, long> LeastMinor = new(StringComparer.Ordinal)
    {
        ["AED"] = 200,
        ["AUD"] = 50,
        ["BRL"] = 50,
        ["CAD"] = 50,
        ["CHF"] = 50,
        ["CZK"] = 1500,
        ["DKK"] = 250,
        ["EUR"] = 50,
        ["GBP"] = 30,
        ["HKD"] = 400,
        ["HUF"] = 17_500,
        ["INR"] = 50,
        ["JPY"] = 50,
        ["MXN"] = 1000,
        ["MYR"] = 200,
        ["NOK"] = 300,
        ["NZD"] = 50,
        ["PLN"] = 200,
        ["RON"] = 200,
        ["SEK"] = 300,
        ["SGD"] = 50,
        ["THB"] = 1000,
        ["USD"] = 50,
    };

    /// <summary>Null when Stripe cannot take this amount (a third digit that is not zero).</summary>
    public static long? ToStripe(Money amount) => amount.Currency switch
    {
        { Exponent: 3 } when amount.Minor % 10 != 0 => null,
        { Code: var code } when CountedInHundredths.Contains(code) => checked(amount.Minor * 100),
        _ => amount.Minor,
    };

    /// <summary>The same, or the next larger amount that Stripe can take.</summary>
    public static Money Chargeable(Money amount) =>
        amount is { Currency.Exponent: 3, Minor: var minor } && minor % 10 != 0
            ? new Money(checked(minor + 10 - (minor % 10)), amount.Currency)
            : amount;

    /// <summary>The least that Stripe charges, where it names one for the currency; else the smallest amount there is.</summary>
    public static Money Least(Currency currency) => new(LeastMinor.GetValueOrDefault(currency.Code, 1), currency);

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
