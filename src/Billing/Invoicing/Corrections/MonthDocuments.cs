using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Invoicing.Corrections;

/// <summary>A month's invoice and all notes that correct it, or correct a note of it; with lines.</summary>
internal sealed class MonthDocuments
{
    /// <summary>Operation keys of notes that late usage brought start so.</summary>
    public const string LateUsage = "late-usage:";

    private readonly IReadOnlyList<Invoice> _notes;

    public MonthDocuments(Invoice invoice, IReadOnlyCollection<Invoice> notes)
    {
        Invoice = invoice;
        _notes = [.. notes.OrderBy(note => note.Id)];
        Charging = [invoice, .. _notes.Where(note => note.OperationKey?.StartsWith(LateUsage, StringComparison.Ordinal) == true)];
    }

    public Invoice Invoice { get; }

    /// <summary>The invoice and what late usage added to it or took from it: together they are what the facts give.</summary>
    public IReadOnlyList<Invoice> Charging { get; }

    public bool HasLateNotes => Charging.Count > 1;

    /// <summary>Documents that a credit note can take back, the latest first.</summary>
    public IEnumerable<Invoice> Creditable => Charging.Where(document => document.Kind != InvoiceKind.CreditNote).Reverse();

    /// <summary>Of many invoices, by the invoice's id; in one query.</summary>
    public static async Task<IReadOnlyDictionary<long, MonthDocuments>> LoadAsync(
        BillingDb db, IReadOnlyCollection<Invoice> invoices, CancellationToken ct)
    {
        var ids = invoices.Select(invoice => (long?)invoice.Id).ToList();
        var notes = (await db.Reachable<Invoice>()
                .Include(note => note.Lines).Include(note => note.Taxes).Include(note => note.Original).AsSplitQuery()
                .Where(note => note.State != InvoiceState.Draft && note.Kind != InvoiceKind.Invoice
                    && (ids.Contains(note.OriginalId) || ids.Contains(note.Original!.OriginalId)))
                .ToListAsync(ct))
            .ToLookup(note => note.Original!.OriginalId ?? note.OriginalId!.Value);
        return invoices.ToDictionary(invoice => invoice.Id, invoice => new MonthDocuments(invoice, [.. notes[invoice.Id]]));
    }

    /// <summary>What was charged until now, by charge.</summary>
    public Dictionary<LineKey, Money> Charged() => Charging
        .SelectMany(document => document.Lines.Select(line => (Key: LineKey.Of(line), Amount: Signed(document, line))))
        .GroupBy(line => line.Key)
        .ToDictionary(group => group.Key, group => Money.Sum(group.Select(line => line.Amount), Invoice.Currency));

    /// <summary>What staff has taken back of a charge, beside what the facts say.</summary>
    public Money CreditedByStaff(LineKey key) => Money.Sum(
        from note in _notes
        where note.Kind == InvoiceKind.CreditNote && !Charging.Contains(note)
        from line in note.Lines
        where Charging.Any(document => document.Id == note.OriginalId
            && document.Lines.Exists(corrected => corrected.Position == line.CorrectsPosition && LineKey.Of(corrected) == key))
        select line.Amount,
        Invoice.Currency);

    /// <summary>What is left of one of the documents.</summary>
    public CreditRest RestOf(Invoice document) => new(
        document, [.. _notes.Where(note => note.Kind == InvoiceKind.CreditNote && note.OriginalId == document.Id)]);

    /// <summary>As the customer owes it: what a credit note takes back is below zero.</summary>
    public static Money Signed(Invoice document, InvoiceLine line) =>
        document.Kind == InvoiceKind.CreditNote ? -line.Amount : line.Amount;

    /// <summary>Whether a month is to be corrected still: it is neither proved nor explained before.</summary>
    public static IQueryable<Metering.UsageMonth> Awaiting(BillingDb db, DateTimeOffset month) =>
        db.Reachable<Metering.UsageMonth>().Where(row => row.CameLate && row.MonthAt == month);

    /// <summary>What the rated lines come to, by charge.</summary>
    public static Dictionary<LineKey, Money> Owed(IEnumerable<RatedLine> lines, Currency currency) =>
        lines.GroupBy(LineKey.Of).ToDictionary(group => group.Key, group => Rater.Total(group, currency));
}
