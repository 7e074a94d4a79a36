using Hostelry.Billing.Catalogue;

namespace Hostelry.Billing.Invoicing;

/// <summary>
/// A legal entity's run of numbers; its row is the lock that keeps them gapless and chained. Of the series of a kind the
/// youngest is the one that is written.
/// </summary>
public sealed class InvoiceSeries
{
    public const string DefaultCode = "INV";

    public const string CreditNoteCode = "CN";

    /// <summary>The previous hash of the first invoice: 64 zeros.</summary>
    public const string Genesis = "0000000000000000000000000000000000000000000000000000000000000000";

    public long Id { get; init; }

    public required long SellerId { get; init; }

    public required long LegalEntityId { get; init; }

    /// <summary><see cref="InvoiceKind.Invoice"/> (debit notes too) or <see cref="InvoiceKind.CreditNote"/>.</summary>
    public InvoiceKind Kind { get; init; } = InvoiceKind.Invoice;

    public required string Code { get; init; }

    public long LastNumber { get; set; }

    public string LastHash { get; set; } = Genesis;

    /// <summary>What a legal entity starts with.</summary>
    internal static IEnumerable<InvoiceSeries> First(LegalEntity entity) =>
    [
        Make(entity, InvoiceKind.Invoice, DefaultCode),
        Make(entity, InvoiceKind.CreditNote, CreditNoteCode),
    ];

    internal static InvoiceSeries Make(LegalEntity entity, InvoiceKind kind, string code) =>
        new() { SellerId = entity.SellerId, LegalEntityId = entity.Id, Kind = kind, Code = code };
}
