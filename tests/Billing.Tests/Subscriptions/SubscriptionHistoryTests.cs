using Hostelry.Billing.Persistence;
using Hostelry.Billing.Subscriptions;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Billing.Tests.Subscriptions;

public sealed class SubscriptionHistoryTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The minute tick is a worker's: neither the tenant's filter nor row-level security narrows its queries.</summary>
    [Fact]
    public async Task Worker_reads_the_items_of_the_customers_asked_for_and_not_of_all()
    {
        await using var story = await Story.BeginAsync(DatabaseKind.Postgres);
        await story.CustomerAsync(7);
        await story.CustomerAsync(8);
        await story.RunningAsync(7);
        await EndedLongAgoAsync(story, customer: 8, count: 5000);
        await story.Database.AnalyzeAsync();

        await using var scope = story.Database.Scope(tenant => tenant.ActAsWorker());
        var db = scope.ServiceProvider.GetRequiredService<BillingDb>();
        var history = scope.ServiceProvider.GetRequiredService<SubscriptionHistory>();
        var read = await scope.ServiceProvider.GetRequiredService<Database>().InTransactionAsync<long>(
            async () =>
            {
                Assert.Single(await history.LoadAsync([7], story.Now.AddDays(-9), Ct));
                return await db.Database.SqlQuery<long>($"""
                    SELECT (seq_tup_read + idx_tup_fetch)::bigint AS "Value" FROM pg_stat_xact_user_tables
                    WHERE relname = 'subscription_items'
                    """).SingleAsync(Ct);
            },
            Ct);
        Assert.InRange(read.Value, 1, 10);
    }

    private static Task<int> EndedLongAgoAsync(Story story, long customer, int count)
    {
        var past = story.Now.AddDays(-100);
        return story.ReadAsync(db => db.Database.ExecuteSqlAsync(
            $"""
            WITH bought AS (
              INSERT INTO orders (organization_id, placed_at, actor, product_code, location, price_id)
              SELECT {customer}, {past}, 'test', {Story.Small}, {Story.Here}, (SELECT min(id) FROM prices)
              FROM generate_series(1, {count}) RETURNING id),
            sold AS (
              INSERT INTO subscriptions (organization_id, order_id, resource_kind, resource_id, location, currency, description,
                created_at, state, ready_at, ended_at)
              SELECT {customer}, id, 'server', id, {Story.Here}, 'EUR', 'old', {past}, 'ended', {past}, {past} FROM bought
              RETURNING id)
            INSERT INTO subscription_items (organization_id, subscription_id, product_code, price_id, from_at, to_at)
            SELECT {customer}, id, {Story.Small}, (SELECT min(id) FROM prices), {past}, {past} FROM sold
            """,
            Ct));
    }
}
