using Hostelry.Billing;
using Hostelry.Billing.Metering;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Tests.Operations;
using Hostelry.Provisioning.Traffic;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Tests.Traffic;

public sealed class MeterTrafficTests
{
    [Theory]
    [OnBothDatabases]
    public async Task Each_hour_of_a_server_is_reported_once_and_a_counter_that_begins_anew_loses_nothing(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        await DefineAsync(world);
        var server = await world.RunningServerAsync();
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 20, 10, 30, 0, TimeSpan.Zero));
        world.Hypervisor.Send(World.Key(server), 1_000_000);
        Assert.Equal(0, await ReadAsync(world));

        world.Hypervisor.Send(World.Key(server), 300);
        await ReadAfterAsync(world, TimeSpan.FromMinutes(10));

        // Off and on again: the counter begins at nothing, and is soon higher than before.
        world.Hypervisor.Find(World.Key(server))!.Starts++;
        world.Hypervisor.Find(World.Key(server))!.SentBytes = 2_000_000;
        await ReadAfterAsync(world, TimeSpan.FromMinutes(10));
        world.Hypervisor.Find(World.Key(server))!.SentBytes = 50;
        Assert.Equal(0, await ReadAfterAsync(world, TimeSpan.FromMinutes(5)));
        Assert.Equal(1, await ReadAfterAsync(world, TimeSpan.FromMinutes(5)));
        Assert.Equal(0, await ReadAsync(world));

        var record = Assert.Single(await RecordsAsync(world));
        Assert.Equal(("traffic", $"{server}:2026112010", 2_000_350L, 3600), (record.Source, record.RecordId, record.Quantity, record.Seconds));
        Assert.Equal(new DateTimeOffset(2026, 11, 20, 10, 0, 0, TimeSpan.Zero), record.From);
    }

    [Theory]
    [OnBothDatabases]
    public async Task Two_workers_that_read_at_once_count_what_was_sent_once(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        await DefineAsync(world);
        var server = await world.RunningServerAsync();
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 20, 10, 30, 0, TimeSpan.Zero));
        await ReadAsync(world);
        world.Hypervisor.Send(World.Key(server), 700);
        world.Clock.Advance(TimeSpan.FromMinutes(1));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => ReadAsync(world))));
        world.Clock.Advance(TimeSpan.FromHours(1));
        await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Task.Run(() => ReadAsync(world))));

        Assert.Equal(700, Assert.Single(await RecordsAsync(world)).Quantity);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_deleted_servers_last_hour_is_reported_and_its_counter_goes(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        await SendAndDeleteAsync(world);
        world.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(1, await ReadAsync(world));
        await AllIsReportedAsync(world);
    }

    [Theory]
    [OnBothDatabases]
    public async Task A_deleted_servers_last_hour_is_reported_although_it_is_read_every_minute_until_then(DatabaseKind kind)
    {
        await using var world = await World.BeginAsync(kind);
        await SendAndDeleteAsync(world);

        var reported = 0;
        for (var minute = 0; minute < 15; minute++)
        {
            reported += await ReadAfterAsync(world, TimeSpan.FromMinutes(1));
        }

        Assert.Equal(1, reported);
        await AllIsReportedAsync(world);
    }

    /// <param name="another">Whether another server of the host is counted already.</param>
    /// <param name="minutes">How long after the order the host is read.</param>
    /// <param name="counted">What of the 700 bytes that were sent by then is reported.</param>
    [Theory]
    [InlineData(true, 1, 700)]
    [InlineData(true, 30, 700)]
    [InlineData(true, 90, 0)]
    [InlineData(false, 1, 700)]
    [InlineData(false, 30, 0)]
    public async Task What_a_new_server_sent_before_it_was_first_read_counts_and_what_an_old_one_sent_does_not(
        bool another, int minutes, long counted)
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        await DefineAsync(world);
        if (another)
        {
            await world.RunningServerAsync();
            world.Clock.Advance(TimeSpan.FromDays(1));
            await ReadAsync(world);
        }

        var server = await world.OrderAsync();
        await world.SettleAsync(world.NewWorker());
        world.Hypervisor.Send(World.Key(server), 700);
        await ReadAfterAsync(world, TimeSpan.FromMinutes(minutes));
        await ReadAfterAsync(world, TimeSpan.FromHours(1));

        Assert.Equal(counted, (await RecordsAsync(world)).Sum(record => record.Quantity));
    }

    [Fact]
    public async Task Nothing_is_read_while_no_meter_counts_it()
    {
        await using var world = await World.BeginAsync(DatabaseKind.Sqlite);
        await world.RunningServerAsync();
        world.Hypervisor.Arm(null);
        Assert.Equal(0, await ReadAsync(world));
        Assert.DoesNotContain("ReadTraffic", world.Hypervisor.Calls);
    }

    /// <summary>At ten to eleven a server sends 700 bytes that are read, and is deleted.</summary>
    private static async Task SendAndDeleteAsync(World world)
    {
        await DefineAsync(world);
        var server = await world.RunningServerAsync();
        world.Clock.SetUtcNow(new DateTimeOffset(2026, 11, 20, 10, 50, 0, TimeSpan.Zero));
        await ReadAsync(world);
        world.Hypervisor.Send(World.Key(server), 700);
        await ReadAfterAsync(world, TimeSpan.FromMinutes(1));
        await world.AskAsync(server, OperationKind.DeleteServer);
        await world.SettleAsync(world.NewWorker());
    }

    private static async Task AllIsReportedAsync(World world)
    {
        Assert.Equal(700, Assert.Single(await RecordsAsync(world)).Quantity);
        Assert.Empty(await world.ReadAsync(db => db.TrafficCounters.IgnoreQueryFilters().ToListAsync(World.Ct)));
    }

    private static Task<int> ReadAsync(World world) => world.Database.AsWorkerAsync((MeterTraffic traffic) => traffic.ExecuteAsync(1, World.Ct));

    private static Task<int> ReadAfterAsync(World world, TimeSpan pause)
    {
        world.Clock.Advance(pause);
        return ReadAsync(world);
    }

    private static async Task DefineAsync(World world) => Assert.Null((await world.Database.AsWorkerAsync((DefineMeter define) =>
        define.ExecuteAsync(new DefineMeterRequest(MeterTraffic.Meter, MeterKind.Sum, "byte"), World.Ct))).Problem);

    private static Task<List<UsageRecord>> RecordsAsync(World world) =>
        world.Database.AsWorkerAsync((BillingDb db) => db.UsageRecords.IgnoreQueryFilters().AsNoTracking().ToListAsync(World.Ct));
}
