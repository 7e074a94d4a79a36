using Hostelry.Provisioning.Catalogue;
using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Listing;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;
using Hostelry.Provisioning.Tests.Intake;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Tests.Servers;

/// <summary>What pages read at one look: few statements, and nothing of another project.</summary>
public sealed class PageReadsTests
{
    [Theory]
    [OnBothDatabases]
    public async Task Search_finds_a_part_of_the_name_in_any_case_or_of_the_address(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        var web = (await shop.PlaceAsync(Shop.Order("Web-Front"))).Value.Server;
        await shop.PlaceAsync(Shop.Order("db-1"));
        await shop.PlaceAsync(Shop.Order("web-theirs") with { Project = Shop.Theirs });

        Assert.Equal(["Web-Front"], await NamesAsync(shop, " wEB-"));
        Assert.Equal(["Web-Front"], await NamesAsync(shop, web.Address!.Ipv4));
        Assert.Empty(await NamesAsync(shop, "%"));
        Assert.Empty(await NamesAsync(shop, "_"));
        Assert.Equal(2, (await NamesAsync(shop, "  ")).Count);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Overview_counts_and_shows_the_newest_in_one_statement(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        Assert.Equal((0, false), await EmptyAsync(shop));
        await shop.KeyAsync(Shop.Mine);
        Assert.Equal((0, true), await EmptyAsync(shop));
        var running = await shop.RunningAsync("web-1");
        foreach (var name in (string[])["web-2", "web-3"])
        {
            await shop.PlacedAsync(name);
        }

        await shop.EditServerAsync(running, server => server.Suspended = true);
        await shop.PlaceAsync(Shop.Order("other") with { Project = Shop.Theirs });
        shop.Database.Source.FailAtStatement(0);
        var overview = await shop.UseAsync((ProjectOverview use) => use.ExecuteAsync(Shop.Mine, 2, Shop.Ct));

        Assert.Equal(1, shop.Database.Source.Statements);
        Assert.Equal((3, 1, 1), (overview.Total, overview.Running, overview.Suspended));
        Assert.Equal(["web-3", "web-2"], overview.Newest.Select(server => server.Name));
    }

    [Theory]
    [OnBothDatabases]
    public async Task History_is_newest_first_and_of_the_own_project_only(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        var id = await shop.RunningAsync();
        await shop.UseAsync((ChangePower use) => use.ExecuteAsync(Shop.Mine, id, PowerAction.Reboot, Shop.Ct));

        var history = await HistoryAsync(shop, Shop.Mine, id);
        Assert.Equal(OperationKind.RebootServer, history[0].Operation.Kind);
        Assert.Equal(OperationKind.CreateServer, history[^1].Operation.Kind);
        Assert.Empty(await HistoryAsync(shop, Shop.Theirs, id));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Choices_of_an_order_come_in_two_statements(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        await shop.KeyAsync(Shop.Mine);
        await shop.KeyAsync(Shop.Theirs, "foreign");
        Assert.Empty((await shop.UseAsync((OrderChoices use) => use.ExecuteAsync(Shop.Mine, Shop.Ct))).Images);
        await shop.WriteAsync(async db => (await db.Images.SingleAsync(Shop.Ct)).Digest = "abc123");
        shop.Database.Source.FailAtStatement(0);
        var choices = await shop.UseAsync((OrderChoices use) => use.ExecuteAsync(Shop.Mine, Shop.Ct));

        Assert.Equal(2, shop.Database.Source.Statements);
        Assert.Contains("ct11", choices.Types.Select(type => type.Name));
        Assert.Equal(choices.Types.Select(type => type.Cores).Order(), choices.Types.Select(type => type.Cores));
        Assert.Single(choices.Locations);
        Assert.Equal(["debian-12"], choices.Images.Select(image => image.Name));
        Assert.Equal(["laptop"], choices.Keys.Select(key => key.Name));
    }

    private static async Task<(int Total, bool HasKey)> EmptyAsync(Shop shop)
    {
        var overview = await shop.UseAsync((ProjectOverview use) => use.ExecuteAsync(Shop.Mine, 2, Shop.Ct));
        return (overview.Total, overview.HasKey);
    }

    private static Task<IReadOnlyList<ServerHistoryEntry>> HistoryAsync(Shop shop, ProjectKey project, long id) =>
        shop.UseAsync((ServerHistory use) => use.ExecuteAsync(project, id, 10, Shop.Ct), project);

    private static async Task<IReadOnlyList<string>> NamesAsync(Shop shop, string text) =>
        [.. (await shop.UseAsync((ServerQueries use) => use.ListAsync(
            Shop.Mine, new ServerFilter(Text: text), new Page(), Shop.Ct))).Value.Items.Select(server => server.Name)];
}
