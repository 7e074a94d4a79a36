using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Ledger;

/// <summary>The accounts that each legal entity keeps in each currency it uses.</summary>
public enum AccountKind
{
    /// <summary>What the entity holds for its customers (a customer's share is its balance; negative: the customer owes).</summary>
    Prepaid,

    /// <summary>What was earned: the invoiced lines.</summary>
    Revenue,

    /// <summary>Credit that staff granted, at the entity's expense.</summary>
    Granted,
}

/// <summary>A general ledger account; customers are a dimension of its entries, not accounts of their own.</summary>
public sealed class LedgerAccount
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    public required long LegalEntityId { get; init; }

    public required AccountKind Kind { get; init; }

    public required Currency Currency { get; init; }
}

/// <summary>One booking, made once per (kind, reference). Append-only; its entries sum to zero in each currency.</summary>
public sealed class LedgerTransaction : ITenantRow
{
    public long Id { get; init; }

    /// <summary>The customer it concerns.</summary>
    public required long OrganizationId { get; init; }

    public required long LegalEntityId { get; init; }

    /// <summary><c>credit</c>, <c>invoice</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>What it books: the attempt's or the invoice's id.</summary>
    public required string Reference { get; init; }

    public required DateTimeOffset BookedAt { get; init; }

    public required string Actor { get; init; }

    public List<LedgerEntry> Entries { get; } = [];
}

/// <summary>One side of a booking. Positive: the account holds more for the customer, or earned more.</summary>
public sealed class LedgerEntry : ITenantRow
{
    public long Id { get; init; }

    public LedgerTransaction? Transaction { get; init; }

    public long TransactionId { get; init; }

    public required long AccountId { get; init; }

    public LedgerAccount? Account { get; init; }

    public required long OrganizationId { get; init; }

    public required long AmountMinor { get; init; }

    public required Currency Currency { get; init; }
}
