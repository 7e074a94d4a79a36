using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Payments.Bank;

public enum BankTransferState
{
    /// <summary>Fits no customer; waits for staff.</summary>
    Parked,

    /// <summary>On a customer's balance.</summary>
    Matched,

    /// <summary>Not ours: sent back, or noise of the statement.</summary>
    Dismissed,
}

/// <summary>A line of the bank's statement, as staff recorded it.</summary>
public sealed class BankTransfer
{
    public long Id { get; init; }

    /// <summary>Whose account it came to.</summary>
    public required long SellerId { get; init; }

    /// <summary>The bank's own name for the line; unique with the seller.</summary>
    public required string BankReference { get; init; }

    /// <summary>Null until it is matched.</summary>
    public long? OrganizationId { get; set; }

    public required long AmountMinor { get; init; }

    public required Currency Currency { get; init; }

    /// <summary>What the payer wrote, as the statement shows it; only ever shown to staff.</summary>
    public required string Text { get; init; }

    public required DateOnly BookedOn { get; init; }

    public required DateTimeOffset RecordedAt { get; init; }

    public required string RecordedBy { get; init; }

    public BankTransferState State { get; set; }

    /// <summary>Who matched or dismissed it; <c>reference</c> when it matched by itself.</summary>
    public string? DecidedBy { get; set; }

    public Money Amount => new(AmountMinor, Currency);
}
