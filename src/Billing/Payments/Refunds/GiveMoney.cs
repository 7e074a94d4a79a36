using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments.Refunds;

/// <summary>
/// The one way in which people give money, on pages and at the machine: it is asked for, and what needs nobody else is
/// carried out at once.
/// </summary>
public sealed class GiveMoney(BillingDb db, RequestMoney request, CarryOutMoneyRequests carryOut)
{
    /// <summary>
    /// The request as it is now: <c>Requested</c> waits for a second member of staff, <c>Approved</c> is under way. Refusals:
    /// those of <see cref="RequestMoney"/>.
    /// </summary>
    public async Task<Result<MoneyRequest>> ExecuteAsync(MoneyWish wish, CancellationToken ct)
    {
        var asked = await request.ExecuteAsync(wish, ct);
        if (asked is not { IsSuccess: true, Value.State: MoneyRequestState.Approved })
        {
            return asked;
        }

        // When the process dies here, the next minute's tick does it.
        await carryOut.OneAsync(asked.Value.Id, ct);
        db.ChangeTracker.Clear();
        return await db.Reachable<MoneyRequest>().AsNoTracking().SingleAsync(one => one.Id == asked.Value.Id, ct);
    }
}
