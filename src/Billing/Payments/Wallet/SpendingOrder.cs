using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Payments.Wallet;

/// <summary>Money that came onto a balance at once.</summary>
/// <param name="Id">The attempt's.</param>
/// <param name="Paid">Paid by the customer; else granted at the seller's expense.</param>
/// <param name="At">When it came.</param>
/// <param name="Amount">What of it has not gone back.</param>
public sealed record Lot(Guid Id, bool Paid, DateTimeOffset At, Money Amount)
{
    /// <summary>Of credit that expires; null for all other money.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>
/// In which order money is spent: what expires (the sooner first) before what was granted for good, that before what was paid,
/// older before newer. So what a customer can have back is what it paid
/// and has not used. Pure.
/// </summary>
public static class SpendingOrder
{
    /// <summary>What is left of each lot, in the order in which they are spent.</summary>
    /// <param name="lots">All of one currency.</param>
    /// <param name="left">What is left in all; not positive: nothing is.</param>
    public static IReadOnlyList<Lot> Left(IEnumerable<Lot> lots, Money left)
    {
        List<Lot> order = [.. lots.OrderBy(lot => lot.Paid).ThenBy(lot => lot.ExpiresAt ?? DateTimeOffset.MaxValue).ThenBy(lot => lot.At).ThenBy(lot => lot.Id)];
        var zero = Money.Zero(left.Currency);
        var rest = Money.Max(left, zero);

        // What is left is the end of the order.
        for (var at = order.Count - 1; at >= 0; at--)
        {
            var share = Money.Min(order[at].Amount, rest);
            rest -= share;
            order[at] = order[at] with { Amount = share };
        }

        return order;
    }
}
