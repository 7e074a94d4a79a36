using Hostelry.Billing.Audit;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Orders;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Subscriptions;

/// <param name="CustomerId">The organization.</param>
/// <param name="ProductCode"><c>server_type:{name}</c>.</param>
/// <param name="Location">Decides the price.</param>
/// <param name="ResourceKind"><c>server</c>, …; at most 255 characters.</param>
/// <param name="ResourceId">In its own room; it may be written later in the same transaction.</param>
/// <param name="Description">As printed on invoices.</param>
public sealed record OpenSubscriptionRequest(
    long CustomerId, string ProductCode, string Location, string ResourceKind, long ResourceId, string Description)
{
    /// <summary>Units: gigabytes, addresses; 1 … 2³¹ − 1.</summary>
    public long Quantity { get; init; } = 1;

    /// <summary>For a percentage: the subscription that it is a part of, of the same customer.</summary>
    public long? OfSubscriptionId { get; init; }

    /// <summary>The price version that the customer was shown; null: whichever runs.</summary>
    public long? QuotedPriceId { get; init; }
}

/// <summary>
/// Money's half of an order: under the customer's lock, checks that the most it can cost this month is there, and writes
/// order and pending subscription at the running price version. Joins the caller's transaction, and saves what the caller has
/// added to this room, as audit rows.
/// </summary>
public sealed class OpenSubscription(
    BillingDb db, Database database, CustomerLock customers, Prices prices, Balance balance, AuditLog audit, TimeProvider clock)
{
    private static readonly string[] Tables = ["subscriptions", "orders"];

    /// <summary>
    /// Refusals: <c>customer_missing</c>, <c>customer_suspended</c>, <c>price_missing</c>, <c>insufficient_funds</c>,
    /// <c>spending_limit_reached</c>, <c>price_changed</c> (since it was quoted), <c>invalid_input</c> (quantity),
    /// <c>subscription_missing</c> (the one it is a part of).
    /// </summary>
    public Task<Result<Subscription>> ExecuteAsync(OpenSubscriptionRequest request, CancellationToken ct) =>
        database.InTransactionAsync(() => OpenAsync(request, ct), ct);

    private async Task<Result<Subscription>> OpenAsync(OpenSubscriptionRequest request, CancellationToken ct)
    {
        if (await customers.TakeAsync(request.CustomerId, ct) is not { } customer)
        {
            return CustomerProblems.Missing;
        }

        if ((await new Standing(db).ReasonsAsync(customer.OrganizationId, ct)).Count > 0)
        {
            return new Problem("customer_suspended", "The organization is suspended and cannot order.");
        }

        var now = clock.GetUtcNow();
        var price = await prices.PriceForAsync(
            request.ProductCode, request.Location, customer.Currency, now, ct, customer.SellerId);
        if (price is null)
        {
            return SubscriptionProblems.PriceMissing(request.ProductCode, request.Location, customer.Currency);
        }

        if (await CheckAsync(request, price, ct) is { } wrong)
        {
            return wrong;
        }

        var asIfStored = new SubscriptionRecord(
            customer.OrganizationId,
            new SubscriptionFacts(0, request.Description, []) { OfSubscriptionId = request.OfSubscriptionId },
            price.ToTariff(),
            null)
        {
            Quantity = request.Quantity,
        };
        if (SubscriptionProblems.Funds(customer, await balance.OfAsync(customer, asIfStored, ct)) is { } problem)
        {
            return problem;
        }

        var subscription = Make(request, customer, price, now, await db.NewIdsAsync(Tables, ct));
        db.Subscriptions.Add(subscription);
        audit.Add(
            "subscription.open", customer.OrganizationId, $"subscription:{subscription.Id}", $"order:{subscription.Order!.Id}");
        await db.SaveChangesAsync(ct);
        return subscription;
    }

    /// <summary>Asks the database only about what a plain order does not have.</summary>
    private async Task<Problem?> CheckAsync(OpenSubscriptionRequest request, Price price, CancellationToken ct)
    {
        if (request.Quantity is < 1 or > int.MaxValue
            || (request.Quantity != 1 && price.Kind is not (PriceKind.UnitHour or PriceKind.OneOff)))
        {
            return new Problem("invalid_input", "quantity must be 1 to 2147483647, and 1 for what has no units.", "quantity");
        }

        if (request.QuotedPriceId is { } quoted && quoted != price.Id)
        {
            return new Problem("price_changed", "The price has changed since it was shown.", "price");
        }

        if (price.Kind == PriceKind.Percentage != (request.OfSubscriptionId is not null))
        {
            return new Problem("invalid_input", "of_subscription belongs to a price that is a part of another's.", "of_subscription");
        }

        return request.OfSubscriptionId is { } of
            && !await db.Reachable<Subscription>().AnyAsync(
                subscription => subscription.Id == of && subscription.OrganizationId == request.CustomerId
                    && subscription.State != SubscriptionState.Ended && subscription.OfSubscriptionId == null, ct)
            ? SubscriptionProblems.Missing
            : null;
    }

    private Subscription Make(
        OpenSubscriptionRequest request, Customer customer, Price price, DateTimeOffset now, IReadOnlyList<long> ids)
    {
        var subscription = new Subscription
        {
            Id = ids[0],
            OrganizationId = customer.OrganizationId,
            Order = new Order
            {
                Id = ids[1],
                OrganizationId = customer.OrganizationId,
                PlacedAt = now,
                Actor = db.Tenant.Actor,
                ProductCode = request.ProductCode,
                Location = request.Location,
                PriceId = price.Id,
            },
            ResourceKind = request.ResourceKind,
            ResourceId = request.ResourceId,
            Location = request.Location,
            Currency = customer.Currency,
            Description = request.Description,
            CreatedAt = now,
            OfSubscriptionId = request.OfSubscriptionId,
        };
        subscription.Items.Add(new SubscriptionItem
        {
            OrganizationId = customer.OrganizationId,
            ProductCode = request.ProductCode,
            Quantity = request.Quantity,
            PriceId = price.Id,
        });
        return subscription;
    }
}
