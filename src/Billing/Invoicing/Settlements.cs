using System.Globalization;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Payments.Trial;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Invoicing;

/// <summary>
/// What is paid, taken back or given up of invoices, with its booking. Every payment goes to the wallet first, and from
/// there to open invoices, the oldest first. All of it in the caller's transaction, under the customer's lock; the caller
/// saves.
/// </summary>
public sealed class Settlements(BillingDb db, Journal journal, TimeProvider clock)
{
    /// <summary>What of an invoice is still owed.</summary>
    internal async Task<Money> OpenAsync(Invoice invoice, CancellationToken ct)
    {
        var stored = await db.Reachable<InvoiceSettlement>().Where(settlement => settlement.InvoiceId == invoice.Id)
            .SumAsync(settlement => settlement.AmountMinor, ct);
        return invoice.Total - new Money(stored, invoice.Currency);
    }

    /// <summary>What of an invoice was written off, less what credit notes have taken back of that.</summary>
    internal async Task<Money> GivenUpAsync(Invoice invoice, CancellationToken ct) =>
        new(
            await db.Reachable<InvoiceSettlement>()
                .Where(settlement => settlement.InvoiceId == invoice.Id && settlement.Kind == SettlementKind.WriteOff)
                .SumAsync(settlement => settlement.AmountMinor, ct),
            invoice.Currency);

    /// <summary>Pays open invoices of a customer from its wallet, as far as it goes. Whether any was.</summary>
    internal async Task<bool> PayFromWalletAsync(Customer customer, CancellationToken ct)
    {
        var wallets = await journal.WalletsAsync([customer.OrganizationId], ct);
        var left = new Money(wallets.GetValueOrDefault(customer.OrganizationId), customer.Currency);
        if (left.Minor <= 0)
        {
            return false;
        }

        var open = await db.Reachable<Invoice>()
            .Where(invoice => invoice.OrganizationId == customer.OrganizationId && invoice.State == InvoiceState.Finalised
                && invoice.Kind != InvoiceKind.CreditNote)
            .OrderBy(invoice => invoice.IssuedAt).ThenBy(invoice => invoice.Id)
            .ToListAsync(ct);
        var any = false;
        foreach (var invoice in open.TakeWhile(_ => left.Minor > 0))
        {
            var owed = await OpenAsync(invoice, ct);
            var paid = Money.Min(left, owed);
            await SettleAsync(customer, invoice, await NextAsync(invoice, SettlementKind.Wallet, paid, owed, ct), ct);
            left -= paid;
            any = true;
        }

        return any;
    }

    /// <summary>A new invoice is paid from the wallet, as far as it goes; one of nothing is paid by itself.</summary>
    internal Task PayNewAsync(Customer customer, Invoice invoice, Money amount, CancellationToken ct) =>
        SettleAsync(customer, invoice, new Part(SettlementKind.Wallet, amount, Money.Zero(customer.Currency), 0), ct);

    /// <summary>What is owed of an invoice is given up.</summary>
    internal async Task WriteOffAsync(Customer customer, Invoice invoice, Money owed, CancellationToken ct) =>
        await SettleAsync(customer, invoice, await NextAsync(invoice, SettlementKind.WriteOff, owed, owed, ct), ct);

    /// <summary>A credit note's own booking has lowered receivable and expense: only the rows and the state.</summary>
    internal async Task TakeBackAsync(Invoice invoice, CreditParts parts, CancellationToken ct)
    {
        var before = invoice.Total - await OpenAsync(invoice, ct);
        Record(invoice, new Part(SettlementKind.WriteOff, -parts.GivenUp, before, 0));
        Record(invoice, new Part(SettlementKind.CreditNote, parts.Lowered + parts.GivenUp, before - parts.GivenUp, 0));
    }

    private async Task<Part> NextAsync(
        Invoice invoice, SettlementKind kind, Money amount, Money owed, CancellationToken ct) =>
        new(
            kind,
            amount,
            invoice.Total - owed,
            await db.Reachable<InvoiceSettlement>().CountAsync(row => row.InvoiceId == invoice.Id, ct));

    private async Task SettleAsync(Customer customer, Invoice invoice, Part part, CancellationToken ct)
    {
        if (!part.Amount.IsZero)
        {
            var isGivenUp = part.Kind == SettlementKind.WriteOff;
            await journal.PostAsync(
                customer,
                isGivenUp ? "write_off" : "settlement",
                string.Create(CultureInfo.InvariantCulture, $"{invoice.Id}:{part.Earlier + 1}"),
                [
                    new Posting(isGivenUp ? AccountKind.WriteOff : AccountKind.Prepaid, -part.Amount),
                    new Posting(AccountKind.Receivable, part.Amount),
                ],
                ct);
            if (part.Kind == SettlementKind.Wallet)
            {
                await SpendTrialCredit.NoteAsync(db, customer, invoice, part.Amount, clock.GetUtcNow(), ct);
            }
        }

        Record(invoice, part);
    }

    private void Record(Invoice invoice, Part part)
    {
        var now = clock.GetUtcNow();
        if (!part.Amount.IsZero)
        {
            db.InvoiceSettlements.Add(new InvoiceSettlement
            {
                OrganizationId = invoice.OrganizationId,
                InvoiceId = invoice.Id,
                Kind = part.Kind,
                AmountMinor = part.Amount.Minor,
                Currency = invoice.Currency,
                At = now,
            });
        }

        var isPaid = part.Before + part.Amount == invoice.Total;
        invoice.State = isPaid ? InvoiceState.Paid : InvoiceState.Finalised;
        invoice.PaidAt = isPaid ? invoice.PaidAt ?? now : null;
    }

    /// <param name="Before">What was settled before.</param>
    /// <param name="Earlier">In how many rows.</param>
    private sealed record Part(SettlementKind Kind, Money Amount, Money Before, int Earlier);
}
