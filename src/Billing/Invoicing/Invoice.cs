using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;

namespace Hostelry.Billing.Invoicing;

public enum InvoiceState
{
    /// <summary>Being put together, inside the closing transaction.</summary>
    Draft,

    /// <summary>Numbered and hash-chained; row and lines never change again.</summary>
    Finalised,
}

/// <summary>A legal entity's run of numbers; its row is the lock that keeps them gapless and chained.</summary>
public sealed class InvoiceSeries
{
    public const string DefaultCode = "INV";

    /// <summary>The previous hash of the first invoice: 64 zeros.</summary>
    public const string Genesis = "0000000000000000000000000000000000000000000000000000000000000000";

    public long Id { get; init; }

    public required long SellerId { get; init; }

    public required long LegalEntityId { get; init; }

    public required string Code { get; init; }

    public long LastNumber { get; set; }

    public string LastHash { get; set; } = Genesis;
}

/// <summary>What a customer owes for one calendar month (UTC): at most one per customer and month.</summary>
public sealed class Invoice : ITenantRow
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    public required long SellerId { get; init; }

    public required long LegalEntityId { get; init; }

    /// <summary>The first instant of the month.</summary>
    public required DateTimeOffset PeriodStart { get; init; }

    public required Currency Currency { get; init; }

    public required long TotalMinor { get; init; }

    public InvoiceState State { get; set; } = InvoiceState.Draft;

    public string? Series { get; set; }

    /// <summary>1, 2, 3, … within legal entity and series; null while a draft.</summary>
    public long? Number { get; set; }

    public DateTimeOffset? IssuedAt { get; set; }

    /// <summary>The canonical JSON that is hashed: InvoiceDocument.</summary>
    public string? Document { get; set; }

    public string? PreviousHash { get; set; }

    /// <summary>SHA-256 of <see cref="Document"/> (which holds <see cref="PreviousHash"/>), 64 lower case hex digits.</summary>
    public string? Hash { get; set; }

    public List<InvoiceLine> Lines { get; } = [];

    public Money Total => new(TotalMinor, Currency);
}

/// <summary>One rated line, with the facts it can be recomputed from.</summary>
public sealed class InvoiceLine : ITenantRow
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    public Invoice? Invoice { get; init; }

    public long InvoiceId { get; init; }

    /// <summary>1, 2, 3, …</summary>
    public required int Position { get; init; }

    /// <summary>0 for what the whole customer shares.</summary>
    public required long SubscriptionId { get; init; }

    /// <summary>The price version; 0 for a discount.</summary>
    public required long PriceId { get; init; }

    public required string ProductCode { get; init; }

    public LineKind Kind { get; init; }

    /// <summary>What <see cref="Kind"/> counts, to nine digits.</summary>
    public decimal Quantity { get; init; }

    /// <summary>Measured units of a usage line, before the allowance.</summary>
    public long Measured { get; init; }

    /// <summary>Measured units that were included.</summary>
    public long Included { get; init; }

    /// <summary>The redeemed coupon of a discount.</summary>
    public long? RedemptionId { get; init; }

    public required string Description { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    public required long Hours { get; init; }

    /// <summary>The unit price: of a begun hour, or of whatever <see cref="Quantity"/> counts.</summary>
    public required long HourlyNano { get; init; }

    public required bool Capped { get; init; }

    public required long AmountMinor { get; init; }

    public required Currency Currency { get; init; }
}
