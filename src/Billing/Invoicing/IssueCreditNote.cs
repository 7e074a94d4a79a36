using Hostelry.Billing.Customers;
using Hostelry.Billing.Invoicing.Corrections;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Invoicing;

/// <param name="Position">Of the invoice's line.</param>
/// <param name="Amount">Net; between nothing and what is left of the line.</param>
public sealed record CreditedLine(int Position, Money Amount);

/// <param name="OrganizationId">The customer.</param>
/// <param name="InvoiceId">A finalised invoice or debit note.</param>
/// <param name="Reason">1–255 characters, printed.</param>
/// <param name="OperationKey">The caller's name for this one note, 1–255 characters: a repetition gives the same note.</param>
/// <param name="Lines">Null: all that is left (the invoice is void then).</param>
public sealed record IssueCreditNoteRequest(
    long OrganizationId, long InvoiceId, string Reason, string OperationKey, IReadOnlyList<CreditedLine>? Lines = null)
{
    /// <summary>The most that may go to the wallet by it, where somebody agreed to so much; null: whatever was paid.</summary>
    public Money? MostToWallet { get; init; }
}

/// <summary>Where a credit note's total goes, in this order.</summary>
/// <param name="Lowered">Was still owed.</param>
/// <param name="GivenUp">Had been written off: the expense is taken back.</param>
/// <param name="ToWallet">Had been paid.</param>
internal sealed record CreditParts(Money Lowered, Money GivenUp, Money ToWallet);

/// <summary>
/// Takes back a part of an invoice, or all of it: the only way to correct one. What is still owed is lowered, then what was
/// given up is no longer an expense; what was paid goes to the wallet, and from there to other open invoices. People ask by
/// <see cref="Payments.Refunds.RequestCreditNote"/>, which knows when a second member of staff must agree.
/// </summary>
public sealed class IssueCreditNote(BillingDb db, Database database, CustomerLock customers, NoteWriter notes)
{
    private const long Nano = 1_000_000_000;

    /// <summary>
    /// The note. Refusals: <c>customer_missing</c>, <c>invoice_missing</c>, <c>invalid_input</c> (reason, key, lines),
    /// <c>credit_exceeds_invoice</c>, <c>idempotency_key_reused</c> (same key, other invoice), <c>second_member_needed</c> (more
    /// would go to the wallet than was agreed to).
    /// </summary>
    public Task<Result<Invoice>> ExecuteAsync(IssueCreditNoteRequest request, CancellationToken ct) =>
        database.InTransactionAsync(() => IssueAsync(request, ct), ct);

    /// <summary>What would go to the wallet now; zero where the note is issued already. Refusals: those of issuing.</summary>
    internal async Task<Result<Money>> ToWalletAsync(IssueCreditNoteRequest request, CancellationToken ct)
    {
        var plan = await PlanAsync(request, ct);
        return plan.Problem is { } problem ? problem
            : plan.Value.IsIssued ? Money.Zero(plan.Value.Note.Currency)
            : (await notes.PartsAsync(plan.Value.Original, plan.Value.Note, ct)).ToWallet;
    }

    private async Task<Result<Invoice>> IssueAsync(IssueCreditNoteRequest request, CancellationToken ct)
    {
        var plan = await PlanAsync(request, ct);
        if (plan.Problem is { } problem)
        {
            return problem;
        }

        if (plan.Value.IsIssued)
        {
            return plan.Value.Note;
        }

        var (customer, original, note, _) = plan.Value;
        var parts = await notes.PartsAsync(original, note, ct);
        if (request.MostToWallet is { } most && parts.ToWallet > most)
        {
            return new Problem("second_member_needed", $"{parts.ToWallet} would go to the balance now: more than was agreed to.");
        }

        await notes.CreditAsync(customer, original, note, parts, ct);
        return note;
    }

    private async Task<Result<Plan>> PlanAsync(IssueCreditNoteRequest request, CancellationToken ct)
    {
        if (Check(request) is { } invalid)
        {
            return invalid;
        }

        if (await customers.TakeAsync(request.OrganizationId, ct) is not { } customer)
        {
            return CustomerProblems.Missing;
        }

        var known = await Notes().SingleOrDefaultAsync(
            note => note.OrganizationId == request.OrganizationId && note.OperationKey == request.OperationKey, ct);
        if (known is not null)
        {
            return known.OriginalId == request.InvoiceId && known.Kind == InvoiceKind.CreditNote
                ? new Plan(customer, known, known, IsIssued: true)
                : new Problem("idempotency_key_reused", "This operation key stands for another note.", "operation_key");
        }

        var original = await Notes().SingleOrDefaultAsync(
            invoice => invoice.OrganizationId == request.OrganizationId && invoice.Id == request.InvoiceId
                && invoice.State != InvoiceState.Draft && invoice.Kind != InvoiceKind.CreditNote,
            ct);
        if (original is null)
        {
            return InvoiceProblems.Missing;
        }

        var rest = new CreditRest(
            original,
            await Notes().Where(note => note.OriginalId == original.Id && note.Kind == InvoiceKind.CreditNote).ToListAsync(ct));
        var draft = Draft(request, original, rest);
        return draft.IsSuccess ? new Plan(customer, original, draft.Value, IsIssued: false) : draft.Problem!;
    }

    private IQueryable<Invoice> Notes() =>
        db.Reachable<Invoice>().Include(invoice => invoice.Lines).Include(invoice => invoice.Taxes).AsSplitQuery();

    private static Result<Invoice> Draft(IssueCreditNoteRequest request, Invoice original, CreditRest rest)
    {
        var amounts = Amounts(request, original, rest);
        if (!amounts.IsSuccess)
        {
            return amounts.Problem!;
        }

        var totals = rest.Credit(amounts.Value);
        if (totals.Payable.Minor <= 0 || totals.Payable > rest.Total)
        {
            return Exceeds(rest);
        }

        var note = InvoiceDraft.Note(InvoiceKind.CreditNote, original, totals, request.Reason, request.OperationKey);
        note.Lines.AddRange(original.Lines.Where(line => amounts.Value.ContainsKey(line.Position))
            .OrderBy(line => line.Position)
            .Select((line, at) => Line(line, at + 1, amounts.Value[line.Position])));
        return note;
    }

    private static Result<Dictionary<int, Money>> Amounts(
        IssueCreditNoteRequest request, Invoice original, CreditRest rest)
    {
        if (request.Lines is null)
        {
            return rest.Lines;
        }

        if (request.Lines.Count == 0 || request.Lines.DistinctBy(line => line.Position).Count() != request.Lines.Count)
        {
            return new Problem("invalid_input", "lines must name at least one line, each once.", "lines");
        }

        foreach (var line in request.Lines)
        {
            if (rest.Of(line.Position) is not { } left || line.Amount.Currency != original.Currency || line.Amount.IsZero)
            {
                return new Problem(
                    "invalid_input", $"lines must name lines of the invoice and amounts in {original.Currency}.", "lines");
            }

            // A line that lowers the invoice (a discount) is taken back by a negative amount.
            var within = left.IsNegative
                ? line.Amount.IsNegative && line.Amount >= left
                : !line.Amount.IsNegative && line.Amount <= left;
            if (!within)
            {
                return Exceeds(rest);
            }
        }

        return request.Lines.ToDictionary(line => line.Position, line => line.Amount);
    }

    private static InvoiceLine Line(InvoiceLine line, int position, Money amount)
    {
        // All of a line is credited as it was charged; a part of it as one piece at the amount's price.
        var whole = amount == line.Amount;
        return new InvoiceLine
        {
            OrganizationId = line.OrganizationId,
            Position = position,
            SubscriptionId = line.SubscriptionId,
            PriceId = line.PriceId,
            ProductCode = line.ProductCode,
            ProductClass = line.ProductClass,
            Description = line.Description,
            From = line.From,
            To = line.To,
            Kind = whole ? line.Kind : LineKind.OneOff,
            Quantity = whole ? line.Quantity : 1,
            Measured = whole ? line.Measured : 0,
            Included = whole ? line.Included : 0,
            RedemptionId = whole ? line.RedemptionId : null,
            Hours = whole ? line.Hours : 0,
            HourlyNano = whole ? line.HourlyNano : checked(amount.Minor * (Nano / amount.Currency.MinorUnits)),
            Capped = whole && line.Capped,
            AmountMinor = amount.Minor,
            Currency = line.Currency,
            TaxCategory = line.TaxCategory,
            TaxRateThousandths = line.TaxRateThousandths,
            CorrectsPosition = line.Position,
        };
    }

    private static Problem? Check(IssueCreditNoteRequest request) =>
        request.Reason.Length is < 1 or > 255
            ? new Problem("invalid_input", "reason must have 1 to 255 characters.", "reason")
            : request.OperationKey.Length is < 1 or > 255
                ? new Problem("invalid_input", "operation_key must have 1 to 255 characters.", "operation_key")
                : null;

    private static Problem Exceeds(CreditRest rest) =>
        new("credit_exceeds_invoice", $"Only {rest.Total} of this invoice is left to credit.", "lines");

    /// <summary>A note as it would be issued, or (<paramref name="IsIssued"/>) as it was, by the same key.</summary>
    private sealed record Plan(Customer Customer, Invoice Original, Invoice Note, bool IsIssued);
}
