using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Ledger;

/// <param name="OrganizationId">The customer.</param>
/// <param name="Amount">Positive, in the customer's currency.</param>
/// <param name="To">Where the money goes: <see cref="AccountKind.Clearing"/>, <see cref="AccountKind.Bank"/>, <see cref="AccountKind.Granted"/>.</param>
/// <param name="Detail">Of a clearing account: the provider.</param>
/// <param name="Reference">The caller's own id of this refund: it is booked once.</param>
public sealed record BookRefundRequest(long OrganizationId, Money Amount, AccountKind To, string Detail, string Reference);

/// <summary>
/// Money leaves a customer's wallet, back to where it came from. Only the booking: whoever moves the money calls it, and a
/// credit note has put into the wallet before what an invoice had taken.
/// </summary>
public sealed class BookRefund(BillingDb db, Database database, CustomerLock customers, Journal journal, AuditLog audit)
{
    /// <summary>Refusals: <c>customer_missing</c>, <c>invalid_input</c> (amount), <c>wallet_too_small</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(BookRefundRequest request, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await customers.TakeAsync(request.OrganizationId, ct) is not { } customer)
                {
                    return CustomerProblems.Missing;
                }

                if (request.Amount.Minor <= 0 || request.Amount.Currency != customer.Currency)
                {
                    return new Problem("invalid_input", $"amount must be a positive amount in {customer.Currency}.", "amount");
                }

                var wallets = await journal.WalletsAsync([customer.OrganizationId], ct);
                if (wallets.GetValueOrDefault(customer.OrganizationId) < request.Amount.Minor)
                {
                    return new Problem("wallet_too_small", "The wallet holds less than this amount.", "amount");
                }

                await journal.PostAsync(
                    customer,
                    "refund",
                    request.Reference,
                    [
                        new Posting(AccountKind.Prepaid, -request.Amount),
                        new Posting(request.To, request.Amount, request.Detail),
                    ],
                    ct);
                audit.Add("refund.book", customer.OrganizationId, $"refund:{request.Reference}");
                await db.SaveChangesAsync(ct);
                return default(Done);
            },
            ct);
}
