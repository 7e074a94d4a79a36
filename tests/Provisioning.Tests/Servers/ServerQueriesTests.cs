using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Listing;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;
using Hostelry.Provisioning.Tests.Intake;
using Hostelry.Testing;

namespace Hostelry.Provisioning.Tests.Servers;

public sealed class ServerQueriesTests
{
    [Theory]
    [OnBothDatabases]
    public async Task List_of_a_hundred_servers_costs_as_many_statements_as_a_list_of_two(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(
            kind, settings => (settings.DefaultServers, settings.DefaultCores) = (200, 200), 200L * 512 << 20, 150, "500.00");
        await FillAsync(shop, 0, 2);
        var few = await CountAsync(shop);
        await FillAsync(shop, 2, 100);
        Assert.Equal(few, await CountAsync(shop));
        Assert.InRange(few, 1, 3);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Pages_are_sorted_and_complete(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        await FillAsync(shop, 0, 5);
        var first = (await ListAsync(shop, new ServerFilter(Sort: ["name:desc"]), new Page(1, 2))).Value;
        var last = (await ListAsync(shop, new ServerFilter(Sort: ["name:desc"]), new Page(3, 2))).Value;
        Assert.Equal((5, 2), (first.Total, first.Page.Size));
        Assert.Equal(["web-4", "web-3"], first.Items.Select(server => server.Name));
        Assert.Equal(["web-0"], last.Items.Select(server => server.Name));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Filters_restrict_and_foreign_servers_never_show(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        await FillAsync(shop, 0, 3);
        await shop.PlaceAsync(Shop.Order("other") with { Project = Shop.Theirs });
        var ids = (await ListAsync(shop, new ServerFilter(), new Page())).Value.Items.Select(server => server.Id).ToList();
        Assert.Equal(3, ids.Count);
        Assert.Equal(["web-1"], await NamesAsync(shop, new ServerFilter(Name: "web-1")));
        Assert.Equal(["web-0", "web-2"], await NamesAsync(shop, new ServerFilter(LabelSelector: "even")));
        Assert.Equal(["web-1"], await NamesAsync(shop, new ServerFilter(LabelSelector: "!even")));
        Assert.Equal(["web-2"], await NamesAsync(shop, new ServerFilter(Ids: [ids[2]])));
        Assert.Equal(3, (await NamesAsync(shop, new ServerFilter(Statuses: ["initializing"]))).Count);
        Assert.Empty(await NamesAsync(shop, new ServerFilter(Statuses: ["running", "off"])));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Unknown_status_sort_and_selector_are_refused_by_name(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        Assert.Equal("status", (await ListAsync(shop, new ServerFilter(Statuses: ["broken"]), new Page())).Problem?.Field);
        Assert.Equal("status", (await ListAsync(shop, new ServerFilter(Statuses: ["1"]), new Page())).Problem?.Field);
        Assert.Equal("sort", (await ListAsync(shop, new ServerFilter(Sort: ["password"]), new Page())).Problem?.Field);
        Assert.Equal("sort", (await ListAsync(shop, new ServerFilter(Sort: ["name:up"]), new Page())).Problem?.Field);
        Assert.Equal("label_selector", (await ListAsync(shop, new ServerFilter(LabelSelector: "a=("), new Page())).Problem?.Field);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Renamed_and_relabelled_server_shows_the_new_and_refuses_a_taken_name(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        await FillAsync(shop, 0, 2);
        var id = (await ListAsync(shop, new ServerFilter(Name: "web-0"), new Page())).Value.Items[0].Id;
        var labels = new Dictionary<string, string> { ["b"] = "2", ["a"] = "1" };
        var updated = await shop.UseAsync((UpdateServer use) => use.ExecuteAsync(Shop.Mine, id, "db-1", labels, Shop.Ct));
        Assert.Equal(("db-1", "a=1,b=2"),
            (updated.Value.Name, string.Join(',', updated.Value.Labels.Select(label => label.Key + "=" + label.Value))));
        var taken = await shop.UseAsync((UpdateServer use) => use.ExecuteAsync(Shop.Mine, id, "web-1", null, Shop.Ct));
        Assert.Equal("uniqueness_error", taken.Problem?.Code);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Operations_are_read_by_id_and_by_server_in_the_own_project_only(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        var placed = (await shop.PlaceAsync(Shop.Order())).Value;
        var found = await shop.UseAsync((OperationQueries use) => use.GetAsync(Shop.Mine, placed.Action.Id, Shop.Ct));
        Assert.Equal(placed.Action, found.Value);
        var listed = await shop.UseAsync((OperationQueries use) => use.ListAsync(
            Shop.Mine, new OperationFilter(placed.Server.Id, Statuses: ["running"], Sort: ["started:desc"]), new Page(), Shop.Ct));
        Assert.Equal([placed.Action], listed.Value.Items);
        Assert.Equal("not_found", (await shop.UseAsync(
            (OperationQueries use) => use.GetAsync(Shop.Theirs, placed.Action.Id, Shop.Ct), Shop.Theirs)).Problem?.Code);
        Assert.Equal("not_found", (await shop.UseAsync((OperationQueries use) => use.ListAsync(
            Shop.Theirs, new OperationFilter(placed.Server.Id), new Page(), Shop.Ct), Shop.Theirs)).Problem?.Code);
    }

    private static async Task FillAsync(Shop shop, int from, int to)
    {
        for (var number = from; number < to; number++)
        {
            var placed = await shop.PlaceAsync(Shop.Order(FormattableString.Invariant($"web-{number}")) with
            {
                Labels = number % 2 == 0 ? new Dictionary<string, string> { ["even"] = "" } : new Dictionary<string, string>(),
            });
            Assert.Null(placed.Problem);
        }
    }

    private static async Task<int> CountAsync(Shop shop)
    {
        shop.Database.Source.FailAtStatement(0);
        Assert.Null((await ListAsync(shop, new ServerFilter(LabelSelector: "!none"), new Page(1, 50))).Problem);
        return shop.Database.Source.Statements;
    }

    private static async Task<IReadOnlyList<string>> NamesAsync(Shop shop, ServerFilter filter) =>
        [.. (await ListAsync(shop, filter, new Page())).Value.Items.Select(server => server.Name)];

    private static Task<Result<Paged<ServerView>>> ListAsync(Shop shop, ServerFilter filter, Page page) =>
        shop.UseAsync((ServerQueries use) => use.ListAsync(Shop.Mine, filter, page, Shop.Ct));
}
