using Hostelry.Billing.Persistence;
using Hostelry.Billing.Tax;

namespace Hostelry.Billing.Customers;

/// <summary>
/// What a customer says of itself for invoices: one row per customer, once it has said it. Copied into each invoice, so a
/// change here changes none that was issued.
/// </summary>
public sealed class BillingProfile : ITenantRow
{
    public required long OrganizationId { get; init; }

    public required CustomerKind Kind { get; set; }

    /// <summary>As printed on invoices.</summary>
    public required string Name { get; set; }

    public required string Street { get; set; }

    public required string PostalCode { get; set; }

    public required string City { get; set; }

    public required string Region { get; set; }

    /// <summary>ISO 3166, two capital letters.</summary>
    public required string Country { get; set; }

    /// <summary>Normalised, with its country's prefix; empty: none.</summary>
    public required string VatId { get; set; }

    /// <summary>Where invoices are sent; empty: to those who may see money.</summary>
    public required string Email { get; set; }

    /// <summary>What the customer wants to find on its invoices: an order number, a routing id. May be empty.</summary>
    public required string Reference { get; set; }

    public required DateTimeOffset ChangedAt { get; set; }
}
