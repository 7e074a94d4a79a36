using System.Globalization;

namespace Hostelry.Billing.Tax;

/// <summary>
/// The standard rates of the Union's member states and of some neighbours, with the day since which they run (the first of
/// 2024 where they are older). What an installation starts with; staff adds what comes later.
/// </summary>
internal static class FirstTaxRates
{
    private static readonly string[] Rates =
    [
        "AT 20 2024-01-01", "BE 21 2024-01-01", "BG 20 2024-01-01", "HR 25 2024-01-01", "CY 19 2024-01-01", "CZ 21 2024-01-01",
        "DK 25 2024-01-01", "EE 22 2024-01-01", "EE 24 2025-07-01", "FI 24 2024-01-01", "FI 25.5 2024-09-01", "FR 20 2024-01-01",
        "DE 19 2024-01-01", "GR 24 2024-01-01", "HU 27 2024-01-01", "IE 23 2024-01-01", "IT 22 2024-01-01", "LV 21 2024-01-01",
        "LT 21 2024-01-01", "LU 17 2024-01-01", "MT 18 2024-01-01", "NL 21 2024-01-01", "PL 23 2024-01-01", "PT 23 2024-01-01",
        "RO 19 2024-01-01", "RO 21 2025-08-01", "SK 20 2024-01-01", "SK 23 2025-01-01", "SI 22 2024-01-01", "ES 21 2024-01-01",
        "SE 25 2024-01-01", "CH 8.1 2024-01-01", "GB 20 2024-01-01", "NO 25 2024-01-01",
    ];

    public static IEnumerable<DatedTaxRate> Of(long sellerId) =>
        from text in Rates
        let parts = text.Split(' ')
        select new DatedTaxRate
        {
            SellerId = sellerId,
            Country = parts[0],
            ProductClass = ProductClass.Any,
            RateThousandths = TaxRate.TryParse(parts[1], out var rate) ? rate.Thousandths : throw new FormatException(text),
            ValidFrom = DateOnly.ParseExact(parts[2], "O", CultureInfo.InvariantCulture),
        };
}
