using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;

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
}

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
