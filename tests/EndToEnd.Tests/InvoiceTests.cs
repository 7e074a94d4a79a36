using System.Globalization;
using System.Text.Json;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Portal.Commands;
using Hostelry.Portal.Composition;
using Hostelry.Testing.Installations;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Hostelry.EndToEnd.Tests;

/// <summary>From the order of a real guest to its invoice: to the cent what a naive reading of the facts makes it.</summary>
public sealed class InvoiceTests(Provider provider)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private InstallationDatabase Database => provider.Installation.Database;

    [Fact]
    public async Task Server_is_paid_from_ready_to_accepted_deletion_to_the_cent()
    {
        await provider.FreshAsync();
        var (server, address) = await provider.OrderAsync("billed", "ct11");
        Assert.Equal("uid=0(root) gid=0(root) groups=0(root)", await provider.SshAsync(address, "id"));
        await provider.ActAsync(server, "change_type", new { server_type = "ct31", upgrade_disk = false });
        await PretendItBeganAsync(server);
        var began = Now;
        await provider.DeleteAsync(server);
        await provider.NothingIsLeftAsync();

        var ended = InstallationDatabase.Moment(await Database.ValueAsync($"SELECT ended_at FROM subscriptions WHERE resource_id = {server}"));
        Assert.InRange(ended, began.AddSeconds(-1), Now); // deletion accepted, not deletion done: that one took longer
        var expected = await NaiveCentsAsync();
        Assert.True(expected > 1, "the story is too short to prove anything");

        Environment.SetEnvironmentVariable("HOSTELRY_CONFIG", provider.Installation.SettingsFile);
        Assert.Equal(expected, await PreviewedCentsAsync());
        Assert.Equal(expected, await InvoicedCentsAsync());
        Assert.Equal(100_000 - expected, await BalanceAsync());
        Assert.Empty(await Contradictions.InAsync(Database));
    }

    /// <summary>
    /// Nobody waits days for a test: the period's start and the change of type move into the past, as far as the month allows.
    /// </summary>
    private async Task PretendItBeganAsync(long server)
    {
        var month = new DateTimeOffset(Now.Year, Now.Month, 1, 0, 0, 0, TimeSpan.Zero);
        var room = Now - month;
        var ready = Now - TimeSpan.FromTicks(Math.Min(TimeSpan.FromHours(100.2).Ticks, room.Ticks / 2));
        var changed = ready + ((Now - ready) / 3);
        var subscription = await Database.ValueAsync($"SELECT id FROM subscriptions WHERE resource_id = {server}");
        await Database.ChangeAsync($"UPDATE subscriptions SET ready_at = {Database.Literal(ready)} WHERE id = {subscription}");
        Assert.Equal(1, await Database.ChangeAsync(
            $"UPDATE subscription_items SET from_at = {Database.Literal(ready)}, to_at = {Database.Literal(changed)} WHERE subscription_id = {subscription} AND to_at IS NOT NULL"));
        Assert.Equal(1, await Database.ChangeAsync(
            $"UPDATE subscription_items SET from_at = {Database.Literal(changed)} WHERE subscription_id = {subscription} AND to_at IS NULL"));
    }

    /// <summary>Hour by hour from ready on, the dearest type that was there in it; no line of the product's rating.</summary>
    private async Task<long> NaiveCentsAsync()
    {
        var items = (await Database.RowsAsync(
            """
            SELECT i.subscription_id, s.ready_at, s.ended_at, i.from_at, i.to_at, p.hourly_nano
            FROM subscription_items i JOIN subscriptions s ON s.id = i.subscription_id JOIN prices p ON p.id = i.price_id
            WHERE s.ready_at IS NOT NULL
            """)).Select(row => row.Split('|')).ToList();
        var cents = 0L;
        foreach (var subscription in items.GroupBy(item => item[0]))
        {
            Dictionary<long, long> hoursAtPrice = [];
            var end = InstallationDatabase.Moment(subscription.First()[2]);
            for (var hour = InstallationDatabase.Moment(subscription.First()[1]); hour < end; hour = hour.AddHours(1))
            {
                var dearest = subscription
                    .Where(item => InstallationDatabase.Moment(item[3]) < hour.AddHours(1) && InstallationDatabase.Moment(item[4]) > hour
                        && InstallationDatabase.Moment(item[3]) < end)
                    .Max(item => long.Parse(item[5], CultureInfo.InvariantCulture));
                hoursAtPrice[dearest] = hoursAtPrice.GetValueOrDefault(dearest) + 1;
            }

            // One line for each price, each rounded once, halves away from zero. No cap bites in a hundred hours.
            cents += hoursAtPrice.Sum(line => (long)Math.Round(line.Key * line.Value / 10_000_000m, MidpointRounding.AwayFromZero));
        }

        return cents;
    }

    private static async Task<long> PreviewedCentsAsync()
    {
        await using var app = PortalApplication.CreateForCommand([]);
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker();
        var preview = await scope.ServiceProvider.GetRequiredService<Preview>().ForAsync(1, TestContext.Current.CancellationToken);
        return preview!.Total.Minor;
    }

    /// <summary>The operator's own command, a month later.</summary>
    private static async Task<long> InvoicedCentsAsync()
    {
        var month = Now.ToString("yyyy-MM", CultureInfo.InvariantCulture);
        Assert.Contains("1 invoices", await LaterAsync("invoice", "run", "--month", month), StringComparison.Ordinal);
        Assert.Contains("0 invoices", await LaterAsync("invoice", "run", "--month", month), StringComparison.Ordinal);
        var invoice = JsonDocument.Parse(await LaterAsync("invoice", "show", "--organization", "Acme", "--json")).RootElement[0];
        var total = invoice.GetProperty("document").GetProperty("total").GetString()!;
        return (long)(decimal.Parse(total, CultureInfo.InvariantCulture) * 100);
    }

    private static async Task<string> LaterAsync(params string[] command)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var clock = new FakeTimeProvider(Now.AddDays(31));
        await using var app = PortalApplication.CreateForCommand([], builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var code = await OperatorCommands.RunAsync(command, output, error, app.Services);
        Assert.True(code == 0, error.ToString());
        return output.ToString();
    }

    private async Task<long> BalanceAsync() => long.Parse(
        await Database.ValueAsync(
            "SELECT SUM(e.amount_minor) FROM ledger_entries e JOIN ledger_accounts a ON a.id = e.account_id WHERE a.kind = 'prepaid'"),
        CultureInfo.InvariantCulture);
}
