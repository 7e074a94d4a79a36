using System.Globalization;

using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Invoicing;

/// <summary>A customer that the caller has locked, with its stored draft.</summary>
public sealed record DraftedInvoice(Customer Customer, Invoice Invoice);

/// <summary>Turns rated lines into invoices: drafts, then numbers, hashes and bookings, all in the caller's transaction.</summary>
public sealed class InvoiceWriter(BillingDb db, Database database, Journal journal, AuditLog audit, TimeProvider clock)
{
    /// <summary>An unsaved draft.</summary>
    internal static Invoice Draft(Customer customer, Month month, IReadOnlyList<RatedLine> lines)
    {
        var invoice = new Invoice
        {
            OrganizationId = customer.OrganizationId,
            SellerId = customer.SellerId,
            LegalEntityId = customer.LegalEntityId,
            PeriodStart = month.Start,
            Currency = customer.Currency,
            TotalMinor = Money.Sum(lines.Select(line => line.Amount), customer.Currency).Minor,
        };
        foreach (var line in lines)
        {
            invoice.Lines.Add(new InvoiceLine
            {
                OrganizationId = customer.OrganizationId,
                Position = invoice.Lines.Count + 1,
                SubscriptionId = line.SubscriptionId,
                PriceId = line.Tariff.PriceId,
                ProductCode = line.Tariff.ProductCode,
                Kind = line.Kind,
                Quantity = line.Quantity,
                Measured = line.Measured,
                Included = line.Included,
                RedemptionId = (line.Tariff as CouponTariff)?.RedemptionId,
                Description = line.Description,
                From = line.From,
                To = line.To,
                Hours = line.Hours,
                HourlyNano = line.Tariff.Unit.Nano,
                Capped = line.Capped,
                AmountMinor = line.Amount.Minor,
                Currency = customer.Currency,
            });
        }

        return invoice;
    }

    /// <summary>
    /// Numbers, chains and books drafts, in the order given, under the lock of the series: whoever comes second waits for
    /// the commit, so a number is never left out.
    /// </summary>
    internal async Task FinaliseAsync(long legalEntityId, IReadOnlyList<DraftedInvoice> drafts, CancellationToken ct)
    {
        var series = await LockSeriesAsync(legalEntityId, ct);
        var entity = await db.LegalEntities.SingleAsync(entity => entity.Id == legalEntityId, ct);
        var balances = await journal.BalancesAsync([.. drafts.Select(draft => draft.Customer.OrganizationId)], ct);
        var now = clock.GetUtcNow();
        var issuedAt = new DateTimeOffset(now.Ticks - (now.Ticks % TimeSpan.TicksPerSecond), now.Offset).ToUniversalTime();
        foreach (var (customer, invoice) in drafts)
        {
            var balance = new Money(balances.GetValueOrDefault(customer.OrganizationId), customer.Currency);
            var zero = Money.Zero(customer.Currency);
            var parties = new InvoiceParties(
                new InvoiceParty(entity.Id, entity.Name), new InvoiceParty(customer.OrganizationId, customer.Name));
            Number(invoice, series, issuedAt);
            invoice.Document = InvoiceDocument.Of(
                invoice, parties, Money.Min(invoice.Total, Money.Max(balance, zero))).Write();
            invoice.Hash = InvoiceDocument.HashOf(invoice.Document);
            invoice.State = InvoiceState.Finalised;
            series.LastHash = invoice.Hash;
            await BookAsync(customer, invoice, ct);
            audit.Add("invoice.finalise", customer.OrganizationId, $"invoice:{invoice.Id}");
        }
    }

    private static void Number(Invoice invoice, InvoiceSeries series, DateTimeOffset issuedAt)
    {
        series.LastNumber = checked(series.LastNumber + 1);
        invoice.Series = series.Code;
        invoice.Number = series.LastNumber;
        invoice.IssuedAt = issuedAt;
        invoice.PreviousHash = series.LastHash;
    }

    /// <summary>Earned, and paid from the prepaid balance; what it does not hold becomes owed (a negative balance).</summary>
    private async Task BookAsync(Customer customer, Invoice invoice, CancellationToken ct)
    {
        if (invoice.Total.IsZero)
        {
            return;
        }

        await journal.PostAsync(
            customer,
            "invoice",
            invoice.Id.ToString(CultureInfo.InvariantCulture),
            [new Posting(AccountKind.Prepaid, -invoice.Total), new Posting(AccountKind.Revenue, invoice.Total)],
            ct);
    }

    private async Task<InvoiceSeries> LockSeriesAsync(long legalEntityId, CancellationToken ct)
    {
        const string Code = InvoiceSeries.DefaultCode;
        var rows = database.IsSqlite
            ? db.InvoiceSeries
            : db.InvoiceSeries.FromSql(
                $"SELECT * FROM invoice_series WHERE legal_entity_id = {legalEntityId} AND code = {Code} FOR UPDATE");
        return await rows.SingleAsync(series => series.LegalEntityId == legalEntityId && series.Code == Code, ct);
    }
}
