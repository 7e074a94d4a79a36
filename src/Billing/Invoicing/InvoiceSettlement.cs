using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Invoicing;

public enum SettlementKind
{
    /// <summary>Paid from the wallet, where every payment goes first.</summary>
    Wallet,

    /// <summary>Taken back by a credit note.</summary>
    CreditNote,

    /// <summary>Given up; negative: a credit note has taken back what had been.</summary>
    WriteOff,
}

/// <summary>A part of an invoice that is no longer owed. Append-only; an invoice is paid exactly when they sum to its total.</summary>
public sealed class InvoiceSettlement : ITenantRow
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    public Invoice? Invoice { get; init; }

    public long InvoiceId { get; init; }

    public required SettlementKind Kind { get; init; }

    /// <summary>Positive, but for what is given up no longer.</summary>
    public required long AmountMinor { get; init; }

    public required Currency Currency { get; init; }

    public required DateTimeOffset At { get; init; }

    public Money Amount => new(AmountMinor, Currency);
}
