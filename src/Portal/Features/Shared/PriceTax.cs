using Hostelry.Billing.Kernel;
using Hostelry.Billing.Tax;

namespace Hostelry.Portal.Features.Shared;

/// <summary>What tax adds to the prices a page shows: the decision and the rounding of the invoice to come.</summary>
/// <param name="Treatment">The organization's, as it is known now.</param>
/// <param name="Day">Today.</param>
public sealed record PriceTax(TaxTreatment Treatment, DateOnly Day)
{
    /// <summary>Of servers; null while the rate that is due is not known: then the invoice will say it.</summary>
    public TaxDecision? Decision => Treatment.For(ProductClass.Hosting, Day) is { IsSuccess: true } decided ? decided.Value : null;

    /// <summary>The organization has said where it is.</summary>
    public bool IsKnown => Treatment.Customer.Country.Length > 0;

    /// <summary>True when a customer pays more than the net price.</summary>
    public bool Adds => Decision is { Rate.Thousandths: > 0 };

    /// <summary>In percent, as it is read: <c>19</c>, <c>8.1</c>.</summary>
    public string Rate => Decision?.Rate.ToDecimalString() ?? "0";

    /// <summary>Why none is added, in the law's words; empty where there is nothing to say.</summary>
    public string Wording => Decision is { } decision ? TaxWording.Of(decision.Reason, Treatment.Seller.Country, "", "") : "";

    /// <summary>A net amount with its tax.</summary>
    public Money With(Money net) =>
        TaxQuote.Of(Treatment, ProductClass.Hosting, Day, net) is { IsSuccess: true } quote ? quote.Value.Gross : net;

    /// <summary>A price with its tax, to show: an invoice taxes the sum of its lines, and rounds once.</summary>
    public UnitPrice With(UnitPrice net) => Decision is { } decision
        ? net with { Nano = checked((long)decimal.Round(net.Nano * (decimal)(TaxRate.Whole + decision.Rate.Thousandths) / TaxRate.Whole, MidpointRounding.AwayFromZero)) }
        : net;
}

/// <summary>Reads what tax adds for an organization. One query.</summary>
public sealed class ReadPriceTax(TaxTreatments treatments, TimeProvider clock)
{
    /// <summary>Null without a place in the books.</summary>
    public async Task<PriceTax?> ExecuteAsync(long organizationId, CancellationToken ct)
    {
        var today = DateOnly.FromDateTime(clock.GetUtcNow().UtcDateTime);
        return (await treatments.LoadAsync([organizationId], today, ct)).TryGetValue(organizationId, out var treatment)
            ? new PriceTax(treatment, today)
            : null;
    }
}
