using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Operations;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Provisioning.Tests.Intake;

/// <summary>Two acceptances at once on PostgreSQL; on SQLite one waits for the other from its first statement on.</summary>
public sealed class IntakeRaceTests
{
    [Fact]
    public async Task Delete_that_began_before_a_protection_was_confirmed_is_refused()
    {
        await using var shop = await Shop.OpenAsync(DatabaseKind.Postgres);
        var id = await shop.RunningAsync();
        await using var scope = shop.Database.Scope(tenant => tenant.ActForOrganization(Shop.Mine.OrganizationId, "token:1"));
        Task<Result<OperationView>>? deleted = null;

        var protection = await scope.ServiceProvider.GetRequiredService<Database>().InTransactionAsync(
            async () =>
            {
                var set = await scope.ServiceProvider.GetRequiredService<ChangeProtection>()
                    .ExecuteAsync(Shop.Mine, id, true, null, Shop.Ct);
                deleted = Task.Run(() => shop.UseAsync((DeleteServer use) => use.ExecuteAsync(Shop.Mine, id, Shop.Ct)));
                await WaitsForALockAsync(shop);
                return set;
            },
            Shop.Ct);

        Assert.Null(protection.Problem);
        Assert.Equal("protected", (await deleted!).Problem?.Code);
        Assert.Null((await shop.ReadAsync(db => db.Servers.IgnoreQueryFilters().SingleAsync(Shop.Ct))).LockedBy);
    }

    [Fact]
    public async Task Order_that_waits_for_its_customers_books_holds_up_no_other_customer()
    {
        await using var shop = await Shop.OpenAsync(DatabaseKind.Postgres);
        await using var books = shop.Database.Scope(tenant => tenant.ActAsWorker());
        Task<Result<PlacedOrder>>? waiting = null;

        await books.ServiceProvider.GetRequiredService<Database>().InTransactionAsync<Done>(
            async () =>
            {
                Assert.NotNull(await books.ServiceProvider.GetRequiredService<CustomerLock>().TakeAsync(Shop.Mine.OrganizationId, Shop.Ct));
                waiting = Task.Run(() => shop.PlaceAsync(Shop.Order()));
                await WaitsForALockAsync(shop);

                var other = await shop.PlaceAsync(Shop.Order("other") with { Project = Shop.Theirs })
                    .WaitAsync(TimeSpan.FromSeconds(20), Shop.Ct);
                Assert.Null(other.Problem);
                return default(Done);
            },
            Shop.Ct);

        Assert.Null((await waiting!).Problem);
    }

    private static Task WaitsForALockAsync(Shop shop) => Wait.UntilAsync("a session waits for a lock", () => shop.ReadAsync(async db =>
        await db.Database.SqlQuery<long>(
            $"""
            SELECT COUNT(*) AS "Value" FROM pg_locks
            WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())
            """)
            .SingleAsync(Shop.Ct) > 0));
}
