using Hostelry.Billing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Subscriptions;
using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Tests.Intake;

public sealed class ServerActionTests
{
    /// <summary>Every action on a server, by name; each gives its refusal, or null.</summary>
    private static readonly Dictionary<string, Func<Shop, ProjectKey, long, Task<Problem?>>> Actions = new(StringComparer.Ordinal)
    {
        ["power on"] = (shop, project, id) => PowerAsync(shop, project, id, PowerAction.PowerOn),
        ["power off"] = (shop, project, id) => PowerAsync(shop, project, id, PowerAction.PowerOff),
        ["shutdown"] = (shop, project, id) => PowerAsync(shop, project, id, PowerAction.Shutdown),
        ["reboot"] = (shop, project, id) => PowerAsync(shop, project, id, PowerAction.Reboot),
        ["reset"] = (shop, project, id) => PowerAsync(shop, project, id, PowerAction.Reset),
        ["rebuild"] = async (shop, project, id) => (await shop.UseAsync(
            (RebuildServer use) => use.ExecuteAsync(project, id, "debian-12", null, Shop.Ct), project)).Problem,
        ["reset password"] = async (shop, project, id) => (await shop.UseAsync(
            (ResetPassword use) => use.ExecuteAsync(project, id, Shop.Ct), project)).Problem,
        ["change type"] = async (shop, project, id) => (await ChangeTypeAsync(shop, id, "ct21", true, project)).Problem,
    };

    public static TheoryData<DatabaseKind, string> EveryAction()
    {
        var data = new TheoryData<DatabaseKind, string>();
        foreach (var kind in Enum.GetValues<DatabaseKind>())
        {
            foreach (var action in Actions.Keys)
            {
                data.Add(kind, action);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(EveryAction))]
    public async Task Action_is_refused_on_a_foreign_locked_suspended_or_deleting_server_and_then_accepted(
        DatabaseKind kind, string action)
    {
        await using var shop = await Shop.OpenAsync(kind);
        var act = Actions[action];
        var id = await shop.RunningAsync();
        var before = await shop.CountsAsync();

        var foreign = await act(shop, Shop.Theirs, id);
        var missing = await act(shop, Shop.Mine, 4711);
        Assert.Equal("not_found", foreign?.Code);
        Assert.Equal(missing, foreign);
        Assert.Equal(missing, await act(shop, Shop.Mine with { ProjectId = 71 }, id));

        await shop.EditServerAsync(id, server => server.LockedBy = 99);
        Assert.Equal("locked", (await act(shop, Shop.Mine, id))?.Code);
        await shop.EditServerAsync(id, server => (server.LockedBy, server.Suspended) = (null, true));
        Assert.Equal("forbidden", (await act(shop, Shop.Mine, id))?.Code);
        await shop.EditServerAsync(id, server => (server.Suspended, server.Status) = (false, ServerStatus.Deleting));
        Assert.Equal("locked", (await act(shop, Shop.Mine, id))?.Code);
        Assert.Equal(before, await shop.CountsAsync());

        await shop.EditServerAsync(id, server => server.Status = ServerStatus.Running);
        Assert.Null(await act(shop, Shop.Mine, id));
        Assert.Equal("locked", (await act(shop, Shop.Mine, id))?.Code);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Ten_actions_at_once_are_one_operation(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        var id = await shop.RunningAsync();
        var refusals = await Task.WhenAll(Enumerable.Range(0, 10)
            .Select(_ => Task.Run(() => PowerAsync(shop, Shop.Mine, id, PowerAction.Reboot))));
        Assert.Single(refusals, problem => problem is null);
        Assert.Equal(9, refusals.Count(problem => problem?.Code == "locked"));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Delete_during_create_is_accepted_and_ends_the_pending_subscription(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        var id = await shop.PlacedAsync();
        var deleted = await DeleteAsync(shop, id);
        Assert.Equal("delete_server", deleted.Value.Kind);
        var subscription = await shop.Database.AsWorkerAsync((BillingDb db) => db.Reachable<Subscription>().SingleAsync(Shop.Ct));
        Assert.Equal((SubscriptionState.Ended, null), (subscription.State, subscription.ReadyAt));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Delete_asked_again_gives_the_running_action(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        var id = await shop.RunningAsync();
        var asked = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => DeleteAsync(shop, id))));
        Assert.All(asked, result => Assert.Null(result.Problem));
        Assert.Single(asked.Select(result => result.Value.Id).Distinct());
        Assert.Equal(1, await shop.ReadAsync(db => db.Operations.IgnoreQueryFilters()
            .CountAsync(row => row.Kind == "delete_server", Shop.Ct)));
    }

    [Theory]
    [OnBothDatabases]
    public async Task Protected_server_is_neither_deleted_nor_rebuilt_until_the_protection_is_lifted(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        var id = await shop.RunningAsync();
        var set = await ProtectAsync(shop, id, true);
        Assert.Equal((OperationStatus.Success, 100, "change_protection"), (set.Value.Status, set.Value.Progress, set.Value.Kind));
        var before = await shop.CountsAsync();
        Assert.Equal("protected", (await DeleteAsync(shop, id)).Problem?.Code);
        Assert.Equal("protected", (await Actions["rebuild"](shop, Shop.Mine, id))?.Code);
        Assert.Equal(before, await shop.CountsAsync());
        Assert.Null((await ProtectAsync(shop, id, false)).Problem);
        Assert.Null((await DeleteAsync(shop, id)).Problem);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Foreign_server_is_not_deleted_nor_protected(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        var id = await shop.RunningAsync();
        Assert.Equal("not_found", (await DeleteAsync(shop, id, Shop.Theirs)).Problem?.Code);
        Assert.Equal("not_found", (await shop.UseAsync(
            (ChangeProtection use) => use.ExecuteAsync(Shop.Theirs, id, true, true, Shop.Ct), Shop.Theirs)).Problem?.Code);
        Assert.Equal("not_found", (await shop.UseAsync(
            (ServerQueries use) => use.GetAsync(Shop.Theirs, id, Shop.Ct), Shop.Theirs)).Problem?.Code);
        Assert.Equal("not_found", (await shop.UseAsync(
            (UpdateServer use) => use.ExecuteAsync(Shop.Theirs, id, "mine", null, Shop.Ct), Shop.Theirs)).Problem?.Code);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Type_with_a_smaller_disk_the_same_type_and_an_unknown_one_are_refused(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        var id = await shop.RunningAsync();
        await shop.EditServerAsync(id, server => server.DiskBytes = 10L << 30);
        await shop.WriteAsync(async db => db.Servers.IgnoreQueryFilters().Single().ServerTypeId =
            (await db.ServerTypes.SingleAsync(type => type.Name == "ct21", Shop.Ct)).Id);
        var before = await shop.CountsAsync();

        var smaller = (await ChangeTypeAsync(shop, id, "ct11", upgradeDisk: false)).Problem;
        Assert.Equal(("invalid_server_type", "server_type"), (smaller?.Code, smaller?.Field));
        Assert.Contains("never shrinks", smaller!.Message, StringComparison.Ordinal);
        Assert.Equal("invalid_server_type", (await ChangeTypeAsync(shop, id, "ct21", true)).Problem?.Code);
        Assert.Equal("not_found", (await ChangeTypeAsync(shop, id, "ct99", true)).Problem?.Code);
        Assert.Equal(before, await shop.CountsAsync());
    }

    [Theory]
    [OnBothDatabases]
    public async Task Change_of_type_holds_room_and_money_for_the_larger_type(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind, memoryBytes: 5L * 512 << 20, credit: "6.50");
        var id = await shop.RunningAsync();
        Assert.Equal("placement_error", (await ChangeTypeAsync(shop, id, "ct41", true)).Problem?.Code);
        Assert.Null((await ChangeTypeAsync(shop, id, "ct31", upgradeDisk: false)).Problem);
        var room = await shop.ReadAsync(db => db.HostReservations.SingleAsync(Shop.Ct));
        Assert.Equal((2, 2L << 30, 5L << 30), (room.Cores, room.MemoryBytes, room.DiskBytes));
        Assert.Equal("insufficient_funds", (await shop.PlaceAsync(Shop.Order("web-2"))).Problem?.Code);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Change_of_type_without_funds_changes_nothing(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind, credit: "2.00");
        var id = await shop.RunningAsync();
        var before = await shop.CountsAsync();
        Assert.Equal("insufficient_funds", (await ChangeTypeAsync(shop, id, "ct31", true)).Problem?.Code);
        Assert.Equal(before, await shop.CountsAsync());
        Assert.Equal(512L << 20, (await shop.ReadAsync(db => db.HostReservations.SingleAsync(Shop.Ct))).MemoryBytes);
        Assert.Null(await Actions["reboot"](shop, Shop.Mine, id));
    }

    private static async Task<Problem?> PowerAsync(Shop shop, ProjectKey project, long id, PowerAction action) =>
        (await shop.UseAsync((ChangePower use) => use.ExecuteAsync(project, id, action, Shop.Ct), project)).Problem;

    private static Task<Result<OperationView>> ChangeTypeAsync(
        Shop shop, long id, string type, bool upgradeDisk, ProjectKey? project = null) =>
        shop.UseAsync(
            (ChangeType use) => use.ExecuteAsync(project ?? Shop.Mine, id, type, upgradeDisk, Shop.Ct), project);

    private static Task<Result<OperationView>> DeleteAsync(Shop shop, long id, ProjectKey? project = null) =>
        shop.UseAsync((DeleteServer use) => use.ExecuteAsync(project ?? Shop.Mine, id, Shop.Ct), project);

    private static Task<Result<OperationView>> ProtectAsync(Shop shop, long id, bool on) =>
        shop.UseAsync((ChangeProtection use) => use.ExecuteAsync(Shop.Mine, id, on, on, Shop.Ct));
}
