using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Billing.Tests.Customers;

public sealed class CustomerLockTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task Customer_read_before_its_lock_is_read_again_under_it_and_then_no_more(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await using var scope = story.Database.Scope(tenant => tenant.ActAsWorker());
        var early = await scope.ServiceProvider.GetRequiredService<BillingDb>().Reachable<Customer>().SingleAsync(Ct);
        var limited = await story.Database.AsWorkerAsync(
            (SetSpendingLimit set) => set.ExecuteAsync(7, Story.Euro("5.00"), Ct));
        Assert.True(limited.IsSuccess);

        foreach (var _ in new[] { "first", "second" }) // what one transaction held says nothing to the next
        {
            await scope.ServiceProvider.GetRequiredService<Database>().InTransactionAsync<Done>(
                async () =>
                {
                    var customers = scope.ServiceProvider.GetRequiredService<CustomerLock>();
                    story.Database.Source.FailAtStatement(0);
                    Assert.Same(early, await customers.TakeAsync(7, Ct));
                    Assert.InRange(story.Database.Source.Statements, 1, 2);
                    Assert.Equal(Story.Euro("5.00"), early.SpendingLimit);

                    story.Database.Source.FailAtStatement(0);
                    Assert.Same(early, await customers.TakeAsync(7, Ct));
                    Assert.Equal(0, story.Database.Source.Statements);
                    return default(Done);
                },
                Ct);
        }
    }
}
