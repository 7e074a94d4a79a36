using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Billing.Tests.Ledger;

public sealed class JournalTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task A_booking_that_does_not_balance_is_refused(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "0.00");
        await using var scope = story.Database.Scope(tenant => tenant.ActAsWorker());
        var journal = scope.ServiceProvider.GetRequiredService<Journal>();
        var customer = await scope.ServiceProvider.GetRequiredService<BillingDb>().Reachable<Customer>().SingleAsync(Ct);
        var (one, two) = (Story.Euro("1.00"), Story.Euro("2.00"));

        Task PostAsync(params Posting[] postings) => journal.PostAsync(customer, "test", "1", postings, Ct);

        await Assert.ThrowsAsync<InvalidOperationException>(
            () => PostAsync(new(AccountKind.Prepaid, one), new(AccountKind.Granted, -two)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => PostAsync(new Posting(AccountKind.Prepaid, one - one)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => PostAsync());
        await Assert.ThrowsAsync<InvalidOperationException>(
            () => PostAsync(
                new(AccountKind.Prepaid, Money.Parse("1", Currency.Of("JPY"))),
                new(AccountKind.Granted, Money.Parse("-1", Currency.Of("JPY")))));
    }

    [Theory, OnBothDatabases]
    public async Task One_thing_cannot_be_booked_twice(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "0.00");
        async Task PostAsync()
        {
            await using var scope = story.Database.Scope(tenant => tenant.ActAsWorker());
            var db = scope.ServiceProvider.GetRequiredService<BillingDb>();
            var customer = await db.Reachable<Customer>().SingleAsync(Ct);
            var one = Story.Euro("1.00");
            await scope.ServiceProvider.GetRequiredService<Journal>().PostAsync(
                customer, "test", "1", [new(AccountKind.Prepaid, one), new(AccountKind.Granted, -one)], Ct);
            await db.SaveChangesAsync(Ct);
        }

        await PostAsync();
        await Assert.ThrowsAsync<DbUpdateException>(PostAsync);
        Assert.Equal("1.00 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
    }

    [Theory, OnBothDatabases]
    public async Task What_changes_money_is_in_the_audit_log_with_its_actor(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        var order = await story.OrderAsync(7);

        var entries = await story.AllAsync<AuditEntry>();
        Assert.Contains(entries, entry => entry is { Action: "payment.credit", Actor: "worker", OrganizationId: 7 });
        Assert.Contains(
            entries,
            entry => entry is { Action: "subscription.open", Actor: "token:1", OrganizationId: 7 }
                && entry.Subjects.StartsWith($"subscription:{order.Value} order:", StringComparison.Ordinal));
    }

    [Theory, OnBothDatabases]
    public async Task Without_a_tenant_no_row_is_visible(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await story.RunningAsync(7);
        await using var scope = story.Database.Scope(_ => { });
        var db = scope.ServiceProvider.GetRequiredService<BillingDb>();

        Assert.Empty(await db.Customers.ToListAsync(Ct));
        Assert.Empty(await db.Subscriptions.ToListAsync(Ct));
        Assert.Empty(await db.SubscriptionItems.ToListAsync(Ct));
        Assert.Empty(await db.LedgerEntries.ToListAsync(Ct));
        Assert.Empty(await db.AuditEntries.ToListAsync(Ct));
    }
}
