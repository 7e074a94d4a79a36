using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Catalogue;

/// <summary>
/// Ends the grandfathering of a product's earlier versions: whoever runs at one pays the given version from a month on. Who
/// orders meanwhile pays what runs then, as ever.
/// </summary>
public sealed class AnnouncePriceChange(BillingDb db, Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>The least notice.</summary>
    public static readonly TimeSpan Notice = TimeSpan.FromDays(30);

    /// <summary>
    /// Refusals: <c>price_missing</c>, <c>notice_too_short</c> (30 days), <c>invalid_input</c> (no month's start, or the
    /// version does not run by then), <c>price_change_exists</c> (of this version).
    /// </summary>
    /// <param name="priceId">The version that was published.</param>
    /// <param name="month">From when on.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<PriceChange>> ExecuteAsync(long priceId, Month month, CancellationToken ct) =>
        database.InTransactionAsync(() => AnnounceAsync(priceId, month, ct), ct);

    private async Task<Result<PriceChange>> AnnounceAsync(long priceId, Month month, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (await db.Prices.SingleOrDefaultAsync(price => price.Id == priceId, ct) is not { } price)
        {
            return new Problem("price_missing", "There is no such price.", "price");
        }

        if (price.ValidFrom > month.Start)
        {
            return new Problem("invalid_input", "The price does not run yet in that month.", "month");
        }

        if (month.Start < now + Notice)
        {
            return new Problem("notice_too_short", "Customers are told at least 30 days ahead.", "month");
        }

        if (await db.PriceChanges.AnyAsync(change => change.PriceId == priceId, ct))
        {
            return new Problem("price_change_exists", "The change to this price is announced.", "price");
        }

        var announced = new PriceChange
        {
            SellerId = price.SellerId,
            PriceId = priceId,
            AnnouncedAt = now,
            ChangeAt = month.Start,
        };
        db.PriceChanges.Add(announced);
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync("price.announce", null, ct, $"price:{priceId}");
        return announced;
    }
}
