using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments.Disputes;

/// <summary>A dispute as the provider reports it.</summary>
/// <param name="Reference"><c>dp_…</c>.</param>
/// <param name="PaymentReference"><c>pi_…</c>.</param>
/// <param name="Amount">Null: in no currency we know.</param>
/// <param name="Status">
/// Stripe's word: <c>needs_response</c>, <c>under_review</c>, <c>won</c>, <c>lost</c>, <c>appeal_…</c>, <c>prevented</c>, <c>warning_…</c>.
/// </param>
/// <param name="FeeMinor">Minor units that the seller pays for it.</param>
/// <param name="Moved">Whether money has left the account for it.</param>
public sealed record DisputeSeen(
    string Reference, string? PaymentReference, Money? Amount, string Status, long FeeMinor, bool Moved)
{
    /// <summary>The bank only asks, or was answered before it took anything.</summary>
    public bool IsInquiry => Status.StartsWith("warning_", StringComparison.Ordinal) || (Status == "prevented" && !Moved);
}

/// <summary>
/// A payment is taken back: off the balance at once, back on it when the dispute is won. Each booked once, in whatever order
/// its events come; a customer in debt by it meets the limits and the reminders as any other.
/// </summary>
public sealed class BookDispute(
    BillingDb db, Database database, CustomerLock customers, Journal journal, PaymentTrail trail, AuditLog audit, TimeProvider clock)
{
    /// <summary>False when it is none of a payment of ours.</summary>
    public async Task<bool> ExecuteAsync(DisputeSeen seen, CancellationToken ct)
    {
        var booked = await database.InTransactionAsync<bool>(async () => await BookAsync(seen, ct), ct);
        return booked.Value;
    }

    private async Task<bool> BookAsync(DisputeSeen seen, CancellationToken ct)
    {
        var attempt = await db.Reachable<PaymentAttempt>().AsNoTracking().SingleOrDefaultAsync(
            attempt => attempt.ProviderReference == seen.PaymentReference && attempt.State == PaymentState.Succeeded, ct);
        if (attempt is null || seen.Amount is not { } amount || amount.Currency != attempt.Currency)
        {
            return false;
        }

        var customer = await customers.TakeAsync(attempt.OrganizationId, ct)
            ?? throw new InvalidOperationException($"Attempt {attempt.Id} has lost its customer.");
        if (seen.IsInquiry)
        {
            await trail.AlarmAsync(
                PaymentAlarm.DisputeInquiry, $"payment:{attempt.IdempotencyKey} {seen.Reference}", attempt.OrganizationId,
                "The bank asks about this payment; no money has moved.", ct);
            return true;
        }

        var dispute = await db.Reachable<Dispute>().SingleOrDefaultAsync(one => one.ProviderReference == seen.Reference, ct)
            ?? await OpenAsync(customer, attempt, seen, amount, ct);
        if (seen.Status == "won" ? dispute.State != DisputeState.Won : dispute.State == DisputeState.Open && seen.Status is ("lost" or "prevented"))
        {
            // What was lost may still be won, by an appeal.
            await CloseAsync(customer, dispute, seen.Status == "won", ct);
        }

        await db.SaveChangesAsync(ct);
        return true;
    }

    private async Task<Dispute> OpenAsync(
        Customer customer, PaymentAttempt attempt, DisputeSeen seen, Money amount, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var dispute = new Dispute
        {
            Id = Guid.CreateVersion7(now),
            OrganizationId = customer.OrganizationId,
            AttemptId = attempt.Id,
            ProviderReference = seen.Reference,
            AmountMinor = amount.Minor,
            Currency = amount.Currency,
            FeeMinor = seen.FeeMinor,
            OpenedAt = now,
        };
        db.Disputes.Add(dispute);
        await journal.PostAsync(
            customer,
            "dispute",
            seen.Reference,
            [new Posting(AccountKind.Prepaid, -amount), new Posting(AccountKind.Clearing, amount, attempt.Provider)],
            ct);
        if (seen.FeeMinor > 0)
        {
            var fee = new Money(seen.FeeMinor, amount.Currency);
            await journal.PostAsync(
                customer,
                "dispute_fee",
                seen.Reference,
                [new Posting(AccountKind.Clearing, fee, attempt.Provider), new Posting(AccountKind.Fees, -fee, attempt.Provider)],
                ct);
        }

        audit.Add("dispute.open", customer.OrganizationId, $"dispute:{seen.Reference}", $"payment:{attempt.IdempotencyKey}");
        await trail.DisputedAsync(dispute, ct);
        return dispute;
    }

    private async Task CloseAsync(Customer customer, Dispute dispute, bool won, CancellationToken ct)
    {
        dispute.State = won ? DisputeState.Won : DisputeState.Lost;
        dispute.ClosedAt = clock.GetUtcNow();
        audit.Add(won ? "dispute.won" : "dispute.lost", customer.OrganizationId, $"dispute:{dispute.ProviderReference}");
        if (won)
        {
            await journal.PostAsync(
                customer,
                "dispute_won",
                dispute.ProviderReference,
                [new Posting(AccountKind.Prepaid, dispute.Amount), new Posting(AccountKind.Clearing, -dispute.Amount, Stripe.StripeProvider.ProviderName)],
                ct);
        }
    }
}
