using Hostelry.Billing;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Coupons;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Metering;
using Hostelry.Billing.Payments.Refunds;
using Hostelry.Billing.Rating;
using Hostelry.Scenarios.Tests.Oracle;

using Microsoft.EntityFrameworkCore;

using Version = Hostelry.Scenarios.Tests.Oracle.Version;

namespace Hostelry.Scenarios.Tests.Year;

/// <summary>The provider's staff: prices and their announcements, coupons, meters, credit notes, refunds, write-offs.</summary>
internal sealed class Staff(Stage stage, Weather weather)
{
    /// <summary>Code, amount or part, months, prefix of products.</summary>
    public static IReadOnlyList<(string Code, decimal? Amount, decimal? Part, int Months, string Prefix)> Coupons { get; } =
    [
        ("WELCOME", 3.00m, null, 2, ""), ("SUMMER-10", null, 0.1m, 4, "server_type:"), ("HALF", null, 0.5m, 1, ""),
        ("APP-1", 1.25m, null, 6, "app:"),
    ];

    private static readonly string[] Rising = ["server_type:ct11", "server_type:ct21", "server_type:ct31", "volume:ssd", "app:shop", "meter:traffic_out"];

    public async Task OpenShopAsync()
    {
        foreach (var (code, (kind, sum)) in PriceBook.Meters)
        {
            var how = sum switch
            {
                "sum" => MeterKind.Sum,
                "max" => MeterKind.Max,
                "weighted" => MeterKind.TimeWeighted,
                _ => MeterKind.Last,
            };
            stage.Accepted("meter", await stage.House.WorkAsync((DefineMeter define) =>
                define.ExecuteAsync(new DefineMeterRequest(code, how, "unit", kind), Stage.Ct)));
        }

        stage.House.Clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var version in First())
        {
            await PublishAsync(version with { From = stage.Now });
        }

        foreach (var (code, amount, part, months, prefix) in Coupons)
        {
            var request = new PublishCouponRequest(
                code, amount is null ? CouponKind.Percent : CouponKind.Amount, Price(amount ?? part!.Value))
            {
                Months = months,
                ProductPrefix = prefix,
            };
            stage.Accepted("coupon", await stage.House.WorkAsync((PublishCoupon publish) => publish.ExecuteAsync(request, Stage.Ct)));
        }
    }

    /// <summary>A new version, dearer or cheaper; sometimes those who run at an earlier one are told that they will pay it.</summary>
    public async Task ChangePriceAsync()
    {
        var old = stage.Book.At(stage.Dice.Of(Rising), stage.Now);
        var factor = stage.Dice.Between(80, 130) / 100m;
        var version = old with
        {
            From = stage.Now,
            Unit = decimal.Round(old.Unit * factor, 6, MidpointRounding.ToEven),
            Cap = old.Cap is { } cap ? decimal.Round(cap * factor, 2, MidpointRounding.ToEven) : null,
        };
        var id = await PublishAsync(version);
        if (stage.Dice.Chance(0.5))
        {
            var month = ThingLife.MonthOf(stage.Now.AddDays(31)).AddMonths(1);
            var announced = await stage.House.WorkAsync((AnnouncePriceChange announce) =>
                announce.ExecuteAsync(id, Month.Of(month), Stage.Ct));
            if (stage.Accepted("price change announced", announced))
            {
                stage.Book.Add(new Announced(month, version));
            }
        }
    }

    /// <summary>A part of a line, or all that is left of an invoice.</summary>
    public async Task CreditAsync(Person person)
    {
        var invoices = await stage.House.WorkAsync((BillingDb db) => db.Reachable<Invoice>().AsNoTracking().Include(row => row.Lines)
            .Where(row => row.OrganizationId == person.Id && row.Kind == InvoiceKind.Invoice).OrderBy(row => row.Id).ToListAsync(Stage.Ct));
        if (invoices.Count == 0)
        {
            return;
        }

        var invoice = stage.Dice.Of(invoices);
        var line = stage.Dice.Of(invoice.Lines);
        var (before, grossBefore) = person.Diary.CreditedOf.GetValueOrDefault(invoice.Id);
        var whole = stage.Dice.Chance(0.2);
        var net = whole ? invoice.NetMinor - before : stage.Dice.Between(1, (int)Math.Max(1, line.AmountMinor));
        var request = new IssueCreditNoteRequest(person.Id, invoice.Id, "a mistake", stage.Name("note"))
        {
            Lines = whole ? null : [new CreditedLine(line.Position, Stage.Cents(net))],
        };
        var credited = await stage.TryAsync(() => stage.House.WorkAsync((IssueCreditNote issue) => issue.ExecuteAsync(request, Stage.Ct)));
        if (stage.Accepted("credit note", credited, "credit_exceeds_invoice", "invalid_input"))
        {
            var gross = before + net + BillOracle.TaxOf(before + net, person.Diary.TaxRate);
            if (credited.Value.NetMinor != net || credited.Value.TotalMinor != gross - grossBefore)
            {
                throw stage.Wrong(
                    $"The credit note says {credited.Value.NetMinor} and {credited.Value.TotalMinor}, and must say {net} and {gross - grossBefore}.");
            }

            person.Diary.Credit(invoice.Id, net, gross - grossBefore);
        }
    }

    public async Task WriteOffAsync(Person person)
    {
        var open = await stage.House.WorkAsync((BillingDb db) => db.Reachable<Invoice>().AsNoTracking()
            .Where(row => row.OrganizationId == person.Id && row.State == InvoiceState.Finalised && row.Kind == InvoiceKind.Invoice)
            .OrderBy(row => row.Id).Select(row => row.Id).ToListAsync(Stage.Ct));
        if (open.Count == 0)
        {
            return;
        }

        var id = stage.Dice.Of(open);
        var result = await stage.House.WorkAsync((WriteOffInvoice write) => write.ExecuteAsync(person.Id, id, Stage.Ct));
        if (stage.Accepted("written off", result, "invoice_settled"))
        {
            person.Diary.WriteOff(id, result.Value.Minor);
        }
    }

    /// <summary>A payment goes back, in part; only what is paid and unspent may.</summary>
    public async Task RefundAsync()
    {
        if (weather.Paid.Count == 0)
        {
            return;
        }

        var intent = stage.House.Stripe.Objects[stage.Dice.Of(weather.Paid)];
        var metadata = intent["metadata"]!.AsObject();
        var customer = long.Parse(Weather.Text(metadata, "organization")!, System.Globalization.CultureInfo.InvariantCulture);
        var wish = new MoneyWish(
            MoneyRequestKind.Refund, customer, Guid.ParseExact(Weather.Text(metadata, "attempt")!, "N"),
            Stage.Cents(stage.Dice.Between(1, (int)Weather.Number(intent, "amount_received"))), "asked for", stage.Name("refund"));
        stage.Accepted(
            "refund asked for",
            await stage.TryAsync(() => stage.House.WorkAsync((RequestMoney request) => request.ExecuteAsync(wish, Stage.Ct))),
            "refund_too_large", "payment_missing");
    }

    private async Task<long> PublishAsync(Version version)
    {
        var published = await stage.House.WorkAsync((PublishPrice publish) =>
            publish.ExecuteAsync(new PublishPriceRequest(version.Product, "local", Terms(version)), Stage.Ct));
        stage.Accepted("price published", published);
        stage.Book.Add(version);
        return published.Value.Id;
    }

    private static PriceTerms Terms(Version version) => version.Charge switch
    {
        Charge.Hour => PriceTerms.BegunHour(Price(version.Unit), Cap(version)!.Value) with { CommitmentMonths = version.CommittedMonths },
        Charge.Month => PriceTerms.CalendarMonth(Price(version.Unit)),
        Charge.UnitHour => PriceTerms.UnitHour(Price(version.Unit), Cap(version)),
        Charge.App => PriceTerms.App(Price(version.Unit)),
        Charge.OneOff => PriceTerms.OneOff(Price(version.Unit)),
        Charge.Part => PriceTerms.Percentage(Price(version.Unit)),
        Charge.Counter => PriceTerms.Counter(Price(version.Unit), version.UnitSize, version.Allowance, version.Pooled),
        Charge.Graduated => PriceTerms.Graduated(Tiers(version), version.UnitSize, version.Allowance, version.Pooled),
        _ => PriceTerms.Volume(Tiers(version), version.UnitSize, version.Allowance, version.Pooled),
    };

    private static List<Tier> Tiers(Version version) => [.. version.Tiers.Select(tier => new Tier(tier.From, Price(tier.Unit)))];

    private static UnitPrice Price(decimal major) => new((long)(major * 1_000_000_000m), Stage.Eur);

    private static Money? Cap(Version version) => version.Cap is { } cap ? Stage.Cents((long)(cap * 100)) : null;

    private static IEnumerable<Version> First()
    {
        var at = default(DateTimeOffset);
        yield return new Version("server_type:ct11", at, Charge.Hour, 0.0119m) { Cap = 5.90m };
        yield return new Version("server_type:ct21", at, Charge.Hour, 0.0217m) { Cap = 10.49m };
        yield return new Version("server_type:ct31", at, Charge.Hour, 0.0391m) { Cap = 19.90m };
        yield return new Version("volume:ssd", at, Charge.UnitHour, 0.000061m) { Cap = 0.04m };
        yield return new Version("volume:hdd", at, Charge.UnitHour, 0.000023m);
        yield return new Version("address:ipv4", at, Charge.UnitHour, 0.0009m) { Cap = 0.50m };
        yield return new Version("app:shop", at, Charge.App, 4.99m);
        yield return new Version("dedicated:box", at, Charge.Month, 29.00m);
        yield return new Version("dedicated:big", at, Charge.Month, 49.90m);
        yield return new Version("committed:box", at, Charge.Hour, 0.0205m) { Cap = 9.99m, CommittedMonths = 3 };
        yield return new Version("setup:move", at, Charge.OneOff, 12.505m);
        yield return new Version("backup:server", at, Charge.Part, 0.2m);
        yield return new Version("meter:traffic_out", at, Charge.Counter, 0.0119m) { UnitSize = 1000, Allowance = 20_000 };
        yield return new Version("meter:requests", at, Charge.Graduated, 0.01m)
        {
            Allowance = 500,
            Pooled = true,
            Tiers = [(0, 0.01m), (300, 0.007m), (900, 0.0033m)],
        };
        yield return new Version("meter:peak", at, Charge.Volume, 0.002m) { Tiers = [(0, 0.002m), (500, 0.0015m)] };
        yield return new Version("meter:heat", at, Charge.Counter, 0.0101m);
        yield return new Version("meter:guests", at, Charge.Counter, 0.0007m) { Allowance = 100 };
    }
}
