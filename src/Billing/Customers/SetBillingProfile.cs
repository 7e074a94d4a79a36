using Hostelry.Billing.Audit;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Tax;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Customers;

/// <summary>The fields of <see cref="BillingProfile"/>, as the customer writes them.</summary>
public sealed record BillingProfileDetails(CustomerKind Kind, string Name, string Country)
{
    public string Street { get; init; } = "";

    public string PostalCode { get; init; } = "";

    public string City { get; init; } = "";

    public string Region { get; init; } = "";

    /// <summary>Spaces, points and hyphens do not count.</summary>
    public string VatId { get; init; } = "";

    public string Email { get; init; } = "";

    public string Reference { get; init; } = "";
}

/// <summary>
/// The customer says who it is, for the invoices to come. A new VAT id is unverified until the register has answered
/// (a worker asks it).
/// </summary>
public sealed class SetBillingProfile(
    BillingDb db, Database database, CustomerLock customers, AuditLog audit, TimeProvider clock)
{
    /// <summary>Refusals: <c>customer_missing</c>, <c>invalid_input</c> (names the field).</summary>
    public Task<Result<Done>> ExecuteAsync(long organizationId, BillingProfileDetails details, CancellationToken ct) =>
        database.InTransactionAsync(() => SetAsync(organizationId, details, ct), ct);

    private async Task<Result<Done>> SetAsync(long organizationId, BillingProfileDetails details, CancellationToken ct)
    {
        if (await customers.TakeAsync(organizationId, ct) is null)
        {
            return CustomerProblems.Missing;
        }

        var wanted = details with { VatId = VatId.Normalise(details.VatId) };
        if (Check(wanted) is { } problem)
        {
            return problem;
        }

        var profile = await db.Reachable<BillingProfile>()
            .SingleOrDefaultAsync(profile => profile.OrganizationId == organizationId, ct);
        if (profile is null)
        {
            db.BillingProfiles.Add(profile = Make(organizationId, wanted));
        }

        profile.Kind = wanted.Kind;
        profile.Name = wanted.Name;
        profile.Street = wanted.Street;
        profile.PostalCode = wanted.PostalCode;
        profile.City = wanted.City;
        profile.Region = wanted.Region;
        profile.Country = wanted.Country;
        profile.VatId = wanted.VatId;
        profile.Email = wanted.Email;
        profile.Reference = wanted.Reference;
        profile.ChangedAt = clock.GetUtcNow();
        audit.Add("customer.set_billing_profile", organizationId, $"customer:{organizationId}");
        await db.SaveChangesAsync(ct);
        return default(Done);
    }

    private BillingProfile Make(long organizationId, BillingProfileDetails details) => new()
    {
        OrganizationId = organizationId,
        Kind = details.Kind,
        Name = details.Name,
        Street = details.Street,
        PostalCode = details.PostalCode,
        City = details.City,
        Region = details.Region,
        Country = details.Country,
        VatId = details.VatId,
        Email = details.Email,
        Reference = details.Reference,
        ChangedAt = clock.GetUtcNow(),
    };

    private static Problem? Check(BillingProfileDetails details)
    {
        (string Field, string Text, int Least)[] texts =
        [
            ("name", details.Name, 1), ("street", details.Street, 1), ("postal_code", details.PostalCode, 0),
            ("city", details.City, 1), ("region", details.Region, 0), ("email", details.Email, 0),
            ("reference", details.Reference, 0),
        ];
        foreach (var (field, text, least) in texts)
        {
            if (text.Length < least || text.Length > 255 || text.Any(char.IsControl))
            {
                return new Problem("invalid_input", $"{field} must have {least} to 255 characters on one line.", field);
            }
        }

        if (!Countries.IsKnown(details.Country))
        {
            return new Problem("invalid_input", "country must be an ISO 3166 code of two letters.", "country");
        }

        return CheckVatId(details);
    }

    private static Problem? CheckVatId(BillingProfileDetails details)
    {
        if (details.VatId.Length == 0)
        {
            return null;
        }

        if (details.Kind == CustomerKind.Consumer)
        {
            return new Problem("invalid_input", "vat_id is for businesses: leave it empty, or say business.", "vat_id");
        }

        // Outside of the Union each country writes its own way, and it decides nothing: it is printed.
        var written = TaxRules.IsInUnion(details.Country)
            ? VatId.IsWellFormed(details.VatId, details.Country)
            : details.VatId.Length <= 20 && details.VatId.All(char.IsAsciiLetterOrDigit);
        return written ? null : new Problem("invalid_input", "vat_id is not written as the country writes them.", "vat_id");
    }
}
