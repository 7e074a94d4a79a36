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

    /// <returns>How many customers were told.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var month = Month.Of(clock.GetUtcNow());
        var limited = await db.Reachable<Customer>().Where(customer => customer.SpendingLimitMinor != null)
            .OrderBy(customer => customer.OrganizationId).Select(customer => customer.OrganizationId).ToListAsync(ct);
        var told = 0;
        foreach (var organizationId in limited)
        {
            try
            {
                told += await OneAsync(organizationId, month, ct) ? 1 : 0;
            }
            catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseTrouble.Is(failure))
            {
                // An honest catch-all: one customer that cannot be looked at must not keep the others waiting.
                LogNotLookedAt(failure, organizationId);
            }

            db.ChangeTracker.Clear();
        }

        return told;
    }

    /// <summary>The highest mark that is reached; null: none. Pure.</summary>
    internal static int? MarkOf(Money used, Money limit) => limit.IsZero
        ? used.IsZero ? null : 100
        : Marks.Cast<int?>().FirstOrDefault(mark => (decimal)used.Minor * 100 >= (decimal)limit.Minor * mark!.Value);

    private async Task<bool> OneAsync(long organizationId, Month month, CancellationToken ct)
    {
        var view = await balance.OfAsync(organizationId, ct);
        if (view is not { SpendingLimit: { } limit } || MarkOf(view.MonthAccrued, limit) is not { } mark)
        {
            return false;
        }

        var key = string.Create(CultureInfo.InvariantCulture, $"spending:{month}:{mark}");
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
