using Hostelry.Billing.Subscriptions;

namespace Hostelry.Billing.Rating;

/// <summary>A customer as loaded for rating: what its bill depends on, and what may still come.</summary>
public sealed record CustomerRecord(
    IReadOnlyList<SubscriptionRecord> Subscriptions, IReadOnlyList<UsageFacts> Usage, IReadOnlyList<CouponFacts> Coupons)
{
    public static CustomerRecord Nothing { get; } = new([], [], []);

    /// <summary>What the bill depends on.</summary>
    public CustomerFacts Facts { get; } =
        new([.. Subscriptions.Select(subscription => subscription.Facts)], Usage, Coupons);

    /// <summary>With a subscription that is not stored yet, or one as it would become.</summary>
    public CustomerRecord With(SubscriptionRecord change) => new(
        [.. Subscriptions.Where(record => record.Facts.SubscriptionId != change.Facts.SubscriptionId), change], Usage, Coupons);
}
