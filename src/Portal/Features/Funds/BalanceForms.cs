using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Limits;
using Hostelry.Portal.Features.Shared;

namespace Hostelry.Portal.Features.Funds;

/// <summary>An organization's money.</summary>
/// <param name="Amount">What was typed as a limit.</param>
public sealed record BalancePage(
    MoneyOverviewView Money, LedgerMovementsView Movements, string? Amount)
{
    /// <summary>How much of the limit is used, in hundredths; null without one.</summary>
    public int? Used => Money.Balance.SpendingLimit is { Minor: > 0 } limit
        ? (int)Math.Min(100, Money.Balance.MonthAccrued.Minor * 100 / limit.Minor)
        : null;

    /// <summary>Names the field.</summary>
    public string? TopUpAmount => null;

    /// <summary>Names the field.</summary>
    public string? CouponCode => null;

    /// <summary>The marks of the limit at which a mail is sent: the amount of each, and whether the month has passed it.</summary>
    public IReadOnlyList<LimitMark> Marks => Money.Balance.SpendingLimit is { } limit
        ? [.. SendSpendingAlerts.Marks.Order().Select(mark => LimitMark.Of(mark, limit, Money.Balance.MonthAccrued))]
        : [];
}

/// <param name="Percent">Of the limit.</param>
/// <param name="At">The amount.</param>
/// <param name="Passed">This month has used it up.</param>
public sealed record LimitMark(int Percent, Money At, bool Passed)
{
    public static LimitMark Of(int percent, Money limit, Money used) => new(
        percent,
        new Money(decimal.ToInt64(decimal.Ceiling((decimal)limit.Minor * percent / 100)), limit.Currency),
        (decimal)used.Minor * 100 >= (decimal)limit.Minor * percent && used.Minor > 0);
}

public sealed class TopUpForm
{
    /// <summary>As <c>50.00</c> or <c>50,00</c>.</summary>
    public string? TopUpAmount { get; init; }
}

public sealed class CouponForm
{
    /// <summary>Letters of any case.</summary>
    public string? CouponCode { get; init; }
}

/// <param name="Payee">Whom to pay.</param>
/// <param name="Amount">What was asked for; null when nothing was.</param>
public sealed record TopUpPage(Payee Payee, Money? Amount);

public sealed class LimitForm
{
    /// <summary>As <c>50.00</c> or <c>50,00</c>; empty takes the limit away.</summary>
    public string? Amount { get; init; }

    /// <summary>False for what is no amount of the currency.</summary>
    public bool TryRead(Currency currency, out Money? limit)
    {
        limit = null;
        if (string.IsNullOrWhiteSpace(Amount))
        {
            return true;
        }

        if (!Money.TryParse(Amount.Trim().Replace(',', '.'), currency, out var amount) || amount.IsNegative)
        {
            return false;
        }

        limit = amount;
        return true;
    }
}
