namespace Hostelry.Billing.Catalogue;

/// <summary>Who invoices: has its own books and its own series of invoice numbers.</summary>
public sealed class LegalEntity
{
    public required long Id { get; init; }

    public required long SellerId { get; init; }

    public required string Name { get; set; }
}
