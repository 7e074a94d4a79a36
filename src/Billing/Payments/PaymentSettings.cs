using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Payments;

/// <summary>Section <c>Payments</c> of the settings: safety bounds of money that moves by itself (docs/configuration.md).</summary>
public sealed class PaymentSettings
{
    public const string Section = "Payments";

    /// <summary>The most that cards and accounts of one customer are charged in a day (UTC), in major units of its currency.</summary>
    public decimal DailyChargeCap { get; init; } = 2000;

    /// <summary>Credits and refunds of this much or more need a second member of staff; major units of the customer's currency.</summary>
    public decimal SecondMemberFrom { get; init; } = 500;

    /// <summary>The least and the most of one top-up, in major units.</summary>
    public decimal LeastTopUp { get; init; } = 5;

    public decimal MostTopUp { get; init; } = 2000;

    /// <summary>How long no automatic charge is tried after one was declined.</summary>
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a payment waits for its customer to confirm it, before it is given up.</summary>
    public TimeSpan WaitForCustomer { get; init; } = TimeSpan.FromDays(7);

    /// <summary>An invoice with more lines is not made: something is wrong with the facts.</summary>
    public int LinesPerInvoice { get; init; } = 20_000;

    public Money DailyCapIn(Currency currency) => In(DailyChargeCap, currency);

    public Money SecondMemberIn(Currency currency) => In(SecondMemberFrom, currency);

    public Money LeastIn(Currency currency) => In(LeastTopUp, currency);

    public Money MostIn(Currency currency) => In(MostTopUp, currency);

    /// <summary>Whole minor units; what is finer is cut off.</summary>
    private static Money In(decimal major, Currency currency) => new((long)decimal.Truncate(major * currency.MinorUnits), currency);
}
