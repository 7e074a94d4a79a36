using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Trial;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Coupons;

/// <summary>
/// Gives a customer a coupon, from this month on. Under the customer's lock and the coupon's; should a lock ever fail, the
/// database's own constraints refuse a use too many.
/// </summary>
public sealed class RedeemCoupon(
    BillingDb db, Database database, CustomerLock customers, GrantTrialCredit grant, AuditLog audit, TimeProvider clock)
{
    /// <summary>
    /// For staff and workers: the row of a coupon is its seller's. Refusals: <c>customer_missing</c>,
    /// <c>coupon_missing</c> (unknown, not yet or no longer valid, or of another currency: all alike), <c>coupon_used_up</c>.
    /// </summary>
    /// <param name="organizationId">The customer.</param>
    /// <param name="code">As typed; letters of any case.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<CouponRedemption>> ExecuteAsync(long organizationId, string code, CancellationToken ct) =>
        database.InTransactionAsync(() => RedeemAsync(organizationId, code.ToUpperInvariant(), ct), ct);

    private async Task<Result<CouponRedemption>> RedeemAsync(long organizationId, string code, CancellationToken ct)
    {
        if (await customers.TakeAsync(organizationId, ct) is not { } customer)
        {
            return CustomerProblems.Missing;
        }

        var now = clock.GetUtcNow();
        var rows = database.IsSqlite
            ? db.Coupons
            : db.Coupons.FromSql($"SELECT * FROM coupons WHERE seller_id = {customer.SellerId} AND code = {code} FOR UPDATE");
        var coupon = await rows.SingleOrDefaultAsync(row => row.SellerId == customer.SellerId && row.Code == code, ct);
        if (coupon is null || coupon.ValidFrom > now || coupon.ValidUntil <= now
            || (coupon.Currency is { } currency && currency != customer.Currency))
        {
            return new Problem("coupon_missing", "There is no such coupon.", "code");
        }

        await db.Entry(coupon).ReloadAsync(ct);
        var own = await db.Reachable<CouponRedemption>()
            .CountAsync(redemption => redemption.OrganizationId == organizationId && redemption.CouponId == coupon.Id, ct);
        if (coupon.Uses >= coupon.MostUses || own >= coupon.MostUsesPerCustomer)
        {
            return new Problem("coupon_used_up", "The coupon has been used as often as it may.", "code");
        }

        coupon.Uses++;
        var redemption = new CouponRedemption
        {
            OrganizationId = organizationId,
            CouponId = coupon.Id,
            Nth = own + 1,
            RedeemedAt = now,
        };
        db.CouponRedemptions.Add(redemption);
        customer.HasCoupons |= coupon.Kind != CouponKind.Credit;
        audit.Add("coupon.redeem", organizationId, $"coupon:{coupon.Id}");
        await db.SaveChangesAsync(ct);
        if (coupon is { Kind: CouponKind.Credit, CreditDays: { } days })
        {
            var amount = new UnitPrice(coupon.OffNano, customer.Currency).Times(1, MidpointRounding.ToZero);
            var granted = await grant.ExecuteAsync(
                new GrantTrialCreditRequest(
                    organizationId, amount, now.AddDays(days), $"coupon {coupon.Code}", FormattableString.Invariant($"coupon:{redemption.Id}")),
                ct);
            if (granted.Problem is { } problem)
            {
                return problem;
            }
        }

        return redemption;
    }
}
