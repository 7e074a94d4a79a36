using System.Globalization;

using Hostelry.Billing.Alarms;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments.Bank;

/// <param name="SellerId">Whose bank account.</param>
/// <param name="BankReference">The bank's own name for the line, 1–255 characters.</param>
/// <param name="Amount">Positive.</param>
/// <param name="Text">What the payer wrote, at most 255 characters.</param>
/// <param name="BookedOn">The bank's day.</param>
public sealed record BankTransferLine(long SellerId, string BankReference, Money Amount, string Text, DateOnly BookedOn);

/// <summary>Staff read a transfer off the bank's statement. One with a customer's reference is on its balance at once; another is parked.</summary>
public sealed class RecordBankTransfer(
    BillingDb db, Database database, MatchBankTransfer match, PaymentTrail trail, AuditLog audit, TimeProvider clock)
{
    /// <summary>
    /// The transfer, matched or parked. Refusals: <c>invalid_input</c>, <c>idempotency_key_reused</c> (the bank's reference
    /// stands for another amount).
    /// </summary>
    public async Task<Result<BankTransfer>> ExecuteAsync(BankTransferLine line, CancellationToken ct)
    {
        var stored = await database.InTransactionAsync(() => StoreAsync(line, ct), ct);
        if (!stored.IsSuccess || stored.Value.State == BankTransferState.Dismissed)
        {
            return stored;
        }

        var transfer = stored.Value;
        if (transfer is { State: BankTransferState.Matched, OrganizationId: { } whose })
        {
            // Whoever matched it may have died before it was on the balance.
            return await match.ExecuteAsync(transfer.Id, whose, transfer.DecidedBy, ct);
        }

        if (PaymentReference.Find(transfer.Text) is { } organizationId)
        {
            var matched = await match.ExecuteAsync(transfer.Id, organizationId, "reference", ct);
            if (matched.IsSuccess)
            {
                return matched;
            }
        }

        await trail.AlarmAsync(
            PaymentAlarm.TransferParked, string.Create(CultureInfo.InvariantCulture, $"transfer:{transfer.Id}"), null,
            $"{transfer.Amount} came and names no customer in that currency.", ct);
        return transfer;
    }

    private async Task<Result<BankTransfer>> StoreAsync(BankTransferLine line, CancellationToken ct)
    {
        if (line.Amount.Minor <= 0 || line.BankReference.Length is < 1 or > 255 || line.Text.Length > 255)
        {
            return new Problem("invalid_input", "amount must be positive, reference 1 to 255 characters, text at most 255.", "amount");
        }

        // Two who read the same statement at once: the loser writes nothing, and finds the other's row.
        var added = await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO bank_transfers (seller_id, bank_reference, amount_minor, currency, text, booked_on, recorded_at, recorded_by, state)
            VALUES ({line.SellerId}, {line.BankReference}, {line.Amount.Minor}, {line.Amount.Currency.Code}, {line.Text}, {line.BookedOn},
                {database.Stored(clock.GetUtcNow())}, {db.Tenant.Actor}, {"parked"})
            ON CONFLICT (seller_id, bank_reference) DO NOTHING
            """,
            ct);
        var transfer = await db.Reachable<BankTransfer>().SingleAsync(
            one => one.SellerId == line.SellerId && one.BankReference == line.BankReference, ct);
        if (transfer.Amount != line.Amount)
        {
            return new Problem("idempotency_key_reused", "This bank reference stands for another transfer.", "reference");
        }

        if (added == 1)
        {
            await audit.WriteAsync("transfer.record", null, ct, string.Create(CultureInfo.InvariantCulture, $"transfer:{transfer.Id}"));
        }

        return transfer;
    }
}

/// <summary>Puts a transfer on a customer's balance, once: by its reference, or because staff know whose it is.</summary>
public sealed class MatchBankTransfer(
    BillingDb db, Database database, StoreAttempt store, TakePayment take, AfterPayment after, AuditLog audit, AlarmLog alarms)
{
    /// <summary>
    /// Refusals: <c>not_found</c>, <c>transfer_decided</c> (another customer's, or dismissed), <c>customer_missing</c>,
    /// <c>currency_mismatch</c>.
    /// </summary>
    public async Task<Result<BankTransfer>> ExecuteAsync(long transferId, long organizationId, string? decidedBy, CancellationToken ct)
    {
        var claimed = await database.InTransactionAsync(() => ClaimAsync(transferId, organizationId, decidedBy, ct), ct);
        if (!claimed.IsSuccess)
        {
            return claimed;
        }

        // The claim stands, and its attempt with it: whoever comes again, or looks up what is undecided, books it.
        var transfer = claimed.Value;
        var paid = await take.ExecuteAsync(Payment(transfer, organizationId), ct);
        if (paid.Problem is { } problem)
        {
            return problem;
        }

        await after.ExecuteAsync(organizationId, ct);
        return transfer;
    }

    private async Task<Result<BankTransfer>> ClaimAsync(long transferId, long organizationId, string? decidedBy, CancellationToken ct)
    {
        var customer = await db.Reachable<Customer>().AsNoTracking().SingleOrDefaultAsync(one => one.OrganizationId == organizationId, ct);
        if (customer is null)
        {
            return CustomerProblems.Missing;
        }

        var found = await db.Reachable<BankTransfer>().AsNoTracking().SingleOrDefaultAsync(one => one.Id == transferId, ct);
        if (found is null)
        {
            return new Problem("not_found", "There is no such transfer.");
        }

        if (found.Currency != customer.Currency)
        {
            return new Problem("currency_mismatch", $"The customer's currency is {customer.Currency}.", "organization");
        }

        // Stored with the claim, under the customer's lock, which comes first; taken back with it where the claim is refused.
        if ((await store.ExecuteAsync(Payment(found, organizationId), ct)).Problem is { } problem)
        {
            return problem;
        }

        // The row itself decides between two who match it at once.
        var claimed = await db.Reachable<BankTransfer>()
            .Where(one => one.Id == transferId && one.State == BankTransferState.Parked
                && one.SellerId == customer.SellerId && one.Currency == customer.Currency)
            .ExecuteUpdateAsync(
                set => set.SetProperty(one => one.State, BankTransferState.Matched)
                    .SetProperty(one => one.OrganizationId, organizationId)
                    .SetProperty(one => one.DecidedBy, decidedBy ?? db.Tenant.Actor),
                ct);
        db.ChangeTracker.Clear();
        var transfer = await db.Reachable<BankTransfer>().AsNoTracking().SingleAsync(one => one.Id == transferId, ct);
        if (claimed == 0 && (transfer.State != BankTransferState.Matched || transfer.OrganizationId != organizationId))
        {
            return new Problem("transfer_decided", "The transfer has been decided.");
        }

        if (claimed == 1)
        {
            var subject = string.Create(CultureInfo.InvariantCulture, $"transfer:{transferId}");
            await audit.WriteAsync("transfer.match", organizationId, ct, subject);
            await alarms.ClearAsync(PaymentAlarm.TransferParked, subject, ct);
        }

        return transfer;
    }

    private static TakePaymentRequest Payment(BankTransfer transfer, long organizationId) => new(
        BankProvider.ProviderName, organizationId, transfer.Amount, "bank transfer",
        string.Create(CultureInfo.InvariantCulture, $"transfer:{transfer.Id}"));
}

/// <summary>Staff say that a parked transfer is not for any customer.</summary>
public sealed class DismissBankTransfer(BillingDb db, Database database, AuditLog audit, AlarmLog alarms)
{
    /// <summary>Refusals: <c>transfer_decided</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(long transferId, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                var dismissed = await db.Reachable<BankTransfer>()
                    .Where(one => one.Id == transferId && one.State == BankTransferState.Parked)
                    .ExecuteUpdateAsync(
                        set => set.SetProperty(one => one.State, BankTransferState.Dismissed)
                            .SetProperty(one => one.DecidedBy, db.Tenant.Actor),
                        ct);
                if (dismissed == 0)
                {
                    return new Problem("transfer_decided", "There is no such parked transfer.");
                }

                var subject = string.Create(CultureInfo.InvariantCulture, $"transfer:{transferId}");
                await audit.WriteAsync("transfer.dismiss", null, ct, subject);
                await alarms.ClearAsync(PaymentAlarm.TransferParked, subject, ct);
                return default(Done);
            },
            ct);
}
