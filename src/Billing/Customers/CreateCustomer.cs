using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Customers;

/// <summary>Gives an organization its place in the books; part of creating the organization.</summary>
public sealed class CreateCustomer(BillingDb db, Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>Refusals: <c>invalid_input</c> (name of 1–255 characters, ISO currency), <c>customer_exists</c>.</summary>
    /// <param name="organizationId">Becomes the customer's id.</param>
    /// <param name="sellerId">An existing seller.</param>
    /// <param name="name">As printed on invoices.</param>
    /// <param name="currency">ISO 4217 code; cannot be changed later.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Customer>> ExecuteAsync(
        long organizationId, long sellerId, string name, string currency, CancellationToken ct) =>
        database.InTransactionAsync(() => CreateAsync(organizationId, sellerId, name, currency, ct), ct);

    private async Task<Result<Customer>> CreateAsync(
        long organizationId, long sellerId, string name, string code, CancellationToken ct)
    {
        if (name.Length is < 1 or > 255)
        {
            return new Problem("invalid_input", "name must have 1 to 255 characters.", "name");
        }

        if (!Currency.TryOf(code, out var currency))
        {
            return new Problem("invalid_input", "currency must be an ISO 4217 code.", "currency");
        }

        if (await db.Reachable<Customer>().AnyAsync(customer => customer.OrganizationId == organizationId, ct))
        {
            return new Problem("customer_exists", "This organization is a customer already.", "organization");
        }

        var entity = await db.LegalEntities.Where(entity => entity.SellerId == sellerId)
            .OrderBy(entity => entity.Id).FirstAsync(ct);

        var now = clock.GetUtcNow();
        var customer = new Customer
        {
            OrganizationId = organizationId,
            SellerId = sellerId,
            LegalEntityId = entity.Id,
            Name = name,
            Currency = currency,
            CreatedAt = now,
            ClosedUntil = Month.Of(now).Start,
        };
        db.Customers.Add(customer);
        audit.Add("customer.create", organizationId, $"customer:{organizationId}");
        await db.SaveChangesAsync(ct);
        return customer;
    }
}
