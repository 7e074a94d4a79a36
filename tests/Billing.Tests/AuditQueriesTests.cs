using Hostelry.Billing.Audit;
using Hostelry.Testing;

namespace Hostelry.Billing.Tests;

public sealed class AuditQueriesTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task Log_is_filtered_paged_and_shows_nothing_of_another_organization(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "0");
        await story.CustomerAsync(8, "0");
        await WriteAsync(story, 7, "server.create", "project:1", "server:12");
        await WriteAsync(story, 7, "server.delete", "project:1", "server:1");
        await WriteAsync(story, 7, "serverless.try", "server:123");
        await WriteAsync(story, 8, "server.create", "server:12");

        Assert.Equal(["server.delete", "server.create"], await ActionsAsync(story, new AuditFilter(Action: "server")));
        Assert.Equal(["server.create"], await ActionsAsync(story, new AuditFilter(Subject: "server:12")));
        Assert.Equal(["server.delete"], await ActionsAsync(story, new AuditFilter(Subject: "server:1")));
        Assert.Equal(["serverless.try"], await ActionsAsync(story, new AuditFilter(Subject: "server:123")));
        Assert.Equal(["customer.create"], await ActionsAsync(story, new AuditFilter(Actor: "worker", Action: "customer")));
        Assert.Empty(await ActionsAsync(story, new AuditFilter(From: story.Now.AddMinutes(1))));
        Assert.Equal(4, (await ActionsAsync(story, new AuditFilter(From: story.Now, To: story.Now.AddMinutes(1)))).Count);

        var first = await story.Database.AsOrganizationAsync(
            7, (AuditQueries use) => use.ListAsync(7, new AuditFilter(), null, 3, Ct));
        var rest = await story.Database.AsOrganizationAsync(
            7, (AuditQueries use) => use.ListAsync(7, new AuditFilter(), first.Next, 3, Ct));
        Assert.Equal((3, 1), (first.Entries.Count, rest.Entries.Count));
        Assert.Null(rest.Next);
    }

    private static Task WriteAsync(Story story, long organization, string action, params string[] subjects) =>
        story.Database.AsOrganizationAsync(organization, async (AuditLog log) =>
        {
            await log.WriteAsync(action, organization, Ct, subjects);
            return 0;
        });

    private static async Task<IReadOnlyList<string>> ActionsAsync(Story story, AuditFilter filter) =>
        [.. (await story.Database.AsOrganizationAsync(7, (AuditQueries use) => use.ListAsync(7, filter, null, 50, Ct)))
            .Entries.Select(entry => entry.Action)];
}
