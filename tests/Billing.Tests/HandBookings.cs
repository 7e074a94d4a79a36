using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Persistence;

using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Billing.Tests;

/// <summary>Bookings that a test makes by hand.</summary>
internal static class HandBookings
{
    private static int _count;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Takes money from a balance, now, as an invoice would.</summary>
    public static async Task TakeAsync(Story story, long customer, long minor, AccountKind to = AccountKind.Revenue)
    {
        await using var scope = story.Database.Scope(tenant => tenant.ActAsWorker());
        var services = scope.ServiceProvider;
        await services.GetRequiredService<Database>().InTransactionAsync<Done>(
            async () =>
            {
                var locked = await services.GetRequiredService<CustomerLock>().TakeAsync(customer, Ct)
                    ?? throw new InvalidOperationException("No such customer.");
                var amount = new Money(minor, locked.Currency);
                await services.GetRequiredService<Journal>().PostAsync(
                    locked, "test", $"spent-{Interlocked.Increment(ref _count)}",
                    [new Posting(AccountKind.Prepaid, -amount), new Posting(to, amount)], Ct);
                await services.GetRequiredService<BillingDb>().SaveChangesAsync(Ct);
                return default(Done);
            },
            Ct);
    }
}
