using Hostelry.Billing.Audit;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Orders;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;

namespace Hostelry.Billing.Subscriptions;

/// <param name="CustomerId">The organization.</param>
/// <param name="ProductCode"><c>server_type:{name}</c>.</param>
/// <param name="Location">Decides the price.</param>
/// <param name="ResourceKind"><c>server</c>, …; at most 255 characters.</param>
/// <param name="ResourceId">0 until known: <see cref="AttachResource"/>.</param>
/// <param name="Description">As printed on invoices.</param>
public sealed record OpenSubscriptionRequest(
    long CustomerId, string ProductCode, string Location, string ResourceKind, long ResourceId, string Description);

/// <summary>
/// Money's half of an order: under the customer's lock, checks that the most it can cost this month is there, and writes
/// order and pending subscription at the running price version. Joins the caller's transaction.
/// </summary>
public sealed class OpenSubscription(
    BillingDb db, Database database, CustomerLock customers, Prices prices, Balance balance, AuditLog audit, TimeProvider clock)
{
    /// <summary>
    /// Refusals: <c>customer_missing</c>, <c>customer_suspended</c>, <c>price_missing</c>, <c>insufficient_funds</c>,
    /// <c>spending_limit_reached</c>.
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

        var asIfStored = new SubscriptionRecord(
            customer.OrganizationId, new SubscriptionFacts(0, request.Description, []), price.ToTariff(), null);
        if (SubscriptionProblems.Funds(customer, await balance.OfAsync(customer, asIfStored, ct)) is { } problem)
        {
            return problem;
        }

        var subscription = Make(request, customer, price, now);
        db.Subscriptions.Add(subscription);
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync(
            "subscription.open", customer.OrganizationId, ct, $"subscription:{subscription.Id}", $"order:{subscription.OrderId}");
        return subscription;
    }

    private Subscription Make(OpenSubscriptionRequest request, Customer customer, Price price, DateTimeOffset now)
    {
        var subscription = new Subscription
        {
            OrganizationId = customer.OrganizationId,
            Order = new Order
            {
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
        };
        subscription.Items.Add(new SubscriptionItem
        {
            OrganizationId = customer.OrganizationId,
            ProductCode = request.ProductCode,
            PriceId = price.Id,
        });
        return subscription;
    }
}
