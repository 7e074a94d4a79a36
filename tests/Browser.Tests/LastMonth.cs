using Hostelry.Billing;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Subscriptions;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Browser.Tests;

/// <summary>Lets a month pass for a site: no browser waits for one.</summary>
internal static class LastMonth
{
    /// <summary>What ran today ran on the last day of the month before, and that month is closed.</summary>
    public static async Task CloseAsync(Site site)
    {
        await using var scope = site.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker("test");
        var db = scope.ServiceProvider.GetRequiredService<BillingDb>();
        var now = TimeProvider.System.GetUtcNow();
        var back = TimeSpan.FromDays(now.Day);
        foreach (var subscription in await db.Reachable<Subscription>().Include(row => row.Items).ToListAsync())
        {
            subscription.ReadyAt -= back;
            subscription.EndedAt -= back;
            foreach (var item in subscription.Items)
            {
                item.From -= back;
                item.To -= back;
            }
        }

        var last = Month.Of(now).Previous;
        await db.SaveChangesAsync();
        await db.Reachable<Customer>().ExecuteUpdateAsync(set => set.SetProperty(row => row.ClosedUntil, last.Start));
        await scope.ServiceProvider.GetRequiredService<CloseMonth>().ExecuteAsync(1, last, CancellationToken.None);
    }
}
