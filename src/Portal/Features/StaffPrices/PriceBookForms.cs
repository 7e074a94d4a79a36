using System.Globalization;

using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Coupons;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Metering;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Tax;
using Hostelry.Portal.Features.Shared;

namespace Hostelry.Portal.Features.StaffPrices;

/// <summary>A price of any kind; what its kind has not stays empty.</summary>
public sealed class BookPriceForm
{
    public string? Product { get; init; }

    public string? Location { get; init; }

    /// <summary>A name of <see cref="PriceKind"/>.</summary>
    public string Kind { get; init; } = nameof(PriceKind.Month);

    /// <summary>In the seller's currency; a part for a percentage, as 0.2.</summary>
    public string? Unit { get; init; }

    public string? Cap { get; init; }

    public string? Commitment { get; init; }

    public string? UnitSize { get; init; }

    public string? Allowance { get; init; }

    public string Pooled { get; init; } = "false";

    /// <summary>One line each: from how many units on, and the price: <c>100 0.008</c>.</summary>
    public string? Tiers { get; init; }

    /// <summary>As 2026-12-01, UTC; empty: at once.</summary>
    public string? From { get; init; }

    /// <summary>The terms as typed, or the field that is not readable. Whether they make a price, the use case says.</summary>
    internal (PriceTerms? Terms, string Wrong) Read(Currency currency)
    {
        if (!Enum.TryParse<PriceKind>(Kind, out var kind) || !Enum.IsDefined(kind))
        {
            return (null, nameof(Kind));
        }

        var tiered = kind is PriceKind.Graduated or PriceKind.Volume;
        var unit = default(UnitPrice);
        if (!tiered && !UnitPrice.TryParse(Typed.Number(Unit), currency, out unit))
        {
            return (null, nameof(Unit));
        }

        var cap = default(Money);
        if (!string.IsNullOrWhiteSpace(Cap) && !Money.TryParse(Typed.Number(Cap), currency, out cap))
        {
            return (null, nameof(Cap));
        }

        List<Tier> tiers = [];
        foreach (var line in tiered ? (Tiers ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) : [])
        {
            if (line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is not [var start, var price]
                || Typed.Count(start) is not { } from || !UnitPrice.TryParse(Typed.Number(price), currency, out var each))
            {
                return (null, nameof(Tiers));
            }

            tiers.Add(new Tier(from, each));
        }

        if (tiered && tiers.Count == 0)
        {
            return (null, nameof(Tiers));
        }

        return Typed.Count(UnitSize, 1) is not { } size ? (null, nameof(UnitSize))
            : Typed.Count(Allowance, 0) is not { } allowance ? (null, nameof(Allowance))
            : Typed.Count(Commitment, 0) is not { } months || months > 120 ? (null, nameof(Commitment))
            : (new PriceTerms(kind, tiered ? tiers[0].Unit : unit)
            {
                Cap = string.IsNullOrWhiteSpace(Cap) ? null : cap,
                CommitmentMonths = (int)months,
                UnitSize = size,
                Allowance = allowance,
                Pooled = Pooled == "true",
                Tiers = tiers,
            }, "");
    }
}

public sealed class AnnounceForm
{
    /// <summary>As 2027-02.</summary>
    public string? Month { get; init; }
}

public sealed class CouponForm
{
    public string? Code { get; init; }

    public string Kind { get; init; } = nameof(CouponKind.Percent);

    /// <summary>Percent, or an amount of the seller's currency a month.</summary>
    public string? Off { get; init; }

    public string? Months { get; init; }

    public string? Product { get; init; }

    public string? Until { get; init; }

    public string? MostUses { get; init; }

    public string? MostUsesPerCustomer { get; init; } = "1";

    internal (PublishCouponRequest? Request, string Wrong) Read(Currency currency)
    {
        var isPart = Kind == nameof(CouponKind.Percent);
        if (!UnitPrice.TryParse(Typed.Number(Off), currency, out var off))
        {
            return (null, nameof(Off));
        }

        DateTimeOffset? until = null;
        if (!string.IsNullOrWhiteSpace(Until))
        {
            if (Typed.Moment(Until) is not { } read)
            {
                return (null, nameof(Until));
            }

            until = read;
        }

        return Typed.Count(Months, 0) is not { } months || months > 120 ? (null, nameof(Months))
            : Typed.Count(MostUses, 0) is not { } uses || uses > int.MaxValue ? (null, nameof(MostUses))
            : Typed.Count(MostUsesPerCustomer, 1) is not { } each || each > 100 ? (null, nameof(MostUsesPerCustomer))
            : (new PublishCouponRequest(
                (Code ?? "").Trim().ToUpperInvariant(), isPart ? CouponKind.Percent : CouponKind.Amount, isPart ? new UnitPrice(off.Nano / 100, currency) : off)
            {
                Months = months == 0 ? null : (int)months,
                ProductPrefix = (Product ?? "").Trim(),
                ValidUntil = until,
                MostUses = uses == 0 ? null : (int)uses,
                MostUsesPerCustomer = (int)each,
            }, "");
    }
}

public sealed class MeterForm
{
    public string? Code { get; init; }

    public string Kind { get; init; } = nameof(MeterKind.Sum);

    public string? Unit { get; init; }

    public string? Resource { get; init; } = "server";
}

public sealed class TaxRateForm
{
    public string? Country { get; init; }

    public string Class { get; init; } = ProductClass.Any;

    /// <summary>Percent.</summary>
    public string? Rate { get; init; }

    /// <summary>As 2027-01-01.</summary>
    public string? From { get; init; }
}

/// <summary>What people type, read in every culture the same way.</summary>
internal static class Typed
{
    public static string Number(string? text) => (text ?? "").Trim().Replace(',', '.');

    /// <summary>A whole number, 0 or more; <paramref name="otherwise"/> where nothing was typed, null where it is none.</summary>
    public static long? Count(string? text, long? otherwise = null) => string.IsNullOrWhiteSpace(text) ? otherwise
        : long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    public static DateTimeOffset? Moment(string? text) => DateTime.TryParseExact(
        text?.Trim(), ["yyyy-MM-dd", "yyyy-MM-dd HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var moment)
        && moment.Year is > 1999 and < 9000 ? moment : null;

    /// <summary>The entries of a select for each name of an enumeration.</summary>
    public static IReadOnlyList<Choice> Choices<T>(Func<string, string> say)
        where T : struct, Enum => [.. Enum.GetNames<T>().Select(name => new Choice(name, say(name)))];
}
