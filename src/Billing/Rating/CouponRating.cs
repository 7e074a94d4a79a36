using System.Numerics;

using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Rating;

/// <summary>
/// What coupons take off, in the order in which they were redeemed, each from what the ones before have left. One line per
/// coupon and product, so that each is taxed as what it reduces; the parts of a coupon add up to it exactly.
/// </summary>
internal static class CouponRating
{
    private const MidpointRounding Mode = MidpointRounding.AwayFromZero;

    public static void Add(List<RatedLine> lines, IReadOnlyList<CouponFacts> coupons, Period period)
    {
        var left = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var code = line.Tariff.ProductCode;
            left[code] = checked(left.GetValueOrDefault(code) + line.Amount.Minor);
        }

        foreach (var coupon in coupons.Where(coupon => coupon.Covers(period.Month)).OrderBy(coupon => coupon.RedemptionId))
        {
            var parts = left.Where(part => part.Value > 0 && part.Key.StartsWith(coupon.ProductPrefix, StringComparison.Ordinal))
                .ToList();
            var total = new Money(checked(parts.Sum(part => part.Value)), coupon.Off.Currency);
            var off = coupon.Kind == CouponKind.Amount
                ? Money.Min(total, coupon.Off.Times(1, Mode))
                : Money.Min(total, coupon.Off.Times(Printed.Major(total), Mode));
            foreach (var (code, minor) in Split(off.Minor, parts, total.Minor))
            {
                left[code] -= minor;
                lines.Add(new RatedLine(
                    0, coupon.Code, new CouponTariff(coupon.RedemptionId, code, coupon.Off), period.Start, period.End, 0,
                    new Money(-minor, off.Currency), Capped: false)
                {
                    Kind = LineKind.Discount,
                    Quantity = -1,
                });
            }
        }
    }

    /// <summary>In proportion, rounded down; what is left over goes to the largest remainders, the first product first.</summary>
    private static IEnumerable<(string Code, long Minor)> Split(long off, List<KeyValuePair<string, long>> parts, long total)
    {
        if (off <= 0)
        {
            return [];
        }

        var shares = parts.ConvertAll(part =>
        {
            var quotient = BigInteger.DivRem((BigInteger)off * part.Value, total, out var rest);
            return (Code: part.Key, Minor: (long)quotient, Remainder: rest);
        });
        var missing = off - shares.Sum(share => share.Minor);
        var rounded = shares.OrderByDescending(share => share.Remainder).Take((int)missing).Select(share => share.Code)
            .ToHashSet(StringComparer.Ordinal);
        return shares
            .Select(share => (share.Code, Minor: share.Minor + (rounded.Contains(share.Code) ? 1 : 0)))
            .Where(share => share.Minor > 0);
    }
}
