using Hostelry.Billing;
using Hostelry.Billing.Catalogue;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Catalogue;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.Shared;

/// <summary>A server type and what it costs at one location.</summary>
/// <param name="Price">Null when it has none there: then it cannot be ordered there.</param>
public sealed record TypeOffer(ServerTypeView Type, Price? Price);

/// <summary>What the organization would pay now, for whatever it could order. Prices themselves are Billing's.</summary>
public sealed class PriceBook(BillingDb db, TimeProvider clock)
{
    /// <summary>The version that runs now, per product and location, in the organization's currency. One query.</summary>
    public async Task<IReadOnlyList<Price>> CurrentAsync(ProjectKey project, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var versions = await db.Prices.AsNoTracking()
            .Where(price => price.SellerId == project.SellerId
                && price.Kind == PriceKind.Hour
                && price.ValidFrom <= now
                && db.Customers.Any(customer => customer.OrganizationId == project.OrganizationId
                    && customer.Currency == price.Currency))
            .ToListAsync(ct);
        return [.. versions.GroupBy(price => (price.ProductCode, price.Location)).Select(same => same.MaxBy(price => price.ValidFrom)!)];
    }

    /// <summary>The types with their prices at <paramref name="location"/>, in the order they came.</summary>
    public static IReadOnlyList<TypeOffer> At(
        IEnumerable<ServerTypeView> types, IReadOnlyList<Price> prices, string? location) =>
        [.. types.Select(type => new TypeOffer(
            type, prices.FirstOrDefault(price => price.ProductCode == type.ProductCode && price.Location == location)))];
}
