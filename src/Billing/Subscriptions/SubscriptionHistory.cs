using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Subscriptions;

/// <summary>A subscription as loaded for rating: what has run, and what may still come.</summary>
/// <param name="OrganizationId">The customer.</param>
/// <param name="Facts">Items that have started; none while pending.</param>
/// <param name="Pending">The tariff of a subscription that is not ready yet.</param>
/// <param name="Planned">The tariff that an accepted change will bring.</param>
public sealed record SubscriptionRecord(long OrganizationId, SubscriptionFacts Facts, ItemTariff? Pending, ItemTariff? Planned)
{
    /// <summary>Units of the pending item.</summary>
    public long Quantity { get; init; } = 1;

    /// <summary>What was ordered last.</summary>
    public string ProductCode { get; init; } = "";

    /// <summary>
    /// What it was at a month's end: decides the price of its meters, with <see cref="Location"/> and <see cref="OrderedAt"/>, so
    /// that a change of plan after the month does not touch it.
    /// </summary>
    internal string ProductIn(Month month) =>
        Facts.Items.LastOrDefault(item => item.From < month.End)?.Tariff.ProductCode ?? ProductCode;

    public string Location { get; init; } = "";

    /// <summary>Which meters count it.</summary>
    public string ResourceKind { get; init; } = "";

    public DateTimeOffset OrderedAt { get; init; }
}

/// <summary>Loads the facts of many subscriptions in one query.</summary>
public sealed class SubscriptionHistory(BillingDb db)
{
    /// <summary>
    /// Of the customers, all subscriptions that have not ended before <paramref name="since"/>: at its very moment they may still
    /// owe the rest of a commitment.
    /// </summary>
    public Task<IReadOnlyList<SubscriptionRecord>> LoadAsync(
        IReadOnlyCollection<long> organizationIds, DateTimeOffset since, CancellationToken ct) =>
        // The customer is asked of the subscription, which has the index (organization_id, ended_at).
        ReadAsync(
            db.Reachable<SubscriptionItem>().Where(item => organizationIds.Contains(item.Subscription!.OrganizationId)
                && (item.Subscription.EndedAt == null || item.Subscription.EndedAt >= since)),
            ct);

    /// <summary>One subscription of the customer, ended or not; null when there is none.</summary>
    public async Task<SubscriptionRecord?> FindAsync(long organizationId, long subscriptionId, CancellationToken ct) =>
        (await ReadAsync(
            db.Reachable<SubscriptionItem>().Where(item => item.SubscriptionId == subscriptionId
                && item.Subscription!.OrganizationId == organizationId),
            ct)).SingleOrDefault();

    private static async Task<IReadOnlyList<SubscriptionRecord>> ReadAsync(
        IQueryable<SubscriptionItem> items, CancellationToken ct)
    {
        var rows = await items.AsNoTracking()
            .Where(item => item.From != null || item.Subscription!.State == SubscriptionState.Pending)
            .OrderBy(item => item.SubscriptionId).ThenBy(item => item.Id)
            .Select(item => new Row(
                item.OrganizationId, item.SubscriptionId, item.Subscription!.Description, item.Subscription.Currency,
                item.Subscription.OfSubscriptionId, item.Subscription.CommittedUntil, item.Subscription.Location,
                item.Subscription.ResourceKind, item.Subscription.CreatedAt, item.From, item.To, item.Quantity,
                item.PriceId, item.ProductCode, item.Price!.Kind, item.Price.UnitNano, item.Price.MonthlyCapMinor,
                item.Price.CommitmentMonths,
                item.Subscription.PlannedPriceId,
                item.Subscription.PlannedPrice!.ProductCode,
                (PriceKind?)item.Subscription.PlannedPrice.Kind,
                (long?)item.Subscription.PlannedPrice.UnitNano,
                (long?)item.Subscription.PlannedPrice.MonthlyCapMinor,
                (int?)item.Subscription.PlannedPrice.CommitmentMonths))
            .ToListAsync(ct);

        return [.. rows.GroupBy(row => row.SubscriptionId).Select(Assemble)];
    }

    private static SubscriptionRecord Assemble(IEnumerable<Row> rows)
    {
        var items = rows.ToList();
        var first = items[0];
        var started = items.Where(row => row.From is not null)
            .Select(row => new ItemFacts(row.Tariff, row.From!.Value, row.To, row.Quantity)).ToList();
        return new SubscriptionRecord(
            first.OrganizationId,
            new SubscriptionFacts(first.SubscriptionId, first.Description, started)
            {
                OfSubscriptionId = first.OfSubscriptionId,
                CommittedUntil = first.CommittedUntil,
            },
            started.Count == 0 ? first.Tariff : null,
            first.PlannedTariff)
        {
            Quantity = first.Quantity,
            ProductCode = items[^1].ProductCode,
            Location = first.Location,
            ResourceKind = first.ResourceKind,
            OrderedAt = first.OrderedAt,
        };
    }

    private sealed record Row(
        long OrganizationId, long SubscriptionId, string Description, Currency Currency,
        long? OfSubscriptionId, DateTimeOffset? CommittedUntil, string Location, string ResourceKind, DateTimeOffset OrderedAt,
        DateTimeOffset? From, DateTimeOffset? To, long Quantity,
        long PriceId, string ProductCode, PriceKind Kind, long UnitNano, long MonthlyCapMinor, int CommitmentMonths,
        long? PlannedPriceId, string? PlannedProductCode, PriceKind? PlannedKind, long? PlannedUnitNano,
        long? PlannedMonthlyCapMinor, int? PlannedCommitmentMonths)
    {
        public ItemTariff Tariff => Tariffs.Item(
            PriceId, ProductCode, Kind, new UnitPrice(UnitNano, Currency), MonthlyCapMinor, CommitmentMonths);

        public ItemTariff? PlannedTariff => PlannedPriceId is { } id
            ? Tariffs.Item(
                id, PlannedProductCode!, PlannedKind!.Value, new UnitPrice(PlannedUnitNano!.Value, Currency),
                PlannedMonthlyCapMinor!.Value, PlannedCommitmentMonths!.Value)
            : null;
    }
}
