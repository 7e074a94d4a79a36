using Hostelry.Billing.Audit;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Tax;

namespace Hostelry.Billing.Customers;

/// <summary>
/// What a new customer says of itself when it signs up: the country alone, which decides its tax from the first hour on. The
/// rest it adds when it wants (<see cref="SetBillingProfile"/>). Part of creating the organization.
/// </summary>
public sealed class BeginBillingProfile(BillingDb db, AuditLog audit, TimeProvider clock)
{
    /// <summary>Joins the transaction around it. Refusals: <c>invalid_input</c> (country).</summary>
    /// <param name="organizationId">A customer without a profile.</param>
    /// <param name="name">As invoices are made out to, until it says another.</param>
    /// <param name="country">ISO 3166, two capital letters.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<Done>> ExecuteAsync(long organizationId, string name, string country, CancellationToken ct)
    {
        if (!Countries.IsKnown(country))
        {
            return new Problem("invalid_input", "country must be an ISO 3166 code of two letters.", "country");
        }

        db.BillingProfiles.Add(new BillingProfile
        {
            OrganizationId = organizationId,
            Kind = CustomerKind.Consumer,
            Name = name,
            Street = "",
            PostalCode = "",
            City = "",
            Region = "",
            Country = country,
            VatId = "",
            Email = "",
            Reference = "",
            ChangedAt = clock.GetUtcNow(),
        });
        audit.Add("customer.set_billing_profile", organizationId, $"customer:{organizationId}");
        await db.SaveChangesAsync(ct);
        return default(Done);
    }
}
