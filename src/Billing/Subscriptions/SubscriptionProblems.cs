using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Subscriptions;

internal static class SubscriptionProblems
{
    public static Problem Missing { get; } = new("subscription_missing", "There is no such subscription.", "subscription");

    public static Problem Ended { get; } = new("subscription_ended", "The subscription has ended.", "subscription");

    public static Problem NotReady { get; } =
        new("subscription_not_ready", "The subscription has not started yet.", "subscription");

    public static Problem PriceMissing(string product, string location, Currency currency) =>
        new("price_missing", $"{product} has no price in {location} in {currency}.", "product");

    public static Problem? Funds(Customers.Customer customer, Customers.BalanceView balance) =>
        balance.Free.IsNegative
            ? new Problem("insufficient_funds", "The balance does not cover what this can cost until the end of the month.")
            : Limits.LimitPolicy.Exceeds(customer, balance.MonthCommitted)
                ? new Problem("spending_limit_reached", "This can cost more in this month than the spending limit allows.")
                : null;
}
