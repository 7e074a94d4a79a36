using System.Globalization;

using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Payments.Refunds;

public enum MoneyRequestKind
{
    /// <summary>Money on the customer's balance, at the seller's expense.</summary>
    Credit,

    /// <summary>A payment goes back to the card or account it came from, wholly or in part.</summary>
    Refund,

    /// <summary>A credit note, of which so much goes to the balance.</summary>
    CreditNote,
}

public enum MoneyRequestState
{
    /// <summary>Waits for a second member of staff.</summary>
    Requested,

    /// <summary>Decided; being carried out. A refund is off the customer's balance from here on.</summary>
    Approved,

    Done,

    /// <summary>The provider would not: a refund is back on the balance.</summary>
    Failed,

    /// <summary>A second member of staff said no.</summary>
    Rejected,
}

/// <summary>
/// Staff's wish to give money: who asked, who agreed, what became of it. A refund's idempotency key is this row's id.
/// </summary>
public sealed class MoneyRequest : ITenantRow
{
    /// <summary>Version 7.</summary>
    public required Guid Id { get; init; }

    public required long OrganizationId { get; init; }

    public required MoneyRequestKind Kind { get; init; }

    /// <summary>The asker's name for it; unique per organization.</summary>
    public required string OperationKey { get; init; }

    /// <summary>Of a refund: the payment that goes back.</summary>
    public Guid? AttemptId { get; init; }

    /// <summary>Of a credit note: the invoice that it takes back, wholly or in part.</summary>
    public long? InvoiceId { get; init; }

    /// <summary>Of a credit note: position and net amount of each line in minor units, <c>1:250 3:1000</c>; null: all that is left.</summary>
    public string? Lines { get; init; }

    public required long AmountMinor { get; init; }

    public required Currency Currency { get; init; }

    public required string Reason { get; init; }

    /// <summary>The actor; <c>stripe</c> for a refund made in its dashboard.</summary>
    public required string RequestedBy { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public MoneyRequestState State { get; set; }

    /// <summary>Another than <see cref="RequestedBy"/> where the amount is large; itself where it is not.</summary>
    public string? DecidedBy { get; set; }

    public DateTimeOffset? DecidedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>Stripe's <c>re_…</c>.</summary>
    public string? ProviderReference { get; set; }

    public string? FailureCode { get; set; }

    /// <summary>When an approved one is carried out or looked up next.</summary>
    public DateTimeOffset? NextLookAt { get; set; }

    public int Looks { get; set; }

    public Money Amount => new(AmountMinor, Currency);

    /// <summary>Of a credit note: what is to be issued, and no more to the balance than was agreed to.</summary>
    internal IssueCreditNoteRequest CreditNote => new(
        OrganizationId,
        InvoiceId ?? throw new InvalidOperationException($"Request {Id} is of no invoice."),
        Reason,
        OperationKey,
        Lines?.Split(' ').Select(Line).ToList())
    {
        MostToWallet = Amount,
    };

    public string IdempotencyKey => Id.ToString("N");

    private CreditedLine Line(string text)
    {
        var parts = text.Split(':');
        return new CreditedLine(
            int.Parse(parts[0], CultureInfo.InvariantCulture), new Money(long.Parse(parts[1], CultureInfo.InvariantCulture), Currency));
    }
}
