using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Ledger;

/// <summary>
/// The accounts that each legal entity keeps in each currency it uses; some once per detail
/// (<see cref="LedgerAccount.Detail"/>). A positive sum is what the entity owes or has earned, a negative one what it has,
/// is owed, or has spent.
/// </summary>
public enum AccountKind
{
    /// <summary>The wallet: what the entity holds for its customers.</summary>
    Prepaid,

    /// <summary>What was earned, without tax; per product class.</summary>
    Revenue,

    /// <summary>Credit that staff granted, at the entity's expense.</summary>
    Granted,

    /// <summary>Invoiced and not settled (negative).</summary>
    Receivable,

    /// <summary>Owed to a tax office; per country and rate (<c>DE 19</c>).</summary>
    Tax,

    /// <summary>Money at a payment provider, on its way (negative); per provider.</summary>
    Clearing,

    /// <summary>Money in the bank (negative).</summary>
    Bank,

    /// <summary>What payments cost (negative); per provider.</summary>
    Fees,

    /// <summary>Invoiced and given up (negative).</summary>
    WriteOff,

    /// <summary>What payable totals were rounded by.</summary>
    Rounding,
}

/// <summary>A general ledger account; customers are a dimension of its entries, not accounts of their own.</summary>
public sealed class LedgerAccount
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    public required long LegalEntityId { get; init; }

    public required AccountKind Kind { get; init; }

    /// <summary>The product class, country and rate, or provider; empty where a kind has one account.</summary>
    public string Detail { get; init; } = "";

    public required Currency Currency { get; init; }
}

/// <summary>One booking, made once per (kind, reference). Append-only; its entries sum to zero in each currency.</summary>
public sealed class LedgerTransaction : ITenantRow
{
    public long Id { get; init; }

    /// <summary>The customer it concerns.</summary>
    public required long OrganizationId { get; init; }

    public required long LegalEntityId { get; init; }

    /// <summary><c>credit</c>, <c>invoice</c>, <c>settlement</c>, <c>credit_note</c>, <c>refund</c>, <c>write_off</c>, ….</summary>
    public required string Kind { get; init; }

    /// <summary>What it books: the attempt's or the invoice's id.</summary>
    public required string Reference { get; init; }

    public required DateTimeOffset BookedAt { get; init; }

    public required string Actor { get; init; }

    public List<LedgerEntry> Entries { get; } = [];
}

/// <summary>One side of a booking. Positive is credit, negative is debit.</summary>
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
