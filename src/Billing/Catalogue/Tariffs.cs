using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;

namespace Hostelry.Billing.Catalogue;

/// <summary>Columns of a price to the case of <see cref="Tariff"/> that they mean.</summary>
internal static class Tariffs
{
    public static ItemTariff Item(
        long priceId, string productCode, PriceKind kind, UnitPrice unit, long capMinor, int commitmentMonths)
    {
        var cap = new Money(capMinor, unit.Currency);
        ItemTariff tariff = kind switch
        {
            PriceKind.Hour => new HourTariff(priceId, productCode, unit, cap),
            PriceKind.Month => new MonthTariff(priceId, productCode, unit),
            PriceKind.UnitHour => new UnitHourTariff(priceId, productCode, unit, cap.IsZero ? null : cap),
            PriceKind.Percentage => new PercentageTariff(priceId, productCode, unit),
            PriceKind.OneOff => new OneOffTariff(priceId, productCode, unit),
            PriceKind.App => new AppTariff(priceId, productCode, unit),
            _ => throw new InvalidOperationException($"Price {priceId} of {productCode} is a meter's: nothing runs at it."),
        };
        return commitmentMonths == 0 ? tariff : tariff with { CommitmentMonths = commitmentMonths };
    }
}
