using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;
using Hostelry.Testing.Installations;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Account;

/// <summary>What nobody can open any more goes; what somebody can stays.</summary>
public sealed class PruneVisitsTests(Portals portals)
{
    [Theory, OnBothDatabases]
    public async Task Ended_sessions_and_old_links_go_and_living_ones_stay(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var person = await portal.PersonAsync(null);
        var (unseen, old, staff, seen) = (
            await TestPerson.AgainAsync(portal.Services, person.UserId), await TestPerson.AgainAsync(portal.Services, person.UserId),
            await TestPerson.AgainAsync(portal.Services, person.UserId), await TestPerson.AgainAsync(portal.Services, person.UserId));
        var now = TimeProvider.System.GetUtcNow();
        var minute = TimeSpan.FromMinutes(1);
        await SetAsync(portal, unseen, set => set.SetProperty(row => row.LastSeenAt, now - Session.Idle));
        await SetAsync(portal, old, set => set.SetProperty(row => row.CreatedAt, now - Session.Lasts));
        await SetAsync(portal, staff, set => set
            .SetProperty(row => row.StaffUserId, person.UserId).SetProperty(row => row.CreatedAt, now - Session.LastsForStaff));
        await SetAsync(portal, seen, set => set
            .SetProperty(row => row.CreatedAt, now - Session.Lasts + minute).SetProperty(row => row.LastSeenAt, now - Session.Idle + minute));
        await portal.AsWorkerAsync<IdentityDb, int>(async db =>
        {
            db.MailLinks.AddRange(
                Link("over", now - PruneVisits.KeptLinks), Link("fresh", now - PruneVisits.KeptLinks + minute));
            return await db.SaveChangesAsync(TestApi.Stop);
        });

        // Other tests' rows may go along.
        Assert.True(await portal.AsWorkerAsync<PruneVisits, int>(prune => prune.ExecuteAsync(TestApi.Stop)) >= 4);
        long[] left = await portal.AsWorkerAsync<IdentityDb, long[]>(db => db.Sessions
            .Where(row => row.UserId == person.UserId).OrderBy(row => row.Id).Select(row => row.Id).ToArrayAsync(TestApi.Stop));
        Assert.Equal([person.SessionId, seen.SessionId], left);
        Assert.Equal(System.Net.HttpStatusCode.OK, (await new Browser(portal, seen).GetAsync("/account")).Status);
        Assert.Equal([$"fresh-{person.UserId}"], await portal.AsWorkerAsync<IdentityDb, string[]>(db => db.MailLinks
            .Where(row => row.UserId == person.UserId).Select(row => row.Address).ToArrayAsync(TestApi.Stop)));

        MailLink Link(string name, DateTimeOffset expires) => new()
        {
            Purpose = LinkPurpose.Reset,
            UserId = person.UserId,
            Address = $"{name}-{person.UserId}",
            Hash = MailLinks.HashOf(MailLinks.NewSecret()),
            CreatedAt = expires - TimeSpan.FromHours(1),
            ExpiresAt = expires,
        };
    }

    private static Task<int> SetAsync(
        TestPortal portal, TestPerson person, Action<Microsoft.EntityFrameworkCore.Query.UpdateSettersBuilder<Session>> set) =>
        portal.AsWorkerAsync<IdentityDb, int>(db =>
            db.Sessions.Where(row => row.Id == person.SessionId).ExecuteUpdateAsync(set, TestApi.Stop));
}
