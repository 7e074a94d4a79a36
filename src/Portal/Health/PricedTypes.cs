using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Catalogue;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Health;

/// <summary>Whether anything can be sold: an order is refused where its type has no price in the seller's currency.</summary>
internal sealed class PricedTypes(IdentityDb identity, ProvisioningDb catalogue, Prices prices, TimeProvider clock)
{
    /// <summary>True when some open server type has a running price in the seller's currency, somewhere.</summary>
    public async Task<bool> AnyAsync(CancellationToken ct)
    {
        if (await identity.Sellers.AsNoTracking().SingleOrDefaultAsync(row => row.Id == Seller.First, ct) is not { } seller)
        {
            return false;
        }

        var open = await catalogue.ServerTypes.Where(type => type.SellerId == seller.Id && type.RetiredAt == null)
            .Select(type => type.Name).ToListAsync(ct);
        var priced = await prices.CurrentAsync(Currency.Of(seller.Currency), clock.GetUtcNow(), ct, seller.Id);
        return priced.Select(price => price.ProductCode).Intersect(open.Select(ServerType.ProductCodeOf), StringComparer.Ordinal).Any();
    }
}
