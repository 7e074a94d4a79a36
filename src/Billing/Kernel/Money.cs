using System.Globalization;

namespace Hostelry.Billing.Kernel;

/// <summary>
/// An amount that is booked or owed: whole minor units (cents) of one currency. Arithmetic is checked
/// (<see cref="OverflowException"/>); mixing currencies throws <see cref="InvalidOperationException"/>.
/// </summary>
/// <param name="Minor">Minor units; negative is owed the other way.</param>
/// <param name="Currency">Never null except in <c>default</c>, which no operation accepts.</param>
public readonly record struct Money(long Minor, Currency Currency) : IComparable<Money>
{
    public bool IsNegative => Minor < 0;

    public bool IsZero => Minor == 0;

    public static Money Zero(Currency currency) => new(0, currency);

    public static Money operator +(Money left, Money right) =>
        new(checked(left.Minor + right.Minor), Same(left, right));

    public static Money operator -(Money left, Money right) =>
        new(checked(left.Minor - right.Minor), Same(left, right));

    public static Money operator -(Money amount) => new(checked(-amount.Minor), amount.Currency);

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    public static Money Min(Money left, Money right) => left <= right ? left : right;

    public static Money Max(Money left, Money right) => left >= right ? left : right;

    /// <summary>The sum of amounts of one currency; zero of <paramref name="currency"/> when there are none.</summary>
    public static Money Sum(IEnumerable<Money> amounts, Currency currency) =>
        amounts.Aggregate(Zero(currency), (sum, amount) => sum + amount);

    /// <summary>
    /// Reads <c>-12.50</c>: ASCII digits, a point, at most the currency's digits after it; no grouping, no sign but minus,
    /// no spaces. Culture plays no part.
    /// </summary>
    public static bool TryParse(string? text, Currency currency, out Money amount)
    {
        amount = Zero(currency);
        if (!DecimalText.TryRead(text, currency.Exponent, out var minor))
        {
            return false;
        }

        amount = new Money(minor, currency);
        return true;
    }

    /// <summary>As <see cref="TryParse"/>; throws <see cref="FormatException"/>.</summary>
    public static Money Parse(string text, Currency currency) =>
        TryParse(text, currency, out var amount)
            ? amount
            : throw new FormatException($"'{text}' is no amount in {currency.Code}.");

    public int CompareTo(Money other)
    {
        _ = Same(this, other);
        return Minor.CompareTo(other.Minor);
    }

    /// <summary>Digits and point only, in every culture: <c>-12.50</c>, <c>8</c> (JPY), <c>0.005</c> (KWD).</summary>
    public string ToDecimalString() =>
        ((decimal)Minor / Currency.MinorUnits).ToString("F" + (char)('0' + Currency.Exponent), CultureInfo.InvariantCulture);

    /// <summary><c>-12.50 EUR</c>, in every culture.</summary>
    public override string ToString() => Currency is null ? "(no money)" : $"{ToDecimalString()} {Currency.Code}";

    private static Currency Same(Money left, Money right) =>
        left.Currency is not null && ReferenceEquals(left.Currency, right.Currency)
            ? left.Currency
            : throw new InvalidOperationException($"{left} and {right} are not of one currency.");
}
