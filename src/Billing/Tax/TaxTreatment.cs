using System.Numerics;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Tax;

/// <summary>Everything that decides a customer's tax, at one moment.</summary>
/// <param name="Seller">Its legal entity's side.</param>
/// <param name="Customer">Its own side.</param>
/// <param name="Rates">The seller's.</param>
/// <param name="Evidence">What the decision rests on: <c>vat_check:12</c>, <c>certificate:X-12</c>, <c>profile:DE</c>.</param>
/// <param name="PayableStep">Minor units that can be paid: <see cref="TaxTotals.Of"/>.</param>
public sealed record TaxTreatment(
    SellerTax Seller, CustomerTax Customer, TaxRateTable Rates, string Evidence, int PayableStep)
{
    internal const string CertificatePrefix = "certificate:";

    public Result<TaxDecision> For(string productClass, DateOnly on) =>
        TaxRules.Decide(Seller, Customer, Rates, productClass, on);

    /// <summary>
    /// The most that a net amount can come to with tax, whatever classes it is of: the highest rate, rounded up. For what is
    /// held and for limits; a rate that is missing counts as none, and the invoice will say so.
    /// </summary>
    public Money AtMost(Money net, DateOnly on)
    {
        var highest = ProductClass.All.Select(productClass => For(productClass, on))
            .Max(decision => decision.IsSuccess ? decision.Value.Rate.Thousandths : 0);
        var tax = Rounding.Divide((BigInteger)net.Minor * highest, TaxRate.Whole, MidpointRounding.ToPositiveInfinity);
        return net + new Money(checked((long)tax), net.Currency);
    }
}

/// <summary>Loads the treatment of customers: one query for one customer, two for many.</summary>
public sealed class TaxTreatments(BillingDb db)
{
    /// <summary>By customer; those that are not in reach of the tenant are missing.</summary>
    /// <param name="organizationIds">The customers.</param>
    /// <param name="day">The day that certificates must cover.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<IReadOnlyDictionary<long, TaxTreatment>> LoadAsync(
        IReadOnlyCollection<long> organizationIds, DateOnly day, CancellationToken ct)
    {
        var checks = db.Reachable<VatCheck>();
        var certificates = db.Reachable<TaxCertificate>();
        var profiles = db.Reachable<BillingProfile>();
        // A page asks for one customer and has no room for a query more; for many the rates would come once for each.
        // A bound and no condition: without its tie to the seller SQLite could not join the rates at all.
        var alone = organizationIds.Count == 1;
        var upTo = alone ? long.MaxValue : 0;
        var rows = await (
            from customer in db.Reachable<Customer>()
            where organizationIds.Contains(customer.OrganizationId)
            join entity in db.LegalEntities on customer.LegalEntityId equals entity.Id
            from profile in profiles.Where(profile => profile.OrganizationId == customer.OrganizationId).DefaultIfEmpty()
            select new
            {
                customer.OrganizationId,
                Entity = new { entity.SellerId, entity.TaxStatus, entity.Country, entity.UsesOss, entity.PayableStep },
                Profile = profile == null ? null : new { profile.Kind, profile.Country, profile.VatId },
                Check = checks
                    .Where(check => check.OrganizationId == customer.OrganizationId && check.VatId == profile.VatId
                        && check.State != VatIdState.Unverified)
                    .OrderByDescending(check => check.Id)
                    .Select(check => new { check.Id, check.State })
                    .FirstOrDefault(),
                Certificate = certificates
                    .Where(certificate => certificate.OrganizationId == customer.OrganizationId
                        && certificate.ValidFrom <= day && day <= certificate.ValidTo && certificate.RevokedAt == null)
                    .OrderBy(certificate => certificate.Id)
                    .Select(certificate => certificate.Number)
                    .FirstOrDefault(),
                Rates = db.TaxRates.Where(rate => rate.SellerId == entity.SellerId && rate.Id <= upTo).ToList(),
            })
            .AsNoTracking()
            .ToListAsync(ct);

        var sellers = rows.Where(row => row.Entity.TaxStatus == TaxStatus.Registered).Select(row => row.Entity.SellerId).ToHashSet();
        var rates = sellers.Count == 0 || alone
            ? rows.Where(row => sellers.Contains(row.Entity.SellerId))
                .ToDictionary(row => row.Entity.SellerId, row => new TaxRateTable(row.Rates))
            : (await db.TaxRates.AsNoTracking().Where(rate => sellers.Contains(rate.SellerId)).ToListAsync(ct))
                .GroupBy(rate => rate.SellerId)
                .ToDictionary(group => group.Key, group => new TaxRateTable(group));

        return rows.ToDictionary(
            row => row.OrganizationId,
            row =>
            {
                var country = row.Profile?.Country ?? "";
                var isValid = row.Check?.State == VatIdState.Valid;
                return new TaxTreatment(
                    new SellerTax(row.Entity.TaxStatus, row.Entity.Country, row.Entity.UsesOss),
                    new CustomerTax(row.Profile?.Kind ?? CustomerKind.Consumer, country, isValid, row.Certificate is not null),
                    rates.GetValueOrDefault(row.Entity.SellerId) ?? TaxRateTable.Empty,
                    row.Certificate is { } number ? TaxTreatment.CertificatePrefix + number
                        : isValid ? FormattableString.Invariant($"vat_check:{row.Check!.Id}")
                        : "profile:" + country,
                    row.Entity.PayableStep);
            });
    }
}
