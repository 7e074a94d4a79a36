using Hostelry.Billing.Audit;
using Hostelry.Billing.Persistence;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Billing.Tests.Persistence;

public sealed class NewIdsTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task Row_written_with_a_number_taken_before_and_rows_numbered_as_they_are_written_never_share_one(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await WriteAsync(story, known: false);
        for (var round = 0; round < 3; round++)
        {
            var id = await WriteAsync(story, known: true);
            Assert.True(await WriteAsync(story, known: false) > id);
        }

        var ids = await story.ReadAsync(db => db.Reachable<AuditEntry>().Select(row => row.Id).ToListAsync(Ct));
        Assert.Equal(7, ids.Distinct().Count());
        Assert.Equal(7, ids.Count);
    }

    [Theory, OnBothDatabases]
    public async Task Numbers_come_in_the_order_of_their_tables(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await story.OrderAsync(7);
        await WriteAsync(story, known: false); // audit rows are ahead of orders now
        await InTransactionAsync(story, async db =>
        {
            var last = await db.Reachable<AuditEntry>().MaxAsync(row => row.Id, Ct);
            Assert.NotEqual(2, last + 1);
            Assert.Equal([2, last + 1], await db.NewIdsAsync(["orders", "audit_entries"], Ct));
            return 0;
        });
    }

    [Theory, OnBothDatabases]
    public async Task Numbers_are_taken_inside_a_transaction_only(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await Assert.ThrowsAsync<InvalidOperationException>(() => story.ReadAsync(db => db.NewIdsAsync(["orders"], Ct)));
    }

    private static Task<long> WriteAsync(Story story, bool known) => InTransactionAsync(story, async db =>
    {
        var entry = new AuditEntry
        {
            Id = known ? (await db.NewIdsAsync(["audit_entries"], Ct))[0] : 0,
            At = story.Now,
            Actor = "test",
            Action = "test",
            Subjects = "",
        };
        db.AuditEntries.Add(entry);
        await db.SaveChangesAsync(Ct);
        return entry.Id;
    });

    private static async Task<long> InTransactionAsync(Story story, Func<BillingDb, Task<long>> work)
    {
        await using var scope = story.Database.Scope(tenant => tenant.ActAsWorker());
        var db = scope.ServiceProvider.GetRequiredService<BillingDb>();
        var done = await scope.ServiceProvider.GetRequiredService<Database>()
            .InTransactionAsync<long>(async () => await work(db), Ct);
        return done.Value;
    }
}
