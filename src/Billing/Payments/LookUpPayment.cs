using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments;

/// <summary>Staff do not wait for the next look: a payment that nobody decided is looked up now. Never charges.</summary>
public sealed class LookUpPayment(BillingDb db, ResolvePayments resolve, AuditLog audit)
{
    /// <summary>The attempt as it is now, decided or not. Refusals: <c>not_found</c>, <c>payment_decided</c>.</summary>
    public async Task<Result<PaymentAttempt>> ExecuteAsync(Guid attemptId, CancellationToken ct)
    {
        var attempt = await db.Reachable<PaymentAttempt>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == attemptId, ct);
        if (attempt is null)
        {
            return new Problem("not_found", "There is no such payment.");
        }

        if (attempt.IsDecided)
        {
            return new Problem("payment_decided", "The payment has been decided.");
        }

        await audit.WriteAsync("payment.look_up", attempt.OrganizationId, ct, "payment:" + attempt.IdempotencyKey);
        await resolve.OneAsync(attempt, ct);
        db.ChangeTracker.Clear();
        return await db.Reachable<PaymentAttempt>().AsNoTracking().SingleAsync(one => one.Id == attemptId, ct);
    }
}
