namespace Hostelry.Billing.Catalogue;

/// <summary>The provider (1, made by the installation) or a reseller.</summary>
public sealed class Seller
{
    public required long SellerId { get; init; }

    public required string Name { get; set; }
}

/// <summary>Who invoices: has its own books and its own series of invoice numbers.</summary>
public sealed class LegalEntity
{
    public required long Id { get; init; }

    public required long SellerId { get; init; }

    public required string Name { get; set; }
}
