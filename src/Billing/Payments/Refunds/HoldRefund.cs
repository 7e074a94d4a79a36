using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Payments.Refunds;

/// <summary>What a request's states do to the books; the caller holds the customer's lock and saves.</summary>
public sealed class HoldRefund(Journal journal, AuditLog audit, TimeProvider clock, BillingDb db)
{
    public void Requested(MoneyRequest request) => Audit(request, "request");

    /// <summary>A refund leaves the balance before the provider hears of it: it cannot be spent meanwhile.</summary>
    public async Task ApproveAsync(Customer customer, MoneyRequest request, CancellationToken ct)
    {
        request.State = MoneyRequestState.Approved;
        request.DecidedBy = db.Tenant.Actor;
        request.DecidedAt = clock.GetUtcNow();
        request.NextLookAt = request.DecidedAt;
        Audit(request, "approve");
        await BookAsync(customer, request, ct);
    }

    public void Reject(MoneyRequest request)
    {
        request.State = MoneyRequestState.Rejected;
        request.DecidedBy = db.Tenant.Actor;
        request.DecidedAt = clock.GetUtcNow();
        Audit(request, "reject");
    }

    public void Finish(MoneyRequest request, string? reference)
    {
        request.State = MoneyRequestState.Done;
        request.ProviderReference = reference;
        request.FinishedAt = clock.GetUtcNow();
        request.NextLookAt = null;
        Audit(request, "done");
    }

    /// <summary>What left the balance comes back; also when the bank gives a refund back weeks later.</summary>
    public async Task FailAsync(Customer customer, MoneyRequest request, string code, CancellationToken ct)
    {
        request.State = MoneyRequestState.Failed;
        request.FailureCode = code;
        request.FinishedAt = clock.GetUtcNow();
        request.NextLookAt = null;
        Audit(request, "fail");
        if (request.Kind == MoneyRequestKind.Refund)
        {
            await journal.PostAsync(
                customer,
                "refund_failed",
                request.IdempotencyKey,
                [new Posting(AccountKind.Prepaid, request.Amount), new Posting(AccountKind.Clearing, -request.Amount, Stripe.StripeProvider.ProviderName)],
                ct);
        }
    }

    internal async Task BookAsync(Customer customer, MoneyRequest request, CancellationToken ct)
    {
        if (request.Kind == MoneyRequestKind.Refund)
        {
            await journal.PostAsync(
                customer,
                "refund",
                request.IdempotencyKey,
                [new Posting(AccountKind.Prepaid, -request.Amount), new Posting(AccountKind.Clearing, request.Amount, Stripe.StripeProvider.ProviderName)],
                ct);
        }
    }

    private void Audit(MoneyRequest request, string act) => audit.Add(
        $"{SnakeCase.Write(request.Kind)}.{act}", request.OrganizationId, $"request:{request.IdempotencyKey}");
}
