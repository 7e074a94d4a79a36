using System.Runtime.InteropServices;

using Hostelry.Billing.Rating;

namespace Hostelry.Billing.Invoicing.Corrections;

/// <summary>What makes lines of an invoice, of its notes, and of a new rating the same charge.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LineKey(long SubscriptionId, long PriceId, string ProductCode, LineKind Kind, long? RedemptionId)
{
    /// <summary>Late usage moves what was counted, and what coupons take off of it; nothing else.</summary>
    public bool FollowsUsage => Kind is LineKind.Usage or LineKind.Discount;

    public static LineKey Of(RatedLine line) => new(
        line.SubscriptionId, line.Tariff.PriceId, line.Tariff.ProductCode, line.Kind, (line.Tariff as CouponTariff)?.RedemptionId);

    public static LineKey Of(InvoiceLine line) =>
        new(line.SubscriptionId, line.PriceId, line.ProductCode, line.Kind, line.RedemptionId);
}
