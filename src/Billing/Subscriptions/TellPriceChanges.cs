using System.Globalization;

using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Notices;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Subscriptions;

/// <summary>
/// A worker's duty: whoever an announced change of price awaits is told by mail, once per change; whoever comes under it later,
/// then. A customer is one transaction under its lock.
/// </summary>
public sealed class TellPriceChanges(
    BillingDb db, Database database, CustomerLock customers, NoticeBoard notices, TimeProvider clock)
{
    private const int PageSize = 500;

    /// <summary>How many were told.</summary>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var coming = await db.PriceChanges.AsNoTracking().Include(change => change.Price)
            .Where(change => change.ChangeAt > now).OrderBy(change => change.ChangeAt).ThenBy(change => change.Id).ToListAsync(ct);
        var told = 0;
        foreach (var change in coming)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"price-change:{change.Id}");
            while (await PageAsync(change, key, ct) is { Count: > 0 } page)
            {
                foreach (var organizationId in page)
                {
                    await database.InTransactionAsync<bool>(async () => await TellAsync(organizationId, change, key, ct), ct);
                    db.ChangeTracker.Clear();
                    told++;
                }
            }
        }

        return told;
    }

    /// <summary>Customers that the change awaits and that have not been told.</summary>
    private Task<List<long>> PageAsync(PriceChange change, string key, CancellationToken ct)
    {
        var told = db.Reachable<CustomerNotice>().Where(notice => notice.Key == key);
        return Awaiting(change).Select(item => item.OrganizationId).Distinct()
            .Where(id => !told.Any(notice => notice.OrganizationId == id))
            .Order().Take(PageSize).ToListAsync(ct);
    }

    /// <summary>Items that run, or will, at an earlier version of the price; of a meter's price those of whoever the meter counts.</summary>
    private IQueryable<SubscriptionItem> Awaiting(PriceChange change)
    {
        var price = change.Price!;
        var open = db.Reachable<SubscriptionItem>().Where(item =>
            item.To == null && item.Subscription!.State != SubscriptionState.Ended && item.Price!.SellerId == price.SellerId
            && item.Price.Location == price.Location && item.Price.Currency == price.Currency);
        if (!Prices.IsMeterCode(price.ProductCode))
        {
            return open.Where(item => item.Price!.ProductCode == price.ProductCode && item.Price.ValidFrom < price.ValidFrom);
        }

        var (product, meter) = Prices.SplitMeterCode(price.ProductCode);
        var counted = db.Reachable<Metering.UsageMonth>().Where(usage =>
            db.Meters.Any(row => row.Id == usage.MeterId && row.SellerId == price.SellerId && row.Code == meter));
        return open.Where(item => (product == "" || item.Price!.ProductCode == product)
            && item.Subscription!.CreatedAt < price.ValidFrom && counted.Any(usage => usage.SubscriptionId == item.SubscriptionId));
    }

    private async Task<bool> TellAsync(long organizationId, PriceChange change, string key, CancellationToken ct)
    {
        if (await customers.TakeAsync(organizationId, ct) is null)
        {
            return false;
        }

        var price = change.Price!;
        var isMeter = Prices.IsMeterCode(price.ProductCode);
        var before = isMeter
            ? await db.Prices.AsNoTracking().Where(version => version.SellerId == price.SellerId && version.ProductCode == price.ProductCode
                    && version.Location == price.Location && version.Currency == price.Currency && version.ValidFrom < price.ValidFrom)
                .OrderByDescending(version => version.ValidFrom).Take(1).ToListAsync(ct)
            : await Awaiting(change).Where(item => item.OrganizationId == organizationId).Select(item => item.Price!).Distinct().ToListAsync(ct);
        await notices.TellAsync(
            organizationId, MailKind.PriceChange, key, ct,
            price.ProductCode[(price.ProductCode.IndexOf(':', StringComparison.Ordinal) + 1)..],
            string.Join("; ", before.OrderBy(version => version.ValidFrom).Select(Terms).Distinct(StringComparer.Ordinal)),
            Terms(price),
            change.ChangeAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        await db.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>In numbers alone, for every language: <c>0.02 EUR, ≤ 8.00 EUR</c>.</summary>
    private static string Terms(Price price)
    {
        var unit = price.Unit.ToDecimal().ToString("0.#########", CultureInfo.InvariantCulture);
        var text = price.Kind == PriceKind.Percentage ? $"× {unit}" : $"{unit} {price.Currency.Code}";
        return price.MonthlyCapMinor > 0 ? $"{text}, ≤ {price.MonthlyCap}" : text;
    }
}
