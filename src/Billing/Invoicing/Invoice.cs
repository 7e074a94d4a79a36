using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Tax;

namespace Hostelry.Billing.Invoicing;

/// <summary>Draft → finalised → paid. Nothing but the way between the last two happens to a finalised one.</summary>
public enum InvoiceState
{
    /// <summary>Being put together, inside the transaction that finalises it.</summary>
    Draft,

    /// <summary>Numbered and hash-chained; row, lines and taxes never change again.</summary>
    Finalised,

    /// <summary>Settled in full: by payments, credit notes, or written off. A credit note never gets here.</summary>
    Paid,
}

public enum InvoiceKind
{
    /// <summary>A month's use: at most one per customer and month.</summary>
    Invoice,

    /// <summary>Takes back a part of an invoice, or all of it. Its amounts are positive.</summary>
    CreditNote,

    /// <summary>Adds to an invoice what came to light later; in the invoices' series.</summary>
    DebitNote,
}

/// <summary>An invoice, credit note or debit note; a positive amount is owed by the customer, but for a credit note.</summary>
public sealed class Invoice : ITenantRow
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    public required long SellerId { get; init; }

    public required long LegalEntityId { get; init; }

    public InvoiceKind Kind { get; init; } = InvoiceKind.Invoice;

    /// <summary>The first instant of the month.</summary>
    public required DateTimeOffset PeriodStart { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>Sum of the lines.</summary>
    public required long NetMinor { get; init; }

    /// <summary>Sum of the taxes.</summary>
    public required long TaxMinor { get; init; }

    /// <summary>Added to net and tax, so that the total can be paid in the currency's steps.</summary>
    public required long RoundingMinor { get; init; }

    /// <summary>What is owed: net + tax + rounding.</summary>
    public required long TotalMinor { get; init; }

    /// <summary>What the tax decision rests on: <see cref="TaxTreatment.Evidence"/>.</summary>
    public required string TaxEvidence { get; init; }

    /// <summary>The invoice that a credit or debit note corrects.</summary>
    public long? OriginalId { get; init; }

    public Invoice? Original { get; init; }

    /// <summary>Why a credit or debit note was issued; empty for an invoice.</summary>
    public string Reason { get; init; } = "";

    /// <summary>The caller's name for one credit or debit note, so that it is issued once.</summary>
    public string? OperationKey { get; init; }

    public InvoiceState State { get; set; } = InvoiceState.Draft;

    public string? Series { get; set; }

    /// <summary>1, 2, 3, … within legal entity and series; null while a draft.</summary>
    public long? Number { get; set; }

    public DateTimeOffset? IssuedAt { get; set; }

    /// <summary>The end of the day on which payment is due, where the legal entity is; null for a credit note.</summary>
    public DateTimeOffset? DueAt { get; set; }

    public DateTimeOffset? PaidAt { get; set; }

    /// <summary>The canonical JSON that is hashed: InvoiceDocument.</summary>
    public string? Document { get; set; }

    public string? PreviousHash { get; set; }

    /// <summary>SHA-256 of <see cref="Document"/> (which holds <see cref="PreviousHash"/>), 64 lower case hex digits.</summary>
    public string? Hash { get; set; }

    public List<InvoiceLine> Lines { get; } = [];

    public List<InvoiceTax> Taxes { get; } = [];

    public Money Net => new(NetMinor, Currency);

    public Money Tax => new(TaxMinor, Currency);

    public Money Rounding => new(RoundingMinor, Currency);

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
    /// <summary>One of <see cref="Tax.ProductClass"/>.</summary>
    public required string ProductClass { get; init; }

    public required string Description { get; init; }

    public required DateTimeOffset From { get; init; }

    public required DateTimeOffset To { get; init; }

    /// <summary>Begun hours.</summary>
    public required long Hours { get; init; }

    /// <summary>The unit price: of a begun hour, or of whatever <see cref="Quantity"/> counts.</summary>
    public required long HourlyNano { get; init; }

    public required bool Capped { get; init; }

    /// <summary>Net.</summary>
    public required long AmountMinor { get; init; }

    public required Currency Currency { get; init; }

    public required TaxCategory TaxCategory { get; init; }

    public required int TaxRateThousandths { get; init; }

    /// <summary>Of a note: the position of the line it corrects; null where it corrects none.</summary>
    public int? CorrectsPosition { get; init; }

    public Money Amount => new(AmountMinor, Currency);

    public TaxRate TaxRate => new(TaxRateThousandths);
}

/// <summary>The lines of one tax category and rate: taxable sum and tax, rounded once.</summary>
public sealed class InvoiceTax : ITenantRow
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    public Invoice? Invoice { get; init; }

    public long InvoiceId { get; init; }

    public required TaxCategory Category { get; init; }

    public required int RateThousandths { get; init; }

    /// <summary>Whose tax; empty: nobody's.</summary>
    public required string Country { get; init; }

    /// <summary>One of <see cref="TaxReason"/>.</summary>
    public required string Reason { get; init; }

    public required long TaxableMinor { get; init; }

    public required long TaxMinor { get; init; }

    public required Currency Currency { get; init; }

    public Money Taxable => new(TaxableMinor, Currency);

    public Money Tax => new(TaxMinor, Currency);

    public TaxDecision Decision => new(Category, new TaxRate(RateThousandths), Country, Reason);
}
