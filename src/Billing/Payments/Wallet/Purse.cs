using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Credit;
using Hostelry.Billing.Payments.Disputes;
using Hostelry.Billing.Payments.Refunds;
using Hostelry.Billing.Payments.Trial;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments.Wallet;

/// <summary>What a customer's balance is made of, in the order in which it is spent.</summary>
public sealed class Purse(BillingDb db, Balance balance)
{
    /// <summary>What is left of each lot once everything used until now has been paid.</summary>
    public async Task<IReadOnlyList<Lot>> LotsAsync(Customer customer, CancellationToken ct)
    {
        var back = await db.Reachable<MoneyRequest>()
            .Where(request => request.OrganizationId == customer.OrganizationId && request.Kind == MoneyRequestKind.Refund
                && (request.State == MoneyRequestState.Approved || request.State == MoneyRequestState.Done))
            .Select(request => new { request.AttemptId, request.AmountMinor })
            .ToListAsync(ct);
        var disputed = await db.Reachable<Dispute>()
            .Where(dispute => dispute.OrganizationId == customer.OrganizationId && dispute.State != DisputeState.Won)
            .Select(dispute => new { AttemptId = (Guid?)dispute.AttemptId, dispute.AmountMinor })
            .ToListAsync(ct);
        var gone = back.Concat(disputed).ToLookup(one => one.AttemptId, one => one.AmountMinor);
        var came = await db.Reachable<PaymentAttempt>().AsNoTracking()
            .Where(attempt => attempt.OrganizationId == customer.OrganizationId && attempt.State == PaymentState.Succeeded)
            .ToListAsync(ct);
        var trials = customer.HasTrialCredit
            ? await db.Reachable<TrialCredit>().AsNoTracking().Where(credit => credit.OrganizationId == customer.OrganizationId)
                .ToDictionaryAsync(credit => credit.Id, ct)
            : [];
        var money = await balance.OfAsync(customer, null, ct);
        return SpendingOrder.Left(
            came.Select(attempt => new Lot(
                attempt.Id,
                attempt.Provider != CreditProvider.ProviderName,
                attempt.DecidedAt ?? attempt.CreatedAt,
                attempt.Amount - new Money(
                    gone[attempt.Id].Sum() + (trials.GetValueOrDefault(attempt.Id)?.ExpiredMinor ?? 0), attempt.Currency))
            {
                ExpiresAt = trials.GetValueOrDefault(attempt.Id)?.ExpiresAt,
            }),
            money.Ledger - money.Accrued);
    }

    /// <summary>The most that can go back to the customer: paid by it, and neither used nor gone back.</summary>
    public async Task<Money> PaidAndUnspentAsync(Customer customer, CancellationToken ct) =>
        Money.Sum((await LotsAsync(customer, ct)).Where(lot => lot.Paid).Select(lot => lot.Amount), customer.Currency);
}
