using Hostelry.Billing.Customers;

namespace Hostelry.Billing.Limits;

/// <summary>Which of the two money reasons should pause a customer; a pure function of its money.</summary>
internal static class LimitPolicy
{
    /// <summary>The reasons that are this policy's to raise and to clear.</summary>
    public static IReadOnlyList<string> Reasons { get; } = [SuspensionReason.SpendingLimit, SuspensionReason.NoFunds];

    public static IReadOnlySet<string> Raised(Customer customer, BalanceView money)
    {
        var raised = new HashSet<string>(StringComparer.Ordinal);
        if (customer.SpendingLimit is { } limit && !money.MonthAccrued.IsZero && money.MonthAccrued >= limit)
        {
            raised.Add(SuspensionReason.SpendingLimit);
        }

        if (money.Left.IsNegative)
        {
            raised.Add(SuspensionReason.NoFunds);
        }

        return raised;
    }
}
