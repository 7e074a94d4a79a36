using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>Makes the seller that every installation has.</summary>
public sealed class CreateSeller(IdentityDb db, Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>Seller 1, as it is when it is there already.</summary>
    /// <param name="name">The provider's name.</param>
    /// <param name="currency">What its organizations pay in, for good.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Seller>> ExecuteAsync(string name, Currency currency, CancellationToken ct) =>
        database.InTransactionAsync<Seller>(
            async () =>
            {
                if (await db.Sellers.SingleOrDefaultAsync(row => row.Id == Seller.First, ct) is { } known)
                {
                    return known;
                }

                var seller = new Seller
                {
                    Id = Seller.First,
                    Name = name,
                    Currency = currency.Code,
                    CreatedAt = clock.GetUtcNow(),
                };
                db.Sellers.Add(seller);
                await db.SaveChangesAsync(ct);
                await audit.WriteAsync("seller.create", null, ct, $"seller:{seller.Id}");
                return seller;
            },
            ct);
}
