using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Tax;

/// <summary>A net amount with the tax it would bear today: what is shown before ordering.</summary>
/// <param name="Decision">Category, rate, whose tax, and the reason's code.</param>
/// <param name="Wording">What the law wants said where no tax is charged; may be empty.</param>
public sealed record TaxQuote(Money Net, Money Tax, TaxDecision Decision, string Wording)
{
    public Money Gross => Net + Tax;

    /// <summary>Pure: the same decision and the same rounding as the invoice's.</summary>
    public static Result<TaxQuote> Of(TaxTreatment treatment, string productClass, DateOnly day, Money net)
    {
        var decision = treatment.For(productClass, day);
        return decision.IsSuccess
            ? new TaxQuote(
                net,
                decision.Value.Rate.On(net),
                decision.Value,
                TaxWording.Of(decision.Value.Reason, treatment.Seller.Country, "", ""))
            : decision.Problem!;
    }
}

/// <summary>Tax before ordering, for a customer or for a visitor.</summary>
public sealed class QuoteTax(BillingDb db, TaxTreatments treatments, TimeProvider clock)
{
    /// <summary>
    /// For a customer, as it is known today (an unverified VAT id counts as none). Refusals: <c>customer_missing</c>,
    /// <c>tax_rate_missing</c>.
    /// </summary>
    public async Task<Result<TaxQuote>> ForCustomerAsync(long organizationId, string productCode, Money net, CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var treated = await treatments.LoadAsync([organizationId], today, ct);
        return treated.TryGetValue(organizationId, out var treatment)
            ? TaxQuote.Of(treatment, ProductClass.Of(productCode), today, net)
            : Customers.CustomerProblems.Missing;
    }

    /// <summary>For a visitor who says where it is. Refusals: <c>legal_entity_missing</c>, <c>tax_rate_missing</c>.</summary>
    public async Task<Result<TaxQuote>> ForVisitorAsync(
        CustomerKind kind, string country, string productCode, Money net, CancellationToken ct, long sellerId = Prices.DefaultSeller)
    {
        var entity = await db.LegalEntities.AsNoTracking().Where(entity => entity.SellerId == sellerId)
            .OrderBy(entity => entity.Id).FirstOrDefaultAsync(ct);
        if (entity is null)
        {
            return LegalEntityRules.Missing;
        }

        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        var rates = new TaxRateTable(await db.TaxRates.AsNoTracking().Where(rate => rate.SellerId == sellerId).ToListAsync(ct));
        return TaxQuote.Of(
            new TaxTreatment(
                new SellerTax(entity.TaxStatus, entity.Country, entity.UsesOss),
                new CustomerTax(kind, country, false, false),
                rates,
                "",
                entity.PayableStep),
            ProductClass.Of(productCode),
            today,
            net);
    }
}
