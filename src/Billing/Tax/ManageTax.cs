using Hostelry.Billing.Audit;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Tax;

/// <param name="Country">ISO 3166.</param>
/// <param name="ProductClass">One of <see cref="Tax.ProductClass"/>, or <see cref="Tax.ProductClass.Any"/>.</param>
/// <param name="Rate">The new rate.</param>
/// <param name="ValidFrom">Its first day.</param>
public sealed record AddTaxRateRequest(
    long SellerId, string Country, string ProductClass, TaxRate Rate, DateOnly ValidFrom);

/// <summary>Appends a dated rate. What was invoiced stays as it is: a rate must not begin in a month that is closed. For staff.</summary>
public sealed class AddTaxRate(BillingDb db, Database database, AuditLog audit)
{
    /// <summary>
    /// Refusals: <c>invalid_input</c> (country, class), <c>tax_rate_exists</c> (same day), <c>tax_rate_in_closed_month</c>.
    /// </summary>
    public Task<Result<DatedTaxRate>> ExecuteAsync(AddTaxRateRequest request, CancellationToken ct) =>
        database.InTransactionAsync(() => AddAsync(request, ct), ct);

    private async Task<Result<DatedTaxRate>> AddAsync(AddTaxRateRequest request, CancellationToken ct)
    {
        if (!Countries.IsKnown(request.Country))
        {
            return new Problem("invalid_input", "country must be an ISO 3166 code of two letters.", "country");
        }

        if (request.ProductClass != ProductClass.Any && !ProductClass.All.Contains(request.ProductClass))
        {
            return new Problem(
                "invalid_input", $"class must be any or one of {string.Join(", ", ProductClass.All)}.", "class");
        }

        var exists = await db.TaxRates.AnyAsync(
            rate => rate.SellerId == request.SellerId && rate.Country == request.Country
                && rate.ProductClass == request.ProductClass && rate.ValidFrom == request.ValidFrom,
            ct);
        if (exists)
        {
            return new Problem("tax_rate_exists", "A rate of this country and class starts on that very day.", "valid_from");
        }

        var closed = await db.Reachable<Customer>().Where(customer => customer.SellerId == request.SellerId)
            .MaxAsync(customer => (DateTimeOffset?)customer.ClosedUntil, ct);
        if (closed is { } until && request.ValidFrom < DateOnly.FromDateTime(until.UtcDateTime))
        {
            return new Problem("tax_rate_in_closed_month", $"valid_from must not lie before {until:yyyy-MM-dd}: it is invoiced.", "valid_from");
        }

        var added = new DatedTaxRate
        {
            SellerId = request.SellerId,
            Country = request.Country,
            ProductClass = request.ProductClass,
            RateThousandths = request.Rate.Thousandths,
            ValidFrom = request.ValidFrom,
        };
        db.TaxRates.Add(added);
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync("tax_rate.add", null, ct, FormattableString.Invariant($"tax_rate:{added.Id}"));
        return added;
    }
}

/// <param name="Number">1–100 characters, printed on invoices.</param>
/// <param name="ValidFrom">The first day.</param>
/// <param name="ValidTo">The last day.</param>
public sealed record AddTaxCertificateRequest(long OrganizationId, string Number, DateOnly ValidFrom, DateOnly ValidTo);

/// <summary>Staff has seen a customer's certificate of exemption: no tax for invoices of the days it covers.</summary>
public sealed class AddTaxCertificate(BillingDb db, Database database, CustomerLock customers, AuditLog audit, TimeProvider clock)
{
    /// <summary>Its id. Refusals: <c>customer_missing</c>, <c>invalid_input</c>.</summary>
    public Task<Result<long>> ExecuteAsync(AddTaxCertificateRequest request, CancellationToken ct) =>
        database.InTransactionAsync<long>(
            async () =>
            {
                if (await customers.TakeAsync(request.OrganizationId, ct) is null)
                {
                    return CustomerProblems.Missing;
                }

                if (request.Number.Length is < 1 or > 100 || request.Number.Any(char.IsControl))
                {
                    return new Problem("invalid_input", "number must have 1 to 100 characters on one line.", "number");
                }

                if (request.ValidTo < request.ValidFrom)
                {
                    return new Problem("invalid_input", "valid_to must not lie before valid_from.", "valid_to");
                }

                var certificate = new TaxCertificate
                {
                    OrganizationId = request.OrganizationId,
                    Number = request.Number,
                    ValidFrom = request.ValidFrom,
                    ValidTo = request.ValidTo,
                    Actor = db.Tenant.Actor,
                    AddedAt = clock.GetUtcNow(),
                };
                db.TaxCertificates.Add(certificate);
                await db.SaveChangesAsync(ct);
                await audit.WriteAsync(
                    "tax_certificate.add", request.OrganizationId, ct, FormattableString.Invariant($"tax_certificate:{certificate.Id}"));
                return certificate.Id;
            },
            ct);
}

/// <summary>A certificate does not count any more, from the next invoice on. For staff.</summary>
public sealed class RevokeTaxCertificate(BillingDb db, Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>Idempotent. Refusals: <c>tax_certificate_missing</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(long organizationId, long certificateId, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                var certificate = await db.Reachable<TaxCertificate>().SingleOrDefaultAsync(
                    row => row.OrganizationId == organizationId && row.Id == certificateId, ct);
                if (certificate is null)
                {
                    return new Problem("tax_certificate_missing", "There is no such certificate.", "certificate");
                }

                certificate.RevokedAt ??= clock.GetUtcNow();
                audit.Add("tax_certificate.revoke", organizationId, FormattableString.Invariant($"tax_certificate:{certificateId}"));
                await db.SaveChangesAsync(ct);
                return default(Done);
            },
            ct);
}
