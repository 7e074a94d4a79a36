using System.Globalization;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Notices;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Hostelry.Billing.Limits;

/// <summary>
/// A worker's duty: tells a customer when half, four fifths and all of its spending limit is used, once a month each, and what
/// the month can cost at most. Whoever passes two marks at once hears of the higher one.
/// </summary>
public sealed partial class SendSpendingAlerts(
    BillingDb db, Database database, CustomerLock customers, Balance balance, NoticeBoard notices, TimeProvider clock,
    ILogger<SendSpendingAlerts> log)
{
    /// <summary>In percent of the limit, the highest first.</summary>
    public static readonly IReadOnlyList<int> Marks = [100, 80, 50];

    private const int PageSize = 200;

    /// <returns>How many customers were told.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var month = Month.Of(clock.GetUtcNow());
        var (told, last) = (0, 0L);
        while (await db.Reachable<Customer>().AsNoTracking()
            .Where(customer => customer.SpendingLimitMinor != null && customer.OrganizationId > last)
            .OrderBy(customer => customer.OrganizationId).Take(PageSize).ToListAsync(ct) is { Count: > 0 } page)
        {
            foreach (var organizationId in await ReachedAsync(page, month, ct))
            {
                told += await TellAsync(organizationId, month, ct) ? 1 : 0;
            }

            last = page[^1].OrganizationId;
        }

        return told;
    }

    /// <summary>Who of a page has reached a mark and was not told. When a page cannot be looked at, all of it is, one by one.</summary>
    private async Task<IReadOnlyList<long>> ReachedAsync(List<Customer> page, Month month, CancellationToken ct)
    {
        List<long> ids = [.. page.Select(customer => customer.OrganizationId)];
        try
        {
            var money = await balance.OfManyAsync(page, ct);
            var told = (await db.Reachable<CustomerNotice>()
                    .Where(notice => ids.Contains(notice.OrganizationId) && notice.Kind == MailKind.SpendingAlert)
                    .Select(notice => new { notice.OrganizationId, notice.Key }).ToListAsync(ct))
                .Select(notice => (notice.OrganizationId, notice.Key)).ToHashSet();
            return ids.FindAll(id => MarkOf(money[id].MonthAccrued, money[id].SpendingLimit!.Value) is { } mark
                && !told.Contains((id, KeyOf(month, mark))));
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseTrouble.Is(failure))
        {
            return ids;
        }
    }

    private async Task<bool> TellAsync(long organizationId, Month month, CancellationToken ct)
    {
        try
        {
            return await OneAsync(organizationId, month, ct);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseTrouble.Is(failure))
        {
            // An honest catch-all: one customer that cannot be looked at must not keep the others waiting.
            LogNotLookedAt(failure, organizationId);
            return false;
        }
        finally
        {
            db.ChangeTracker.Clear();
        }
    }

    /// <summary>The highest mark that is reached; null: none. Pure.</summary>
    internal static int? MarkOf(Money used, Money limit) => limit.IsZero
        ? used.IsZero ? null : 100
        : Marks.Cast<int?>().FirstOrDefault(mark => (decimal)used.Minor * 100 >= (decimal)limit.Minor * mark!.Value);

    private static string KeyOf(Month month, int mark) => string.Create(CultureInfo.InvariantCulture, $"spending:{month}:{mark}");

    private async Task<bool> OneAsync(long organizationId, Month month, CancellationToken ct)
    {
        var view = await balance.OfAsync(organizationId, ct);
        if (view is not { SpendingLimit: { } limit } || MarkOf(view.MonthAccrued, limit) is not { } mark)
        {
            return false;
        }

        var key = KeyOf(month, mark);
        if (await db.Reachable<CustomerNotice>().AnyAsync(notice => notice.OrganizationId == organizationId && notice.Key == key, ct))
        {
            return false;
        }

        var told = await database.InTransactionAsync<bool>(
            async () =>
            {
                if (await customers.TakeAsync(organizationId, ct) is null)
                {
                    return false;
                }

                await notices.TellAsync(
                    organizationId, MailKind.SpendingAlert, key, ct,
                    mark.ToString(CultureInfo.InvariantCulture), view.MonthAccrued.ToString(), limit.ToString(), view.MonthCommitted.ToString());
                await db.SaveChangesAsync(ct);
                return true;
            },
            ct);
        return told.Value;
    }

    [LoggerMessage(LogLevel.Error, "The spending of customer {OrganizationId} cannot be looked at; the next minute tries again")]
    private partial void LogNotLookedAt(Exception failure, long organizationId);
}
