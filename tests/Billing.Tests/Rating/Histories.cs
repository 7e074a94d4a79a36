using CsCheck;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;

namespace Hostelry.Billing.Tests.Rating;

/// <summary>Random customers: a currency, tariffs, subscriptions that were made, changed, changed back and ended.</summary>
internal sealed record History(Currency Currency, Month Month, IReadOnlyList<ItemTariff> Tariffs, IReadOnlyList<SubscriptionFacts> Facts);

internal static class Histories
{
    private static readonly Gen<Currency> AnyCurrency = Gen.OneOf(Currency.Of("EUR"), Currency.Of("JPY"), Currency.Of("KWD"));

    /// <summary>28, 29, 30 and 31 days; a year's end.</summary>
    private static readonly Gen<Month> AnyMonth = Gen.OneOf(
        new Month(2024, 2), new Month(2026, 2), new Month(2026, 11), new Month(2026, 12), new Month(2027, 1));

    /// <summary>Seconds: within an hour, whole hours, days, weeks; nothing at all.</summary>
    private static readonly Gen<int> Duration = Gen.OneOf(
        Gen.Const(0), Gen.Int[1, 7200], Gen.Int[1, 48].Select(hours => hours * 3600), Gen.Int[3600, 86400 * 3],
        Gen.Int[86400, 86400 * 45]);

    public static Gen<History> Any { get; } =
        from currency in AnyCurrency
        from month in AnyMonth
        from tariffs in TariffsOf(currency)
        from facts in Subscription(month, tariffs).List[0, 4]
        select new History(
            currency, month, tariffs, [.. facts.Select((subscription, at) => subscription with { SubscriptionId = at + 1 })]);

    private static Gen<IReadOnlyList<ItemTariff>> TariffsOf(Currency currency) =>
        Gen.Select(
            Gen.OneOf(Gen.Const(0L), Gen.Long[1, 60_000_000], Gen.Const(20_000_000L)),
            Gen.OneOf(Gen.Long[0, 3000], Gen.Const(800L)),
            Gen.OneOf(Gen.Const(0), Gen.Int[0, 4]))
            .List[1, 4]
            .Select(prices => (IReadOnlyList<ItemTariff>)[.. prices.Select((price, at) => Tariff(
                at, price.Item1 * Math.Max(1, 100 / currency.MinorUnits), new Money(price.Item2, currency), price.Item3))]);

    private static ItemTariff Tariff(int at, long nano, Money cap, int kind)
    {
        var (id, code, unit) = (at + 1, $"plan-{at}", new UnitPrice(nano, cap.Currency));
        return kind switch
        {
            0 => new HourTariff(id, code, unit, cap),
            1 => new MonthTariff(id, code, unit with { Nano = nano * 300 }),
            2 => new UnitHourTariff(id, code, unit, null),
            3 => new UnitHourTariff(id, code, unit, cap),
            _ => new AppTariff(id, code, unit with { Nano = nano * 300 }),
        };
    }

    private static Gen<SubscriptionFacts> Subscription(Month month, IReadOnlyList<ItemTariff> tariffs) =>
        from start in Gen.OneOf(Gen.Int[-86400 * 40, 86400 * 31], Gen.Int[-7200, 7200], Gen.Const(0))
        from steps in Gen.Select(Gen.Int[0, tariffs.Count - 1], Duration, Gen.Int[1, 3]).List[1, 6]
        from open in Gen.Bool
        select new SubscriptionFacts(0, "web", Items(month.Start.AddSeconds(start), steps, tariffs, open));

    private static List<ItemFacts> Items(
        DateTimeOffset start, List<(int Tariff, int Seconds, int Quantity)> steps, IReadOnlyList<ItemTariff> tariffs, bool open)
    {
        var items = new List<ItemFacts>();
        foreach (var (tariff, seconds, quantity) in steps)
        {
            var many = tariffs[tariff] is UnitHourTariff ? quantity : 1;
            items.Add(new ItemFacts(tariffs[tariff], start, start.AddSeconds(seconds), many));
            start = start.AddSeconds(seconds);
        }

        if (open)
        {
            items[^1] = items[^1] with { To = null };
        }

        return items;
    }
}
