using System.Text.RegularExpressions;

using Hostelry.Billing.Audit;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Coupons;

/// <param name="Code">3–40 capital letters, digits and hyphens; none that exists.</param>
/// <param name="Kind">What <paramref name="Off"/> is.</param>
/// <param name="Off">An amount of major units a month, or a part up to 1; its currency counts for an amount alone.</param>
public sealed record PublishCouponRequest(string Code, CouponKind Kind, UnitPrice Off)
{
    /// <summary>1 … 120; null: for ever.</summary>
    public int? Months { get; init; }

    /// <summary>1 … 1000, for credit alone: how long it lasts from its redemption on.</summary>
    public int? CreditDays { get; init; }

    public string ProductPrefix { get; init; } = "";

    /// <summary>Null: now.</summary>
    public DateTimeOffset? ValidFrom { get; init; }

    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>At least 1; null: any number.</summary>
    public int? MostUses { get; init; }

    /// <summary>1 … 100.</summary>
    public int MostUsesPerCustomer { get; init; } = 1;

    public long SellerId { get; init; } = Prices.DefaultSeller;
}

/// <summary>Makes a coupon that customers can redeem.</summary>
public sealed partial class PublishCoupon(BillingDb db, Database database, AuditLog audit, TimeProvider clock)
{
    private const long Whole = 1_000_000_000;

    /// <summary>Refusals: <c>invalid_input</c>, <c>coupon_exists</c>.</summary>
    public Task<Result<Coupon>> ExecuteAsync(PublishCouponRequest request, CancellationToken ct) =>
        database.InTransactionAsync(() => PublishAsync(request, ct), ct);

    private async Task<Result<Coupon>> PublishAsync(PublishCouponRequest request, CancellationToken ct)
    {
        if (Check(request) is { } problem)
        {
            return problem;
        }

        if (await db.Coupons.AnyAsync(coupon => coupon.SellerId == request.SellerId && coupon.Code == request.Code, ct))
        {
            return new Problem("coupon_exists", "There is a coupon of this code.", "code");
        }

        var coupon = new Coupon
        {
            SellerId = request.SellerId,
            Code = request.Code,
            Kind = request.Kind,
            OffNano = request.Off.Nano,
            Currency = request.Kind == CouponKind.Percent ? null : request.Off.Currency,
            Months = request.Months,
            CreditDays = request.CreditDays,
            ProductPrefix = request.ProductPrefix,
            ValidFrom = request.ValidFrom ?? clock.GetUtcNow(),
            ValidUntil = request.ValidUntil,
            MostUses = request.MostUses,
            MostUsesPerCustomer = request.MostUsesPerCustomer,
        };
        db.Coupons.Add(coupon);
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync("coupon.publish", null, ct, $"coupon:{coupon.Id}");
        return coupon;
    }

    private static Problem? Check(PublishCouponRequest request)
    {
        if (!Code().IsMatch(request.Code))
        {
            return Wrong("code", "must have 3 to 40 capital letters, digits and hyphens");
        }

        if (request.Off.Nano <= 0 || (request.Kind == CouponKind.Percent && request.Off.Nano > Whole))
        {
            return Wrong("off", "must be above 0, and a part at most 1");
        }

        if ((request.Kind == CouponKind.Credit) != (request.CreditDays is not null) || request.CreditDays is < 1 or > 1000
            || (request.CreditDays is not null && (request.Months is not null || request.ProductPrefix.Length > 0)))
        {
            return Wrong("credit_days", "must be 1 to 1000 and belongs to credit, which has neither months nor products");
        }

        if (request.Months is < 1 or > 120)
        {
            return Wrong("months", "must be 1 to 120");
        }

        if (request.MostUses is < 1 || request.MostUsesPerCustomer is < 1 or > 100)
        {
            return Wrong("most_uses", "must be at least 1, and 1 to 100 for one customer");
        }

        return request.ProductPrefix.Length > 100 || request.ValidUntil <= request.ValidFrom
            ? Wrong("valid_until", "must be later than valid_from; product_prefix has at most 100 characters")
            : null;
    }

    private static Problem Wrong(string field, string rule) => new("invalid_input", $"{field} {rule}.", field);

    [GeneratedRegex("^[A-Z0-9-]{3,40}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Code();
}
