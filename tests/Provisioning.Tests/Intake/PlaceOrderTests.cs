using Hostelry.Billing;
using Hostelry.Billing.Subscriptions;
using Hostelry.Provisioning.Catalogue;
using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Tests.Intake;

public sealed class PlaceOrderTests
{
    [Theory]
    [OnBothDatabases]
    public async Task Accepted_order_is_one_server_one_subscription_and_one_running_action(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        var placed = await shop.PlaceAsync(Shop.Order() with
        {
            Labels = new Dictionary<string, string> { ["env"] = "prod" },
            UserData = "#cloud-config\n",
        });

        Assert.Null(placed.Problem);
        var server = placed.Value.Server;
        Assert.Equal(("web-1", ServerStatus.Initializing, true), (server.Name, server.Status, server.Locked));
        Assert.Equal(("ct11", "debian-12", "local-dc1", "local"),
            (server.ServerType.Name, server.Image.Name, server.Datacenter.Name, server.Datacenter.Location.Name));
        Assert.Equal("10.77.0.2", server.Address!.Ipv4);
        Assert.Matches("^02:[0-9a-f]{2}:0a:4d:00:02$", server.Address.Mac);
        Assert.Equal("prod", server.Labels["env"]);
        Assert.Equal(("create_server", OperationStatus.Running, server.Id),
            (placed.Value.Action.Kind, placed.Value.Action.Status, placed.Value.Action.ServerId));

        var row = await shop.ReadAsync(db => db.Servers.IgnoreQueryFilters().SingleAsync(Shop.Ct));
        Assert.Equal(("abc123", 0, placed.Value.Action.Id), (row.ImageDigest, row.HostSlot, row.LockedBy));
        var subscription = await shop.Database.AsWorkerAsync(
            (BillingDb db) => db.Reachable<Subscription>().SingleAsync(Shop.Ct));
        Assert.Equal((SubscriptionState.Pending, server.Id, row.SubscriptionId),
            (subscription.State, subscription.ResourceId, subscription.Id));
        var audit = await shop.Database.AsWorkerAsync(
            (BillingDb db) => db.AuditEntries.IgnoreQueryFilters().SingleAsync(entry => entry.Action == "server.create", Shop.Ct));
        Assert.Equal(FormattableString.Invariant($"project:70 server:{server.Id} operation:{row.LockedBy}"), audit.Subjects);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Order_without_keys_shows_a_password_and_stores_it_sealed(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        var placed = await shop.PlaceAsync(Shop.Order());
        var password = placed.Value.RootPassword!;
        Assert.Matches("^[A-Za-z0-9]{24}$", password);
        Assert.DoesNotContain(password, placed.Value.ToString(), StringComparison.Ordinal);
        var row = await shop.ReadAsync(db => db.Servers.IgnoreQueryFilters().SingleAsync(Shop.Ct));
        Assert.Equal(password, System.Text.Encoding.ASCII.GetString([.. row.SealedRootPassword!.Reverse()]));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Order_with_keys_copies_them_and_makes_no_password(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        await shop.KeyAsync(Shop.Mine);
        var placed = await shop.PlaceAsync(Shop.Order() with { SshKeys = ["laptop"], StartAfterCreate = false });
        Assert.Null(placed.Problem);
        Assert.Null(placed.Value.RootPassword);
        var row = await shop.ReadAsync(db => db.Servers.IgnoreQueryFilters().SingleAsync(Shop.Ct));
        Assert.Equal((Shop.PublicKey, false, null), (row.AuthorizedKeys, row.WantsPower, row.SealedRootPassword));
    }

    public static TheoryData<DatabaseKind, string> Refusals()
    {
        var data = new TheoryData<DatabaseKind, string>();
        foreach (var kind in Enum.GetValues<DatabaseKind>())
        {
            foreach (var refusal in Refused.Keys)
            {
                data.Add(kind, refusal);
            }
        }

        return data;
    }

    private static readonly Dictionary<string, (Func<PlaceOrderRequest, PlaceOrderRequest> Change, string Code, string? Field)> Refused =
        new(StringComparer.Ordinal)
        {
            ["no name"] = (order => order with { Name = "" }, "invalid_input", "name"),
            ["taken name"] = (order => order with { Name = "taken" }, "uniqueness_error", "name"),
            ["unknown type"] = (order => order with { ServerType = "ct99" }, "not_found", "server_type"),
            ["type by a huge id"] = (order => order with { ServerType = "9223372036854775808" }, "not_found", "server_type"),
            ["retired type"] = (order => order with { ServerType = "ct41" }, "invalid_input", "server_type"),
            ["unknown image"] = (order => order with { Image = "windows" }, "not_found", "image"),
            ["deleted image"] = (order => order with { Image = "old" }, "not_found", "image"),
            ["another seller's image"] = (order => order with { Image = "foreign" }, "not_found", "image"),
            ["image on no host"] = (order => order with { Image = "unbuilt" }, "placement_error", null),
            ["unknown key"] = (order => order with { SshKeys = ["nobody"] }, "not_found", "ssh_keys"),
            ["foreign key by name"] = (order => order with { SshKeys = ["theirs"] }, "not_found", "ssh_keys"),
            ["foreign key by id"] = (order => order with { SshKeys = ["1"] }, "not_found", "ssh_keys"),
            ["unknown location"] = (order => order with { Location = "moon" }, "not_found", "location"),
            ["unknown datacenter"] = (order => order with { Datacenter = "moon-dc1" }, "not_found", "datacenter"),
            ["both places"] = (order => order with { Location = "local", Datacenter = "local-dc1" }, "invalid_input", "datacenter"),
            ["user data of 32 KiB and one"] =
                (order => order with { UserData = new string('x', 32769) }, "invalid_input", "user_data"),
            ["user data with NUL"] = (order => order with { UserData = "a\0b" }, "invalid_input", "user_data"),
            ["label with a blank"] = (order => order with { Labels = new Dictionary<string, string> { ["a b"] = "c" } }, "invalid_input", "labels"),
            ["label with markup"] = (order => order with { Labels = new Dictionary<string, string> { ["a"] = "<b>" } }, "invalid_input", "labels"),
            ["no money"] = (order => order with { ServerType = "ct31" }, "insufficient_funds", null),
        };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Refused_order_changes_nothing(DatabaseKind kind, string refusal)
    {
        await using var shop = await Shop.OpenAsync(kind, credit: "5.00");
        await shop.KeyAsync(Shop.Theirs, "theirs");
        await shop.PlacedAsync("taken");
        await shop.WriteAsync(async db =>
        {
            (await db.ServerTypes.SingleAsync(type => type.Name == "ct41", Shop.Ct)).RetiredAt = shop.Database.Clock.GetUtcNow();
            db.Images.AddRange(NewImage("unbuilt", 1), NewImage("foreign", 2), NewImage("old", 1, shop.Database.Clock.GetUtcNow()));
        });

        var before = await shop.CountsAsync();
        var (change, code, field) = Refused[refusal];
        var placed = await shop.PlaceAsync(change(Shop.Order()));

        Assert.Equal((code, field), (placed.Problem?.Code, placed.Problem?.Field));
        Assert.Equal(before, await shop.CountsAsync());
    }

    [Theory]
    [OnBothDatabases]
    public async Task Twenty_orders_at_once_stop_at_the_quota_of_five(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind, settings => settings.DefaultServers = 5);
        var codes = await AtOnceAsync(shop, 20);
        Assert.Equal(5, codes.Count(code => code is null));
        Assert.Equal(15, codes.Count(code => code == "resource_limit_exceeded"));
        Assert.Equal(5, await shop.ReadAsync(db => db.Servers.IgnoreQueryFilters().CountAsync(Shop.Ct)));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Quota_row_replaces_the_default_and_counts_cores(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind, settings => settings.DefaultCores = 1);
        Assert.Equal("resource_limit_exceeded", (await shop.PlaceAsync(Shop.Order() with { ServerType = "ct31" })).Problem?.Code);
        await shop.WriteAsync(db =>
        {
            db.Quotas.Add(new Quota { OrganizationId = Shop.Mine.OrganizationId, Resource = Quotas.Cores, Limit = 2 });
            return Task.CompletedTask;
        });
        Assert.Null((await shop.PlaceAsync(Shop.Order() with { ServerType = "ct31" })).Problem);
        Assert.Equal("resource_limit_exceeded", (await shop.PlaceAsync(Shop.Order("web-2"))).Problem?.Code);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Ten_orders_at_once_get_the_three_addresses_once_each(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind, addresses: 3);
        var codes = await AtOnceAsync(shop, 10, twoOrganizations: true);
        Assert.Equal(3, codes.Count(code => code is null));
        Assert.Equal(7, codes.Count(code => code == "placement_error"));
        var given = await shop.ReadAsync(db => db.Addresses.Select(row => row.Ipv4).ToListAsync(Shop.Ct));
        Assert.Equal(["10.77.0.2", "10.77.0.3", "10.77.0.4"], given.Order());
    }

    [Theory]
    [OnBothDatabases]
    public async Task Released_address_comes_back_after_its_cool_down_only(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind, addresses: 1);
        await shop.PlacedAsync();
        await shop.WriteAsync(async db =>
            (await db.Addresses.SingleAsync(Shop.Ct)).ReleasedAt = shop.Database.Clock.GetUtcNow());

        shop.Database.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.Equal("placement_error", (await shop.PlaceAsync(Shop.Order("web-2"))).Problem?.Code);
        shop.Database.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("10.77.0.2", (await shop.PlaceAsync(Shop.Order("web-2"))).Value.Server.Address!.Ipv4);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Who_orders_and_deletes_without_end_waits_at_three_addresses_a_server_of_its_quota(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind, settings => settings.DefaultServers = 1);
        for (var number = 0; number < 3; number++)
        {
            var id = await shop.PlacedAsync(FormattableString.Invariant($"web-{number}"));
            var now = shop.Database.Clock.GetUtcNow();
            await shop.EditServerAsync(id, server => server.DeletedAt = now);
            await shop.WriteAsync(async db => (await db.Addresses.SingleAsync(row => row.ServerId == id, Shop.Ct)).ReleasedAt = now);
        }

        var refused = (await shop.PlaceAsync(Shop.Order())).Problem;
        Assert.Equal("resource_limit_exceeded", refused?.Code);
        Assert.Contains("3 addresses", refused!.Message, StringComparison.Ordinal);
        Assert.Contains("wait", refused.Message, StringComparison.Ordinal);
        Assert.Null((await shop.PlaceAsync(Shop.Order() with { Project = Shop.Theirs })).Problem);

        shop.Database.Clock.Advance(TimeSpan.FromMinutes(15) - TimeSpan.FromSeconds(1));
        Assert.Equal("resource_limit_exceeded", (await shop.PlaceAsync(Shop.Order())).Problem?.Code);
        shop.Database.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null((await shop.PlaceAsync(Shop.Order())).Problem);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Orders_at_once_fill_a_host_to_its_memory_and_no_further(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind, memoryBytes: 2L * 512 << 20);
        var codes = await AtOnceAsync(shop, 6, twoOrganizations: true);
        Assert.Equal(2, codes.Count(code => code is null));
        Assert.Equal(4, codes.Count(code => code == "placement_error"));
        var slots = await shop.ReadAsync(db => db.Servers.IgnoreQueryFilters().Select(row => row.HostSlot).ToListAsync(Shop.Ct));
        Assert.Equal([0, 1], slots.Order());
    }

    [Theory]
    [OnBothDatabases]
    public async Task Closed_or_unready_host_takes_nothing(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        await shop.WriteAsync(async db => (await db.Hosts.SingleAsync(Shop.Ct)).Open = false);
        Assert.Equal("placement_error", (await shop.PlaceAsync(Shop.Order())).Problem?.Code);
        await shop.WriteAsync(async db =>
        {
            var host = await db.Hosts.SingleAsync(Shop.Ct);
            (host.Open, host.Ready) = (true, false);
        });
        Assert.Equal("placement_error", (await shop.PlaceAsync(Shop.Order())).Problem?.Code);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Orders_at_once_cannot_spend_the_same_money_twice(DatabaseKind kind)
    {
        // 492 hours are left of the month: 1.476 each at most, so 4.00 pays for two.
        await using var shop = await Shop.OpenAsync(kind, credit: "4.00");
        var codes = await AtOnceAsync(shop, 6);
        Assert.Equal(2, codes.Count(code => code is null));
        Assert.Equal(4, codes.Count(code => code == "insufficient_funds"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Same_name_at_once_is_given_once(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        var placed = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => shop.PlaceAsync(Shop.Order()))));
        Assert.Single(placed, result => result.IsSuccess);
        Assert.Equal(4, placed.Count(result => result.Problem?.Code == "uniqueness_error"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Order_costs_the_same_number_of_statements_on_a_full_host_as_on_an_empty_one(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind, settings => settings.DefaultServers = 100);
        await shop.PlacedAsync("warm-up");
        var first = await CountAsync(shop, "first");
        for (var number = 0; number < 20; number++)
        {
            await shop.PlacedAsync(FormattableString.Invariant($"web-{number}"));
        }

        Assert.Equal(first, await CountAsync(shop, "last"));
        Assert.InRange(first, 1, 25);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Order_that_fails_at_any_statement_leaves_nothing(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        await shop.PlacedAsync("warm-up");
        var statements = await CountAsync(shop, "counted");
        var before = await shop.CountsAsync();
        for (var statement = 1; statement <= statements; statement++)
        {
            shop.Database.Source.FailAtStatement(statement);
            var failure = await Record.ExceptionAsync(() => shop.PlaceAsync(Shop.Order("broken")));
            shop.Database.Source.FailAtStatement(0);
            Assert.True(failure is not null, FormattableString.Invariant($"Statement {statement} did not fail."));
            Assert.Equal(before, await shop.CountsAsync());
        }
    }

    private static async Task<int> CountAsync(Shop shop, string name)
    {
        shop.Database.Source.FailAtStatement(0);
        await shop.PlacedAsync(name);
        return shop.Database.Source.Statements;
    }

    private static async Task<IReadOnlyList<string?>> AtOnceAsync(Shop shop, int orders, bool twoOrganizations = false)
    {
        var placed = await Task.WhenAll(Enumerable.Range(0, orders).Select(number => Task.Run(() => shop.PlaceAsync(
            Shop.Order(FormattableString.Invariant($"web-{number}")) with
            {
                Project = twoOrganizations && number % 2 == 1 ? Shop.Theirs : Shop.Mine,
            }))));
        return [.. placed.Select(result => result.Problem?.Code)];
    }

    private static Images.Image NewImage(string name, long seller, DateTimeOffset? deletedAt = null) => new()
    {
        SellerId = seller,
        Type = "system",
        Name = name,
        Description = name,
        OsFlavor = "debian",
        OsVersion = "12",
        Recipe = name,
        CreatedAt = new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero),
        DeletedAt = deletedAt,
    };
}
