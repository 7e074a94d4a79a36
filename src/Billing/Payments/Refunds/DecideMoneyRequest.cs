using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments.Refunds;

/// <summary>The second member of staff agrees or refuses.</summary>
public sealed class DecideMoneyRequest(
    BillingDb db, Database database, CustomerLock customers, Refundable refundable, HoldRefund hold)
{
    /// <summary>
    /// Refusals: <c>not_found</c>, <c>request_decided</c>, <c>second_member_needed</c> (whoever asked cannot agree; it may
    /// withdraw), <c>payment_missing</c> and <c>refund_too_large</c> (what was there when it was asked for has been used or has
    /// gone back since; the request waits on).
    /// </summary>
    public Task<Result<MoneyRequest>> ExecuteAsync(Guid requestId, bool approve, CancellationToken ct) =>
        database.InTransactionAsync<MoneyRequest>(
            async () =>
            {
                var request = await db.Reachable<MoneyRequest>().SingleOrDefaultAsync(request => request.Id == requestId, ct);
                if (request is null || await customers.TakeAsync(request.OrganizationId, ct) is not { } customer)
                {
                    return new Problem("not_found", "There is no such request.");
                }

                await db.Entry(request).ReloadAsync(ct);
                if (request.State != MoneyRequestState.Requested)
                {
                    return new Problem("request_decided", "The request has been decided.");
                }

                if (!approve)
                {
                    hold.Reject(request);
                }
                else if (request.RequestedBy == db.Tenant.Actor)
                {
                    return new Problem("second_member_needed", "Another member of staff must agree.");
                }
                else if (request.Kind == MoneyRequestKind.Refund
                    && await refundable.ProblemAsync(customer, request.AttemptId, request.Amount, ct, request.Id) is { } gone)
                {
                    return gone;
                }
                else
                {
                    await hold.ApproveAsync(customer, request, ct);
                }

                await db.SaveChangesAsync(ct);
                return request;
            },
            ct);
}
