using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Payments.Credit;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Hostelry.Billing.Payments.Refunds;

/// <summary>A worker's duty, and what an approval wakes: approved requests are carried out, unanswered ones looked up first.</summary>
public sealed partial class CarryOutMoneyRequests(
    BillingDb db, GrantCredit grant, IssueCreditNote issue, RefundAtStripe stripe, BookRefund book, TimeProvider clock,
    ILogger<CarryOutMoneyRequests> log)
{
    private const int AtOnce = 50;

    /// <returns>How many requests are done with.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await db.Reachable<MoneyRequest>()
            .Where(request => request.State == MoneyRequestState.Approved && request.NextLookAt <= now)
            .OrderBy(request => request.NextLookAt)
            .Select(request => request.Id)
            .Take(AtOnce)
            .ToListAsync(ct);
        var done = 0;
        foreach (var id in due)
        {
            try
            {
                done += await OneAsync(id, ct) ? 1 : 0;
            }
            catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseTrouble.Is(failure))
            {
                // An honest catch-all: one request that cannot be carried out must not keep the others waiting.
                LogNotDone(failure, id);
            }

            db.ChangeTracker.Clear();
        }

        return done;
    }

    /// <returns>True when nothing is left to do for it.</returns>
    public async Task<bool> OneAsync(Guid id, CancellationToken ct)
    {
        var request = await db.Reachable<MoneyRequest>().AsNoTracking().SingleAsync(request => request.Id == id, ct);
        if (request.State != MoneyRequestState.Approved)
        {
            return request.State is MoneyRequestState.Done or MoneyRequestState.Failed or MoneyRequestState.Rejected;
        }

        if (request.Kind == MoneyRequestKind.Credit)
        {
            var granted = await grant.ExecuteAsync(
                new GrantCreditRequest(request.OrganizationId, request.Amount, request.Reason, "request:" + request.IdempotencyKey), ct);
            return await book.FinishAsync(id, granted.IsSuccess ? granted.Value.ProviderReference : null, granted.Problem?.Code, ct);
        }

        if (request.Kind == MoneyRequestKind.CreditNote)
        {
            var issued = await issue.ExecuteAsync(request.CreditNote, ct);
            return await book.FinishAsync(id, issued.IsSuccess ? InvoiceDocument.NameOf(issued.Value) : null, issued.Problem?.Code, ct);
        }

        var attempt = await db.Reachable<PaymentAttempt>().AsNoTracking().SingleAsync(attempt => attempt.Id == request.AttemptId, ct);
        var (seen, refused) = await stripe.SendAsync(request, attempt, ct);
        if (seen is not null)
        {
            return await book.ExecuteAsync(seen, ct);
        }

        return refused is null ? await book.WaitAsync(id, ct) : await book.FinishAsync(id, null, refused, ct);
    }

    [LoggerMessage(LogLevel.Error, "Request {RequestId} cannot be carried out; the next minute tries again")]
    private partial void LogNotDone(Exception failure, Guid requestId);
}
