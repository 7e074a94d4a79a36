using Hostelry.Billing.Customers;
using Hostelry.Billing.Tax;

namespace Hostelry.Portal.Features.BillingDetails;

/// <summary>Who an organization is, for its invoices to come. The rules are the use case's.</summary>
public sealed class BillingDetailsForm
{
    /// <summary><c>Consumer</c> or <c>Business</c>.</summary>
    public string? Kind { get; init; }

    public string? Name { get; init; }

    public string? Street { get; init; }

    public string? PostalCode { get; init; }

    public string? City { get; init; }

    public string? Region { get; init; }

    public string? Country { get; init; }

    public string? VatId { get; init; }

    public string? Email { get; init; }

    public string? Reference { get; init; }

    public static BillingDetailsForm Of(BillingProfile profile) => new()
    {
        Kind = profile.Kind.ToString(),
        Name = profile.Name,
        Street = profile.Street,
        PostalCode = profile.PostalCode,
        City = profile.City,
        Region = profile.Region,
        Country = profile.Country,
        VatId = profile.VatId,
        Email = profile.Email,
        Reference = profile.Reference,
    };

    public BillingProfileDetails ToDetails() => new(
        Kind == nameof(CustomerKind.Business) ? CustomerKind.Business : CustomerKind.Consumer, Text(Name), Text(Country))
    {
        Street = Text(Street),
        PostalCode = Text(PostalCode),
        City = Text(City),
        Region = Text(Region),
        VatId = Text(VatId),
        Email = Text(Email),
        Reference = Text(Reference),
    };

    private static string Text(string? typed) => typed?.Trim() ?? "";
}
