using System.Globalization;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments.Refunds;

/// <summary>A credit note that somebody asked for.</summary>
/// <param name="Note">Issued; null while it waits.</param>
/// <param name="Request">What waits for a second member, or was decided by one; null where nobody was needed.</param>
public sealed record AskedCreditNote(Invoice? Note, MoneyRequest? Request);

/// <summary>
/// A member of staff wants a credit note. What would put much on the balance waits for a second member, as any other money
/// that is given; all else is issued at once.
/// </summary>
public sealed class RequestCreditNote(
    BillingDb db, Database database, CustomerLock customers, IssueCreditNote issue, HoldRefund hold, SecondMember second,
    TimeProvider clock)
{
    /// <summary>Refusals: those of <see cref="IssueCreditNote"/>; <c>idempotency_key_reused</c> also of another request.</summary>
    public Task<Result<AskedCreditNote>> ExecuteAsync(IssueCreditNoteRequest wish, CancellationToken ct) =>
        database.InTransactionAsync(() => AskAsync(wish, ct), ct);

    private async Task<Result<AskedCreditNote>> AskAsync(IssueCreditNoteRequest wish, CancellationToken ct)
    {
        if (await customers.TakeAsync(wish.OrganizationId, ct) is not { } customer)
        {
            return CustomerProblems.Missing;
        }

        var known = await db.Reachable<MoneyRequest>().SingleOrDefaultAsync(
            request => request.OrganizationId == wish.OrganizationId && request.OperationKey == wish.OperationKey, ct);
        if (known is not null && (known.Kind != MoneyRequestKind.CreditNote || known.InvoiceId != wish.InvoiceId))
        {
            return new Problem("idempotency_key_reused", "This operation key stands for another request.", "operation_key");
        }

        if (known is { State: not MoneyRequestState.Done })
        {
            return new AskedCreditNote(null, known);
        }

        var toWallet = await issue.ToWalletAsync(wish, ct);
        if (toWallet.Problem is { } refused)
        {
            return refused;
        }

        if (known is null && !toWallet.Value.IsZero)
        {
            known = Store(wish, toWallet.Value);
            if (await second.IsNeededAsync(customer, toWallet.Value, ct))
            {
                await db.SaveChangesAsync(ct);
                return new AskedCreditNote(null, known);
            }

            // By one member alone, and in this very transaction.
            await hold.ApproveAsync(customer, known, ct);
        }

        var issued = await issue.ExecuteAsync(wish, ct);
        if (issued.Problem is { } problem)
        {
            return problem;
        }

        if (known is { State: MoneyRequestState.Approved })
        {
            hold.Finish(known, InvoiceDocument.NameOf(issued.Value));
            await db.SaveChangesAsync(ct);
        }

        return new AskedCreditNote(issued.Value, known);
    }

    private MoneyRequest Store(IssueCreditNoteRequest wish, Money toWallet)
    {
        var now = clock.GetUtcNow();
        var request = new MoneyRequest
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = wish.OrganizationId,
            Kind = MoneyRequestKind.CreditNote,
            OperationKey = wish.OperationKey,
            InvoiceId = wish.InvoiceId,
            Lines = wish.Lines is null ? null : string.Join(' ', wish.Lines.Select(
                line => string.Create(CultureInfo.InvariantCulture, $"{line.Position}:{line.Amount.Minor}"))),
            AmountMinor = toWallet.Minor,
            Currency = toWallet.Currency,
            Reason = wish.Reason,
            RequestedBy = db.Tenant.Actor,
            RequestedAt = now,
        };
        db.MoneyRequests.Add(request);
        hold.Requested(request);
        return request;
    }
}
