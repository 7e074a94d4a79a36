using System.Collections.Frozen;

using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Tax;

/// <summary>What a legal entity has to do with tax.</summary>
public enum TaxStatus
{
    /// <summary>Nobody has said yet: no tax is charged.</summary>
    Unset,

    /// <summary>It charges none, and its invoices say why.</summary>
    Exempt,

    /// <summary>It charges tax.</summary>
    Registered,
}

public enum CustomerKind
{
    Consumer,
    Business,
}

/// <summary>The seller's side of the decision.</summary>
/// <param name="Country">ISO 3166; where it is registered.</param>
/// <param name="UsesOss">Whether consumers of other member states are taxed there, through the one-stop shop.</param>
public sealed record SellerTax(TaxStatus Status, string Country, bool UsesOss);

/// <summary>The customer's side.</summary>
/// <param name="Country">ISO 3166; empty: it has not said, and counts as domestic.</param>
/// <param name="VatIdIsValid">Confirmed by the register. Unverified is not valid.</param>
/// <param name="HasCertificate">Holds a certificate of exemption that covers the day.</param>
public sealed record CustomerTax(CustomerKind Kind, string Country, bool VatIdIsValid, bool HasCertificate);

/// <param name="Country">Whose tax it is; empty when it is nobody's.</param>
/// <param name="Reason">One of <see cref="TaxReason"/>.</param>
public sealed record TaxDecision(TaxCategory Category, TaxRate Rate, string Country, string Reason);

/// <summary>Which tax a service bears: a pure function. The rules are in docs/billing.md, "Tax".</summary>
public static class TaxRules
{
    private static readonly FrozenSet<string> Union = new[]
    {
        "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT", "NL",
        "PL", "PT", "RO", "SK", "SI", "ES", "SE",
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>The member states whose VAT is one system.</summary>
    public static IReadOnlyCollection<string> MemberStates => Union;

    public static bool IsInUnion(string country) => Union.Contains(country);

    /// <summary>
    /// Refusal: <c>tax_rate_missing</c> (a rate must be known where tax is due: it is an alarm, never a zero).
    /// </summary>
    public static Result<TaxDecision> Decide(
        SellerTax seller, CustomerTax customer, TaxRateTable rates, string productClass, DateOnly on)
    {
        if (seller.Status != TaxStatus.Registered)
        {
            return seller.Status == TaxStatus.Unset
                ? Untaxed(TaxCategory.OutOfScope, TaxReason.NotSetUp)
                : Untaxed(TaxCategory.Exempt, TaxReason.SellerExempt);
        }

        if (customer.HasCertificate)
        {
            return Untaxed(TaxCategory.Exempt, TaxReason.Certificate);
        }

        if (customer.Country.Length == 0 || customer.Country == seller.Country)
        {
            return Taxed(seller.Country, TaxReason.Domestic);
        }

        if (!IsInUnion(seller.Country) || !IsInUnion(customer.Country))
        {
            return Untaxed(TaxCategory.OutOfScope, TaxReason.OutsideTerritory);
        }

        if (customer is { Kind: CustomerKind.Business, VatIdIsValid: true })
        {
            return Untaxed(TaxCategory.ReverseCharge, TaxReason.ReverseCharge);
        }

        return seller.UsesOss
            ? Taxed(customer.Country, TaxReason.Destination)
            : Taxed(seller.Country, TaxReason.Origin);

        static Result<TaxDecision> Untaxed(TaxCategory category, string reason) =>
            new TaxDecision(category, TaxRate.None, "", reason);

        Result<TaxDecision> Taxed(string country, string reason) => rates.Find(country, productClass, on) is { } rate
            ? new TaxDecision(TaxCategory.Standard, rate, country, reason)
            : new Problem("tax_rate_missing", $"There is no tax rate of {country} for {productClass} on {on:O}.", "country");
    }
}
