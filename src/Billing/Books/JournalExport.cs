using System.Globalization;
using System.Text;

using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Books;

/// <summary>One amount from one account to another: what bookkeeping programs read.</summary>
/// <param name="Debit">The account that is debited.</param>
/// <param name="Credit">The account that is credited.</param>
/// <param name="Amount">Positive.</param>
/// <param name="Document">The invoice's or note's number, or the booking's reference.</param>
public sealed record BookEntry(
    DateTimeOffset At, long TransactionId, string Kind, string Document, long OrganizationId, AccountOf Debit, AccountOf Credit,
    Money Amount);

/// <summary>An account by what it is.</summary>
public readonly record struct AccountOf(AccountKind Kind, string Detail)
{
    public override string ToString() => $"{Kind.ToString().ToLowerInvariant()} {Detail}".TrimEnd();
}

/// <summary>The journal of a legal entity for its bookkeeping: as CSV, or as DATEV's booking batch.</summary>
public sealed class JournalExport(BillingDb db)
{
    /// <summary>
    /// Bookings from–to (half-open, by the moment of booking), each split into pairs of accounts; debits and credits of every
    /// account stay what they are.
    /// </summary>
    public async Task<IReadOnlyList<BookEntry>> EntriesAsync(
        long legalEntityId, DateTimeOffset from, DateTimeOffset to, CancellationToken ct)
    {
        var transactions = await db.Reachable<LedgerTransaction>().AsNoTracking()
            .Where(row => row.LegalEntityId == legalEntityId && row.BookedAt >= from && row.BookedAt < to)
            .OrderBy(row => row.BookedAt).ThenBy(row => row.Id)
            .Include(row => row.Entries.OrderBy(entry => entry.Id)).ThenInclude(entry => entry.Account)
            .ToListAsync(ct);
        var booked = db.Reachable<LedgerTransaction>().Where(row => row.BookedAt >= from && row.BookedAt < to);
        var numbers = (await db.Reachable<Invoice>()
                .Where(invoice => invoice.LegalEntityId == legalEntityId && invoice.State != InvoiceState.Draft)
                .Where(invoice => booked.Any(row => row.OrganizationId == invoice.OrganizationId))
                .Select(invoice => new { invoice.Id, invoice.Series, invoice.Number })
                .ToListAsync(ct))
            .ToDictionary(
                invoice => invoice.Id.ToString(CultureInfo.InvariantCulture),
                invoice => InvoiceDocument.NameOf(invoice.Series!, invoice.Number!.Value),
                StringComparer.Ordinal);
        return [.. transactions.SelectMany(row => Pairs(row, DocumentOf(row, numbers)))];
    }

    /// <summary>UTF-8 with a header, one line each; amounts with a point; cells that a spreadsheet would compute are disarmed.</summary>
    public static string Csv(IEnumerable<BookEntry> entries)
    {
        var text = new StringBuilder("booked_at,transaction,kind,document,organization,debit,credit,amount,currency\r\n");
        foreach (var entry in entries)
        {
            string[] cells =
            [
                entry.At.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture),
                entry.TransactionId.ToString(CultureInfo.InvariantCulture), entry.Kind, entry.Document,
                entry.OrganizationId.ToString(CultureInfo.InvariantCulture), entry.Debit.ToString(), entry.Credit.ToString(),
                entry.Amount.ToDecimalString(), entry.Amount.Currency.Code,
            ];
            text.AppendJoin(',', cells.Select(Cell)).Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>Pure: the largest debits meet the first credits, until all is told.</summary>
    internal static IEnumerable<BookEntry> Pairs(LedgerTransaction transaction, string document)
    {
        foreach (var currency in transaction.Entries.GroupBy(entry => entry.Currency))
        {
            var debits = Sides(currency, entry => entry.AmountMinor < 0);
            var credits = Sides(currency, entry => entry.AmountMinor > 0);
            while (debits.Count > 0 && credits.Count > 0)
            {
                var ((debit, owed), (credit, given)) = (debits.Dequeue(), credits.Dequeue());
                var amount = Math.Min(owed, given);
                yield return new BookEntry(
                    transaction.BookedAt, transaction.Id, transaction.Kind, document, transaction.OrganizationId, debit, credit,
                    new Money(amount, currency.Key));
                Rest(debits, debit, owed - amount);
                Rest(credits, credit, given - amount);
            }
        }
    }

    private static Queue<(AccountOf Account, long Minor)> Sides(
        IEnumerable<LedgerEntry> entries, Func<LedgerEntry, bool> isSide) =>
        new(entries.Where(isSide).OrderByDescending(entry => Math.Abs(entry.AmountMinor)).ThenBy(entry => entry.Id)
            .Select(entry => (new AccountOf(entry.Account!.Kind, entry.Account.Detail), Math.Abs(entry.AmountMinor))));

    private static void Rest(Queue<(AccountOf Account, long Minor)> side, AccountOf account, long minor)
    {
        if (minor == 0)
        {
            return;
        }

        // It stays in front.
        var rest = side.ToList();
        side.Clear();
        side.Enqueue((account, minor));
        rest.ForEach(side.Enqueue);
    }

    private static string DocumentOf(LedgerTransaction row, Dictionary<string, string> numbers) => row.Kind switch
    {
        "invoice" or "credit_note" => numbers.GetValueOrDefault(row.Reference, row.Reference),
        "settlement" or "write_off" => numbers.GetValueOrDefault(row.Reference.Split(':')[0], row.Reference),
        _ => row.Reference,
    };

    private static string Cell(string text)
    {
        var safe = text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r' ? "'" + text : text;
        return safe.AsSpan().IndexOfAny("\",\r\n") < 0 ? safe : $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
