using Hostelry.Billing.Customers;
using Hostelry.Billing.Subscriptions;

namespace Hostelry.Billing.Rating;

/// <summary>Loads what rating needs, of many customers at once.</summary>
public sealed class RatingFacts(SubscriptionHistory history)
{
    /// <summary>
    /// From <paramref name="since"/> on, by organization; one query, and more only for customers that have usage or coupons.
    /// Customers without anything are missing.
    /// </summary>
    public async Task<IReadOnlyDictionary<long, CustomerRecord>> LoadAsync(
        IReadOnlyCollection<Customer> customers, DateTimeOffset since, CancellationToken ct)
    {
        var subscriptions = await history.LoadAsync([.. customers.Select(customer => customer.OrganizationId)], since, ct);
        return subscriptions.GroupBy(record => record.OrganizationId)
            .ToDictionary(group => group.Key, group => new CustomerRecord([.. group], [], []));
    }

    /// <summary>As <see cref="LoadAsync(IReadOnlyCollection{Customer}, DateTimeOffset, CancellationToken)"/>, of one.</summary>
    public async Task<CustomerRecord> LoadAsync(Customer customer, DateTimeOffset since, CancellationToken ct) =>
        (await LoadAsync([customer], since, ct)).GetValueOrDefault(customer.OrganizationId, CustomerRecord.Nothing);
}
