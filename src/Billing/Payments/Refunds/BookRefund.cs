using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments.Refunds;

/// <summary>A refund as the provider reports it.</summary>
/// <param name="Reference"><c>re_…</c>.</param>
/// <param name="PaymentReference">The payment that goes back, <c>pi_…</c>.</param>
/// <param name="Amount">Null: in no currency we know.</param>
/// <param name="Status"><c>pending</c>, <c>requires_action</c>, <c>succeeded</c>, <c>failed</c>, <c>canceled</c>.</param>
/// <param name="RequestKey">Of ours: the request's id; null when it was made in the provider's dashboard.</param>
public sealed record RefundSeen(string Reference, string? PaymentReference, Money? Amount, string Status, string? RequestKey);

/// <summary>Writes what a provider says about a refund, ours or one made by hand there; once, in whatever order it comes.</summary>
public sealed class BookRefund(
    BillingDb db, Database database, CustomerLock customers, HoldRefund hold, PaymentTrail trail, TimeProvider clock)
{
    /// <summary>False when it is no refund of a payment of ours, or not decided yet.</summary>
    public async Task<bool> ExecuteAsync(RefundSeen seen, CancellationToken ct)
    {
        var booked = await database.InTransactionAsync<bool>(async () => await BookAsync(seen, ct), ct);
        return booked.Value;
    }

    /// <summary>Ends an approved request: done when <paramref name="failure"/> is null.</summary>
    internal async Task<bool> FinishAsync(Guid requestId, string? reference, string? failure, CancellationToken ct)
    {
        var finished = await database.InTransactionAsync<bool>(
            async () =>
            {
                var (customer, request) = await LockAsync(requestId, ct);
                if (request.State == MoneyRequestState.Approved)
                {
                    if (failure is null)
                    {
                        hold.Finish(request, reference);
                    }
                    else
                    {
                        await hold.FailAsync(customer, request, failure, ct);
                    }

                    await db.SaveChangesAsync(ct);
                }

                return true;
            },
            ct);
        return finished.Value;
    }

    /// <summary>Nobody knows what became of it: asked again later.</summary>
    internal async Task<bool> WaitAsync(Guid requestId, CancellationToken ct)
    {
        await database.InTransactionAsync<Done>(
            async () =>
            {
                var (_, request) = await LockAsync(requestId, ct);
                PlanLook(request);
                await db.SaveChangesAsync(ct);
                return default(Done);
            },
            ct);
        return false;
    }

    private async Task<bool> BookAsync(RefundSeen seen, CancellationToken ct)
    {
        if (Guid.TryParseExact(seen.RequestKey, "N", out var id)
            && await db.Reachable<MoneyRequest>().AnyAsync(request => request.Id == id && request.Kind == MoneyRequestKind.Refund, ct))
        {
            return await BookOursAsync(id, seen, ct);
        }

        return await BookByHandAsync(seen, ct);
    }

    private async Task<bool> BookOursAsync(Guid id, RefundSeen seen, CancellationToken ct)
    {
        var (customer, request) = await LockAsync(id, ct);
        if (seen.Amount != request.Amount)
        {
            await trail.AlarmAsync(
                PaymentAlarm.RefundMismatch, Subject(request, seen), request.OrganizationId, $"Asked {request.Amount}, reported {seen.Amount}.", ct);
            return true;
        }

        switch (seen.Status)
        {
            case "succeeded" when request.State == MoneyRequestState.Approved:
                hold.Finish(request, seen.Reference);
                break;
            case "failed" or "canceled" when request.State is MoneyRequestState.Approved or MoneyRequestState.Done:
                request.ProviderReference = seen.Reference;
                await hold.FailAsync(customer, request, "refund_" + seen.Status, ct);
                await trail.AlarmAsync(
                    PaymentAlarm.RefundFailed, Subject(request, seen), request.OrganizationId, $"{request.Amount} came back from the bank.", ct);
                break;
            case "pending" or "requires_action" when request.State == MoneyRequestState.Approved:
                request.ProviderReference = seen.Reference;
                PlanLook(request);
                await db.SaveChangesAsync(ct);
                return false;
        }

        await db.SaveChangesAsync(ct);
        return true;
    }

    /// <summary>Somebody gave money back in Stripe's dashboard: the books follow, and staff are told to use ours.</summary>
    private async Task<bool> BookByHandAsync(RefundSeen seen, CancellationToken ct)
    {
        var attempt = await db.Reachable<PaymentAttempt>().AsNoTracking().SingleOrDefaultAsync(
            attempt => attempt.ProviderReference == seen.PaymentReference && attempt.State == PaymentState.Succeeded, ct);
        if (attempt is null || seen.Amount is not { } amount || amount.Currency != attempt.Currency)
        {
            return false;
        }

        var customer = await customers.TakeAsync(attempt.OrganizationId, ct)
            ?? throw new InvalidOperationException($"Attempt {attempt.Id} has lost its customer.");
        var known = await db.Reachable<MoneyRequest>().SingleOrDefaultAsync(
            request => request.OrganizationId == attempt.OrganizationId && request.OperationKey == seen.Reference, ct);
        if (known is not null)
        {
            if (seen.Status is "failed" or "canceled" && known.State == MoneyRequestState.Done)
            {
                await hold.FailAsync(customer, known, "refund_" + seen.Status, ct);
                await db.SaveChangesAsync(ct);
            }

            return true;
        }

        if (seen.Status is "failed" or "canceled")
        {
            return true;
        }

        var now = clock.GetUtcNow();
        var request = new MoneyRequest
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = attempt.OrganizationId,
            Kind = MoneyRequestKind.Refund,
            OperationKey = seen.Reference,
            AttemptId = attempt.Id,
            AmountMinor = amount.Minor,
            Currency = amount.Currency,
            Reason = "made in the provider's dashboard",
            RequestedBy = attempt.Provider,
            RequestedAt = now,
            State = MoneyRequestState.Approved,
        };
        db.MoneyRequests.Add(request);
        await hold.BookAsync(customer, request, ct);
        hold.Finish(request, seen.Reference);
        await trail.AlarmAsync(
            PaymentAlarm.RefundByHand, Subject(request, seen), request.OrganizationId, $"{amount} was refunded in the provider's dashboard.", ct);
        await db.SaveChangesAsync(ct);
        return true;
    }

    private static string Subject(MoneyRequest request, RefundSeen seen) => $"request:{request.IdempotencyKey} {seen.Reference}";

    private async Task<(Customer Customer, MoneyRequest Request)> LockAsync(Guid id, CancellationToken ct)
    {
        var request = await db.Reachable<MoneyRequest>().SingleAsync(request => request.Id == id, ct);
        var customer = await customers.TakeAsync(request.OrganizationId, ct)
            ?? throw new InvalidOperationException($"Request {id} has lost its customer.");
        await db.Entry(request).ReloadAsync(ct);
        return (customer, request);
    }

    private void PlanLook(MoneyRequest request)
    {
        request.Looks++;
        request.NextLookAt = clock.GetUtcNow() + TimeSpan.FromMinutes(Math.Min(360, 1L << Math.Min(request.Looks - 1, 9)));
    }
}
