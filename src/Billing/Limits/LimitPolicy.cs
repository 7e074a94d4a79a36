using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Limits;

/// <summary>Which of the two money reasons should pause a customer; a pure function of its money.</summary>
internal static class LimitPolicy
{
    /// <summary>The reasons that are this policy's to raise and to clear.</summary>
    public static IReadOnlyList<string> Reasons { get; } = [SuspensionReason.SpendingLimit, SuspensionReason.NoFunds];

    public static IReadOnlySet<string> Raised(Customer customer, BalanceView money)
    {
        var raised = new HashSet<string>(StringComparer.Ordinal);
        if (Exceeds(customer, money.MonthAccrued))
        {
            raised.Add(SuspensionReason.SpendingLimit);
        }

        if (money.Left.IsNegative)
        {
            raised.Add(SuspensionReason.NoFunds);
        }

        return raised;
    }

    /// <summary>
    /// The one comparison with the customer's own limit, for orders (what the month can cost) and for the tick (what it
    /// has cost): reaching the limit is allowed, so what was accepted is not paused.
    /// </summary>
    public static bool Exceeds(Customer customer, Money month) => customer.SpendingLimit is { } limit && month > limit;
}
