using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Subscriptions;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Catalogue;

/// <summary>
/// Which legal entity of its seller invoices a customer: open until the first order or booking, for the books of one entity
/// must not be continued in another's. For staff.
/// </summary>
public sealed class AssignLegalEntity(BillingDb db, Database database, CustomerLock customers, AuditLog audit)
{
    /// <summary>
    /// Refusals: <c>customer_missing</c>, <c>legal_entity_missing</c> (or another seller's), <c>customer_has_books</c>.
    /// </summary>
    public Task<Result<Done>> ExecuteAsync(long organizationId, long legalEntityId, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await customers.TakeAsync(organizationId, ct) is not { } customer)
                {
                    return CustomerProblems.Missing;
                }

                var isOurs = await db.LegalEntities.AnyAsync(
                    entity => entity.Id == legalEntityId && entity.SellerId == customer.SellerId, ct);
                if (!isOurs)
                {
                    return LegalEntityRules.Missing;
                }

                var hasBooks = await db.Reachable<LedgerTransaction>().AnyAsync(row => row.OrganizationId == organizationId, ct)
                    || await db.Reachable<Subscription>().AnyAsync(row => row.OrganizationId == organizationId, ct);
                if (hasBooks)
                {
                    return new Problem(
                        "customer_has_books", "The customer has ordered or paid already: its legal entity stays.", "legal_entity");
                }

                customer.LegalEntityId = legalEntityId;
                audit.Add(
                    "customer.assign_legal_entity", organizationId, FormattableString.Invariant($"legal_entity:{legalEntityId}"));
                await db.SaveChangesAsync(ct);
                return default(Done);
            },
            ct);
}
