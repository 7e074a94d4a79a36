using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Customers;

internal static class CustomerProblems
{
    public static Problem Missing { get; } = new("customer_missing", "There is no such customer.", "customer");
}
