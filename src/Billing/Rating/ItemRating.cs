using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Rating;

/// <summary>What a subscription's items cost: begun hours, months, unit-hours, apps, one-off items.</summary>
internal static class ItemRating
{
    private const MidpointRounding Mode = MidpointRounding.AwayFromZero;

    public static void Add(List<RatedLine> lines, SubscriptionFacts subscription, Period period)
    {
        var shares = HourShares.Of(subscription.Items, period);
        Add(lines, subscription, shares, period);
        AddOnce(lines, subscription, period);
    }

    /// <summary>What the items cost in the period, and nothing else of the subscription.</summary>
    public static Money Total(IReadOnlyList<ItemFacts> items, Currency currency, Period period)
    {
        var lines = new List<RatedLine>();
        Add(lines, new SubscriptionFacts(0, "", items), HourShares.Of(items, period), period);
        return Rater.Total(lines, currency);
    }

    private static void Add(List<RatedLine> lines, SubscriptionFacts subscription, List<HourShare> shares, Period period)
    {
        // Within a month a subscription never costs more than the dearest cap it has touched, where all of them have one.
        Money? room = null;
        var capped = shares.Count > 0;
        foreach (var share in shares)
        {
            if (share.Tariff is OneOffTariff)
            {
                continue;
            }

            var cap = Cap(share);
            capped &= cap is not null;
            room = cap is { } limit && (room is not { } most || limit > most) ? limit : room;
        }

        foreach (var share in shares)
        {
            if (share.Tariff is OneOffTariff)
            {
                continue;
            }

            var full = Full(share, period);
            var amount = Cap(share) is { } cap ? Money.Min(full, cap) : full;
            if (capped && room is { } left)
            {
                amount = Money.Min(amount, left);
                room = left - amount;
            }

            lines.Add(Line(subscription, share, amount, amount < full, period));
        }
    }

    private static void AddOnce(List<RatedLine> lines, SubscriptionFacts subscription, Period period)
    {
        foreach (var item in subscription.Items)
        {
            if (item.Tariff is OneOffTariff once && item.From >= period.Start && item.From < period.End)
            {
                var end = item.To is { } to && to < period.End ? to : period.End;
                lines.Add(new RatedLine(
                    subscription.SubscriptionId, subscription.Description, once, item.From, end, 0,
                    once.Once.Times(item.Quantity, Mode), Capped: false)
                {
                    Kind = LineKind.OneOff,
                    Quantity = item.Quantity,
                });
            }
        }
    }

    /// <summary>Before any cap; rounded once, here.</summary>
    private static Money Full(HourShare share, Period period) => share.Tariff switch
    {
        HourTariff hour => hour.Hourly.Times(share.Hours, Mode),
        MonthTariff month => month.Monthly.Times(share.Hours, period.Month.Hours, Mode),
        UnitHourTariff unit => unit.PerUnitHour.Times(share.UnitHours, 1, Mode),
        AppTariff app => app.Monthly.Times(1, Mode),
        _ => throw new InvalidOperationException($"{share.Tariff.ProductCode} has no price of its own."),
    };

    /// <summary>The most that a calendar month costs at this price; null: it has no end.</summary>
    private static Money? Cap(HourShare share) => share.Tariff switch
    {
        HourTariff hour => hour.MonthlyCap,
        MonthTariff month => month.Monthly.Times(1, Mode),
        AppTariff app => app.Monthly.Times(1, Mode),
        UnitHourTariff { MonthlyCapPerUnit: { } cap } => new Money(checked(cap.Minor * share.Units), cap.Currency),
        _ => null,
    };

    private static RatedLine Line(SubscriptionFacts subscription, HourShare share, Money amount, bool capped, Period period) =>
        new(
            subscription.SubscriptionId, subscription.Description, share.Tariff, share.From, share.To, share.Hours, amount,
            capped)
        {
            Kind = share.Tariff switch
            {
                MonthTariff => LineKind.Month,
                UnitHourTariff => LineKind.UnitHour,
                AppTariff => LineKind.App,
                _ => LineKind.Hour,
            },
            Quantity = share.Tariff switch
            {
                MonthTariff => Printed.Quotient(share.Hours, period.Month.Hours),
                UnitHourTariff => (decimal)share.UnitHours,
                AppTariff => 1,
                _ => share.Hours,
            },
        };
}
