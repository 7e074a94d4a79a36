using Hostelry.Billing;
using Hostelry.Billing.Subscriptions;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Outbox;
using Hostelry.Provisioning.Servers;
using Hostelry.Scenarios.Tests.Oracle;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Scenarios.Tests.Year;

/// <summary>Servers: ordered, resized and deleted by customers; made by the operation runner on hosts that fail now and then.</summary>
internal sealed class ServerLife(Stage stage)
{
    private static readonly string[] Types = ["ct11", "ct21", "ct31"];
    private static readonly string[] LifesRefusals =
    [
        "insufficient_funds", "spending_limit_reached", "customer_suspended", "resource_limit_exceeded", "locked", "forbidden",
        "invalid_server_type",
    ];

    private readonly OutboxPump _pump = stage.House.Single<OutboxPump>();
    private readonly Sweep _sweep = stage.House.Single<Sweep>();
    private DateTimeOffset _downUntil;

    public static ProjectKey Project(long organization) => new(organization, organization * 10);

    public async Task OrderAsync(Person person)
    {
        var (name, type) = (stage.Name("web"), stage.Dice.Of(Types));
        var request = new PlaceOrderRequest
        {
            Project = Project(person.Id),
            Name = name,
            ServerType = type,
            Image = "debian-12",
            StartAfterCreate = stage.Dice.Chance(0.9),
        };
        var placed = await stage.TryAsync(() =>
            stage.House.AskAsync(person.Id, (PlaceOrder place) => place.ExecuteAsync(request, Stage.Ct)));
        var accepted = stage.Accepted("server ordered", placed, [.. LifesRefusals, "uniqueness_error"]);

        // Whoever had no answer asks again, is refused perhaps, and finds its server by its name.
        var found = await stage.House.WorkAsync((ProvisioningDb db) => db.Reachable<Server>().AsNoTracking()
            .Where(row => row.OrganizationId == person.Id && row.Name == name)
            .Select(row => new { row.Id, row.SubscriptionId })
            .SingleOrDefaultAsync(Stage.Ct));
        if (found is null)
        {
            _ = accepted ? throw stage.Wrong($"The order of {name} was acknowledged and is lost.") : 0;
            return;
        }

        var thing = new Rented(found.SubscriptionId, "server", stage.Book.At("server_type:" + type, stage.Now), stage.Now);
        person.Diary.Things.Add(thing);
        person.Servers.Add(new RentedServer(found.Id, name, type, thing, stage.Now));
    }

    public async Task DeleteAsync(Person person)
    {
        if (Living(person) is not { Count: > 0 } living)
        {
            return;
        }

        var server = stage.Dice.Of(living);
        var accepted = await stage.TryAsync(() => stage.House.AskAsync(
            person.Id, (DeleteServer delete) => delete.ExecuteAsync(Project(person.Id), server.Id, Stage.Ct)));
        if (accepted.Problem?.Code == "not_found")
        {
            // Its creation failed meanwhile, or an ended subscription took it along.
            await LearnAsync(server);
            return;
        }

        if (stage.Accepted("server deleted", accepted, "locked"))
        {
            await LearnAsync(server);
            server.Deleted = true;
            server.Thing.End(stage.Now);
        }
    }

    public async Task ResizeAsync(Person person)
    {
        if (Living(person).Where(server => server.Thing.Runs && server.Change is null).ToList() is not { Count: > 0 } living)
        {
            return;
        }

        var (server, type) = (stage.Dice.Of(living), stage.Dice.Of(Types));
        var accepted = await stage.TryAsync(() => stage.House.AskAsync(
            person.Id, (ChangeType change) => change.ExecuteAsync(Project(person.Id), server.Id, type, upgradeDisk: false, Stage.Ct)));
        if (accepted.Problem?.Code == "locked")
        {
            // Its own, perhaps, whose answer died with the process.
            var lost = await stage.House.WorkAsync((ProvisioningDb db) => db.Reachable<Operation>().AsNoTracking()
                .Where(row => row.ServerId == server.Id && row.Kind == OperationKind.ChangeType && row.CreatedAt == stage.Now)
                .Select(row => (long?)row.Id).SingleOrDefaultAsync(Stage.Ct));
            if (lost is { } operation)
            {
                server.Change = (operation, type, stage.Book.At("server_type:" + type, stage.Now), stage.Now);
                return;
            }
        }

        if (stage.Accepted("server resized", accepted, [.. LifesRefusals, "not_found"]))
        {
            server.Change = (accepted.Value.Id, type, stage.Book.At("server_type:" + type, stage.Now), stage.Now);
        }
    }

    /// <summary>The workers: what is due now and within minutes, with a host that fails or is away now and then.</summary>
    public async Task WorkAsync()
    {
        if (stage.Dice.Chance(0.01))
        {
            stage.Count("hosts down");
            _downUntil = stage.Now.AddHours(stage.Dice.Between(1, 40));
        }

        stage.House.Hypervisor.Down = stage.Now < _downUntil;
        for (var round = 0; round < 400; round++)
        {
            stage.House.Hypervisor.Arm(stage.Dice.Chance(0.02) ? Fault() : null);
            var last = stage.Dice.Chance(stage.Plan.Deaths);
            if (last)
            {
                await stage.House.DieAsync(stage.Dice.Between(1, 30), RoundAsync);
            }
            else
            {
                await RoundAsync();
            }

            if (await NextDueAsync() is not { } next || next > stage.Now.AddMinutes(10))
            {
                break;
            }

            stage.House.Clock.SetUtcNow(next > stage.Now ? next : stage.Now.AddMilliseconds(100));
        }

        stage.House.Hypervisor.Arm(null);
        foreach (var server in stage.People.SelectMany(person => person.Servers)
            .Where(server => !server.Deleted && (server.Thing.Uses.Count == 0 || server.Change is not null)).ToList())
        {
            await LearnAsync(server);
        }
    }

    /// <summary>Without faults, until every operation has come to its end.</summary>
    public async Task CalmAsync()
    {
        (_downUntil, stage.House.Hypervisor.Down) = (default, false);
        for (var round = 0; round < 400; round++)
        {
            // What Billing said last (dunning ended a subscription on the last day) has no operation yet.
            var left = await _pump.PumpAsync(Stage.Ct);
            await _sweep.RunDueAsync(Stage.Ct);
            var next = await NextDueAsync();
            if (next is null && left == 0)
            {
                break;
            }

            stage.House.Clock.SetUtcNow(next > stage.Now ? next.Value : stage.Now.AddMilliseconds(100));
        }

        foreach (var server in stage.People.SelectMany(person => person.Servers).Where(server => !server.Deleted).ToList())
        {
            await LearnAsync(server);
        }
    }

    public List<RentedServer> Living(Person person) => person.Servers.FindAll(server => !server.Deleted);

    private async Task RoundAsync()
    {
        await _pump.PumpAsync(Stage.Ct);
        await _sweep.RunDueAsync(Stage.Ct);
    }

    private FakeFault Fault()
    {
        stage.Count("host fault");
        return FakeFault.Error(
            stage.Dice.Between(1, 6),
            stage.Dice.Chance(0.5) ? FaultMoment.Before : FaultMoment.After,
            stage.Dice.Chance(0.5) ? Provisioning.Hypervisor.HypervisorErrorKind.Busy : Provisioning.Hypervisor.HypervisorErrorKind.Unknown);
    }

    private Task<DateTimeOffset?> NextDueAsync() => stage.House.WorkAsync(async (ProvisioningDb db) =>
    {
        var running = await db.Reachable<Operation>().AsNoTracking()
            .Where(row => row.Status == OperationStatus.Running
                && db.Reachable<Server>().Any(server => server.Id == row.ServerId && server.LockedBy == row.Id))
            .Select(row => new { row.LeaseUntil, row.NotBefore }).ToListAsync(Stage.Ct);
        return running.Min(row => (DateTimeOffset?)(row.LeaseUntil > row.NotBefore ? row.LeaseUntil.Value : row.NotBefore));
    });

    /// <summary>
    /// The moments that only the worker knows, held against what the clock and the host say: ready after the guest was up, changed
    /// after it was accepted, neither in the future.
    /// </summary>
    private async Task LearnAsync(RentedServer server)
    {
        var row = await stage.House.WorkAsync((BillingDb db) => db.Reachable<Subscription>().AsNoTracking().Include(one => one.Items)
            .SingleAsync(one => one.Id == server.Thing.Id, Stage.Ct));
        if (server.Thing.Uses.Count == 0 && row.ReadyAt is { } ready)
        {
            Within("ready", ready, server.AcceptedAt);
            server.Thing.Ready(ready);
        }

        if (server.Change is { } change)
        {
            await LearnChangeAsync(server, row, change);
        }

        if (row.State == SubscriptionState.Ended && !server.Thing.Gone)
        {
            Within("ended", row.EndedAt!.Value, server.AcceptedAt);
            server.Deleted = true;
            server.Thing.End(row.EndedAt.Value);
        }
    }

    private async Task LearnChangeAsync(
        RentedServer server, Subscription row, (long Operation, string Type, Oracle.Version To, DateTimeOffset AcceptedAt) change)
    {
        var operation = await stage.House.WorkAsync((ProvisioningDb db) =>
            db.Reachable<Operation>().AsNoTracking().SingleAsync(one => one.Id == change.Operation, Stage.Ct));
        if (operation.Status == OperationStatus.Running)
        {
            return;
        }

        server.Change = null;
        if (operation.Status == OperationStatus.Success && operation.SupersededBy is null)
        {
            var item = row.Items.Where(one => one.ProductCode == change.To.Product && one.From >= change.AcceptedAt).MinBy(one => one.Id)
                ?? throw stage.Wrong($"Server {server.Id} has the type {change.Type}, and is not charged for it.");
            Within("changed", item.From!.Value, change.AcceptedAt);
            server.Type = change.Type;
            server.Thing.Change(change.To, item.From.Value);
        }
    }

    private void Within(string what, DateTimeOffset at, DateTimeOffset least)
    {
        if (at < least || at > stage.Now)
        {
            throw stage.Wrong($"{what} at {at:O}, but it was between {least:O} and now");
        }
    }
}
