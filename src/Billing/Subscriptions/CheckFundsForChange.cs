using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;

namespace Hostelry.Billing.Subscriptions;

/// <summary>
/// Accepts a change of plan: checks that the most it can cost is there, and holds it (with the price version of this
/// moment) until <see cref="ChangeSubscription"/> has done it or <see cref="CancelChange"/> gave it up.
/// </summary>
public sealed class CheckFundsForChange(
    BillingDb db, Database database, SubscriptionLock subscriptions, Prices prices, Balance balance, TimeProvider clock)
{
    /// <summary>
    /// A later call replaces the plan. Refusals: <c>subscription_missing</c>, <c>subscription_ended</c>,
    /// <c>subscription_not_ready</c>, <c>price_missing</c>, <c>insufficient_funds</c>, <c>spending_limit_reached</c>.
    /// </summary>
    public Task<Result<Done>> ExecuteAsync(long subscriptionId, string newProductCode, CancellationToken ct) =>
        database.InTransactionAsync(() => CheckAsync(subscriptionId, newProductCode, ct), ct);

    private async Task<Result<Done>> CheckAsync(long subscriptionId, string newProductCode, CancellationToken ct)
    {
        if (await subscriptions.TakeAsync(subscriptionId, ct) is not var (customer, subscription))
        {
            return SubscriptionProblems.Missing;
        }

        if (subscription.State != SubscriptionState.Active)
        {
            return subscription.State == SubscriptionState.Ended ? SubscriptionProblems.Ended : SubscriptionProblems.NotReady;
        }

        var price = await prices.PriceForAsync(
            newProductCode, subscription.Location, customer.Currency, clock.GetUtcNow(), ct, customer.SellerId);
        if (price is null || price.Kind == PriceKind.Percentage != (subscription.OfSubscriptionId is not null))
        {
            return SubscriptionProblems.PriceMissing(newProductCode, subscription.Location, customer.Currency);
        }

        var changed = new SubscriptionRecord(customer.OrganizationId, Facts(subscription), null, price.ToTariff());
        if (SubscriptionProblems.Funds(customer, await balance.OfAsync(customer, changed, ct)) is { } problem)
        {
            return problem;
        }

        subscription.PlannedPriceId = price.Id;
        await db.SaveChangesAsync(ct);
        return default(Done);
    }

    private static SubscriptionFacts Facts(Subscription subscription) =>
        new(
            subscription.Id,
            subscription.Description,
            [.. subscription.Items.Select(item => new ItemFacts(item.Price!.ToTariff(), item.From!.Value, item.To, item.Quantity))])
        {
            OfSubscriptionId = subscription.OfSubscriptionId,
            CommittedUntil = subscription.CommittedUntil,
        };
}

/// <summary>Gives up an accepted change: the funds it held are free again.</summary>
public sealed class CancelChange(BillingDb db, Database database, SubscriptionLock subscriptions)
{
    /// <summary>Idempotent. Refusals: <c>subscription_missing</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(long subscriptionId, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await subscriptions.TakeAsync(subscriptionId, ct) is not { } locked)
                {
                    return SubscriptionProblems.Missing;
                }

                locked.Subscription.PlannedPriceId = null;
                await db.SaveChangesAsync(ct);
                return default(Done);
            },
            ct);
}
