using Hostelry.Billing;
using Hostelry.Billing.Coupons;
using Hostelry.Billing.Metering;
using Hostelry.Billing.Subscriptions;
using Hostelry.Scenarios.Tests.Oracle;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Scenarios.Tests.Year;

/// <summary>What is no server: volumes, addresses, apps, boxes by the month, backups, set-ups. Whoever makes them is played here.</summary>
internal sealed class ThingLife(Stage stage)
{
    private static readonly string[] LifesRefusals = ["insufficient_funds", "spending_limit_reached", "customer_suspended"];

    private readonly List<UsageReport> _heldBack = [];
    private readonly List<UsageReport> _sent = [];

    public async Task OrderAsync(Person person)
    {
        var (kind, product, quantity) = stage.Dice.Weighted<(string Kind, string Product, int Most)>(
        [
            (6, ("volume", "volume:ssd", 200)), (3, ("volume", "volume:hdd", 500)), (3, ("address", "address:ipv4", 4)),
            (4, ("app", "app:shop", 1)), (2, ("box", "dedicated:box", 1)), (1, ("box", "dedicated:big", 1)),
            (2, ("box", "committed:box", 1)), (1, ("work", "setup:move", 3)), (4, ("backup", "backup:server", 1)),
        ]);
        var of = kind == "backup" ? Whole(person) : null;
        if (kind == "backup" && of is null)
        {
            return;
        }

        var resource = 1_000_000 + stage.Number();
        var many = stage.Dice.Between(1, quantity);
        var version = stage.Book.At(product, stage.Now);
        var opened = await stage.TryAsync(async () =>
            await FindAsync(person, kind, resource) is { } known
                ? known
                : await stage.House.AskAsync(person.Id, (OpenSubscription open) => open.ExecuteAsync(
                    new OpenSubscriptionRequest(person.Id, product, "local", kind, resource, $"{kind} {resource}")
                    {
                        Quantity = many,
                        OfSubscriptionId = of?.Id,
                    },
                    Stage.Ct)));
        if (stage.Accepted(kind + " ordered", opened, LifesRefusals))
        {
            var thing = new Rented(opened.Value.Id, kind, version, stage.Now) { Quantity = many, Of = of };
            person.Diary.Things.Add(thing);
            person.Awaited.Add(thing);
        }
    }

    /// <summary>What was ordered becomes ready after a while, or its making fails; some of it is told twice.</summary>
    public async Task MakeAsync()
    {
        foreach (var person in stage.People)
        {
            foreach (var thing in person.Awaited.Where(_ => stage.Dice.Chance(0.7)).ToList())
            {
                person.Awaited.Remove(thing);
                var seen = stage.Now - stage.Dice.UpTo(TimeSpan.FromMinutes(10));
                seen = seen > thing.OrderedAt ? seen : thing.OrderedAt;
                if (stage.Dice.Chance(0.05))
                {
                    await EndAsync(thing, "never ready");
                    continue;
                }

                for (var times = stage.Dice.Chance(0.1) ? 2 : 1; times > 0; times--)
                {
                    var marked = await stage.TryAsync(() => stage.House.WorkAsync(
                        (MarkReady ready) => ready.ExecuteAsync(thing.Id, 1, seen, Stage.Ct)));
                    stage.Accepted(thing.Kind + " ready", marked, "subscription_ended");
                }

                thing.Ready(seen);
            }
        }
    }

    public async Task ChangeAsync(Person person)
    {
        if (Running(person).Where(thing => thing.Kind is "volume" || thing.Ordered.Product.StartsWith("dedicated:", StringComparison.Ordinal)).ToList()
            is not { Count: > 0 } changing)
        {
            return;
        }

        var thing = stage.Dice.Of(changing);
        var now = thing.Uses[^1].Version.Product;
        var product = now switch
        {
            "volume:ssd" => "volume:hdd",
            "volume:hdd" => "volume:ssd",
            "dedicated:box" => "dedicated:big",
            _ => "dedicated:box",
        };
        var accepted = await stage.TryAsync(() => stage.House.WorkAsync(
            (CheckFundsForChange check) => check.ExecuteAsync(thing.Id, product, Stage.Ct)));
        if (!stage.Accepted(thing.Kind + " change accepted", accepted, LifesRefusals))
        {
            return;
        }

        var version = stage.Book.At(product, stage.Now);
        if (stage.Dice.Chance(0.1))
        {
            await stage.House.WorkAsync((CancelChange cancel) => cancel.ExecuteAsync(thing.Id, Stage.Ct));
            stage.Count(thing.Kind + " change cancelled");
            return;
        }

        stage.House.Clock.Advance(stage.Dice.UpTo(TimeSpan.FromMinutes(3)));
        var changed = await stage.TryAsync(() => stage.House.WorkAsync(
            (ChangeSubscription change) => change.ExecuteAsync(thing.Id, product, stage.Now, Stage.Ct)));
        stage.Accepted(thing.Kind + " changed", changed);
        thing.Change(version, stage.Now);
    }

    public async Task EndAsync(Person person)
    {
        if (Running(person) is { Count: > 0 } running)
        {
            await EndAsync(stage.Dice.Of(running), "ended");
        }
    }

    public async Task RedeemAsync(Person person)
    {
        var (code, amount, part, months, prefix) = stage.Dice.Of(Staff.Coupons);
        if (person.Diary.Coupons.Exists(coupon => coupon.Code == code))
        {
            return;
        }

        var redeemed = await stage.TryAsync(() => stage.House.WorkAsync(
            (RedeemCoupon redeem) => redeem.ExecuteAsync(person.Id, code, Stage.Ct)));

        // Used up by itself: the first answer died with its process.
        if (stage.Accepted("coupon redeemed", redeemed, "coupon_used_up"))
        {
            person.Diary.Coupons.Add(new Redeemed(code, amount, part, MonthOf(stage.Now), months, prefix));
        }
        else if (await stage.House.WorkAsync((BillingDb db) => db.Reachable<CouponRedemption>()
            .AnyAsync(one => one.OrganizationId == person.Id && one.Coupon!.Code == code, Stage.Ct)))
        {
            person.Diary.Coupons.Add(new Redeemed(code, amount, part, MonthOf(stage.Now), months, prefix));
        }
    }

    /// <summary>What meters saw since yesterday: some of it told days later, some twice, and then with another number.</summary>
    public async Task CountAsync(DateTimeOffset since)
    {
        List<UsageReport> batch = [.. _heldBack.Where(_ => stage.Dice.Chance(0.4) || IsMonthsEnd())];
        _heldBack.RemoveAll(batch.Contains);
        foreach (var thing in stage.People.SelectMany(person => person.Diary.Things).Where(thing => thing.Runs))
        {
            foreach (var (meter, _) in PriceBook.Meters.Where(meter => meter.Value.Kind == thing.Kind && stage.Dice.Chance(0.25)))
            {
                Report(thing, meter, since, batch);
            }
        }

        if (_sent.Count > 0 && stage.Dice.Chance(0.3))
        {
            batch.AddRange(Enumerable.Range(0, 5).Select(_ => stage.Dice.Of(_sent)).Distinct()
                .Select(one => one with { Quantity = one.Quantity + 7 }));
        }

        batch.RemoveAll(one => one.From < stage.Now - IngestUsage.Latest);
        var taken = await stage.TryAsync(() => stage.House.WorkAsync((IngestUsage ingest) => ingest.ExecuteAsync(batch, Stage.Ct)));
        stage.Accepted("usage told", taken);
        _sent.AddRange(batch);
        if (_sent.Count > 500)
        {
            _sent.RemoveRange(0, _sent.Count - 500);
        }
    }

    public static DateTimeOffset MonthOf(DateTimeOffset at) => new(at.Year, at.Month, 1, 0, 0, 0, TimeSpan.Zero);

    private void Report(Rented thing, string meter, DateTimeOffset since, List<UsageReport> batch)
    {
        var from = thing.Uses[0].From > since ? thing.Uses[0].From : since;
        var hours = (int)(stage.Now - from).TotalHours - 1;
        if (hours < 1)
        {
            return;
        }

        var hour = from.AddTicks(-(from.Ticks % TimeSpan.TicksPerHour)).AddHours(stage.Dice.Between(1, hours));
        foreach (var start in new[] { stage.Dice.Between(0, 800), stage.Dice.Between(900, 2000) }.Take(stage.Dice.Between(1, 2)))
        {
            var counted = new Counted(
                stage.Name("u"), meter, hour.AddSeconds(start), stage.Dice.Between(1, 1500),
                meter == "traffic_out" ? stage.Dice.Between(0, 9000) : stage.Dice.Between(0, 300));
            thing.Usage.Add(counted);
            var report = new UsageReport(
                "host:1", counted.Id, thing.Id, meter, counted.From, counted.From.AddSeconds(counted.Seconds), counted.Quantity);
            (stage.Dice.Chance(0.1) && !IsMonthsEnd() ? _heldBack : batch).Add(report);
        }
    }

    /// <summary>Within three days of it everything is told: what comes after the month's close has tests of its own.</summary>
    private bool IsMonthsEnd() => stage.Now.AddDays(3).Month != stage.Now.Month || stage.Now.Day < 4;

    private async Task EndAsync(Rented thing, string why)
    {
        var ended = await stage.TryAsync(() => stage.House.WorkAsync(
            (EndSubscription end) => end.ExecuteAsync(thing.Id, stage.Now, Stage.Ct)));
        stage.Accepted(thing.Kind + " " + why, ended);
        thing.End(stage.Now);
    }

    private static List<Rented> Running(Person person) =>
        person.Diary.Things.FindAll(thing => thing is { Runs: true, Kind: not "server" });

    private Rented? Whole(Person person)
    {
        var wholes = person.Diary.Things.FindAll(thing => thing.Runs && thing.Kind is "server" or "box" && !thing.Gone);
        return wholes.Count > 0 ? stage.Dice.Of(wholes) : null;
    }

    private Task<Subscription?> FindAsync(Person person, string kind, long resource) => stage.House.WorkAsync((BillingDb db) =>
        db.Reachable<Subscription>().AsNoTracking().SingleOrDefaultAsync(
            one => one.OrganizationId == person.Id && one.ResourceKind == kind && one.ResourceId == resource, Stage.Ct));
}
