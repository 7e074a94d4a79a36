using System.Data.Common;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Hostelry.Billing.Invoicing;

/// <param name="Customers">Whose month this run closed.</param>
/// <param name="Invoices">How many of them got an invoice.</param>
/// <param name="Left">Customers that could not be rated: their month stays open, and the log says why.</param>
public sealed record MonthClosed(int Customers, int Invoices, IReadOnlyCollection<long> Left);

/// <summary>
/// Closes a month for every customer of a legal entity, and any earlier month that is still open, oldest first. Each batch
/// of customers is one transaction: rated, invoiced, numbered, booked and marked closed, or none of it. So a killed run is
/// continued by the next, and of two runs at once each customer is served by one. A customer that cannot be rated is left
/// out and holds up no other.
/// </summary>
public sealed partial class CloseMonth(
    BillingDb db, Database database, CustomerLock customers, MonthFacts facts, InvoiceWriter invoices,
    TimeProvider clock, ILogger<CloseMonth> log)
{
    /// <summary>Customers per transaction.</summary>
    public const int BatchSize = 100;

    /// <summary>How long after its end a month is closed: what was observed before must be written by then.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(15);

    /// <summary>
    /// For workers and operators. Refusals: <c>month_not_over</c>, <c>legal_entity_missing</c>, <c>usage_not_rolled_up</c> (the
    /// month's last hours of usage are not summed yet).
    /// </summary>
    public async Task<Result<MonthClosed>> ExecuteAsync(long legalEntityId, Month month, CancellationToken ct)
    {
        if (clock.GetUtcNow() < month.End + Grace)
        {
            return new Problem("month_not_over", $"{month} is not over, or only just.", "month");
        }

        if (!await db.LegalEntities.AnyAsync(entity => entity.Id == legalEntityId, ct))
        {
            return new Problem("legal_entity_missing", "There is no such legal entity.", "legal_entity");
        }

        var end = month.End;
        if (await db.UsageProgress.AnyAsync(progress => progress.ClosedUntil < end, ct))
        {
            return new Problem("usage_not_rolled_up", $"The usage of {month} is not summed to its end yet.", "month");
        }

        var closed = new MonthClosed(0, 0, []);
        while (await OldestOpenAsync(legalEntityId, month, closed.Left, ct) is { } open)
        {
            closed = await CloseNextAsync(legalEntityId, open, closed, BatchSize, ct);
            Failpoint.Hit("month-batch-closed");
        }

        return closed;
    }

    /// <summary>A batch; when all of it fails, its customers one by one, so that one of them holds up no other.</summary>
    private async Task<MonthClosed> CloseNextAsync(
        long legalEntityId, Month month, MonthClosed closed, int count, CancellationToken ct)
    {
        List<long> tried = [];
        try
        {
            var batch = await database.InTransactionAsync(
                () => CloseBatchAsync(legalEntityId, month, closed.Left, count, tried, ct), ct);
            db.ChangeTracker.Clear();
            return new MonthClosed(
                closed.Customers + batch.Value.Customers,
                closed.Invoices + batch.Value.Invoices,
                [.. closed.Left, .. batch.Value.Left]);
        }
        catch (Exception failure) when (tried.Count > 0 && IsOneCustomers(failure))
        {
            if (count == 1)
            {
                LogNotRated(failure, tried[0], month);
                return closed with { Left = [.. closed.Left, .. tried] };
            }
        }

        // Locked anew each, in the same order; whom another run has closed meanwhile is not found again.
        foreach (var _ in tried)
        {
            closed = await CloseNextAsync(legalEntityId, month, closed, 1, ct);
        }

        return closed;
    }

    private async Task<Month?> OldestOpenAsync(
        long legalEntityId, Month month, IReadOnlyCollection<long> except, CancellationToken ct)
    {
        var oldest = await db.Reachable<Customer>()
            .Where(customer => customer.LegalEntityId == legalEntityId && customer.ClosedUntil < month.End
                && !except.Contains(customer.OrganizationId))
            .OrderBy(customer => customer.ClosedUntil)
            .Select(customer => (DateTimeOffset?)customer.ClosedUntil)
            .FirstOrDefaultAsync(ct);
        return oldest is { } start ? Month.Of(start) : null;
    }

    /// <summary>May find fewer customers than there were, or none: another run has just closed them.</summary>
    private async Task<Result<MonthClosed>> CloseBatchAsync(
        long legalEntityId, Month month, IReadOnlyCollection<long> except, int count, List<long> tried, CancellationToken ct)
    {
        var batch = await customers.TakeOpenAsync(legalEntityId, month.Start, count, except, ct);
        tried.AddRange(batch.Select(customer => customer.OrganizationId));
        var months = await facts.LoadAsync(batch, month, ct);
        var parked = await facts.Bounds.ParkedAsync(batch, ct);
        var drafts = new List<DraftedInvoice>(batch.Count);
        List<long> left = [.. parked];
        var closed = new List<long>(batch.Count);
        foreach (var customer in batch.Where(customer => !parked.Contains(customer.OrganizationId)))
        {
            try
            {
                var draft = months[customer.OrganizationId].Draft(customer, month);
                if (draft.Problem is { } problem)
                {
                    LogRefused(customer.OrganizationId, month, problem.Code, problem.Message);
                    left.Add(customer.OrganizationId);
                    continue;
                }

                if (draft.Value is { } invoice)
                {
                    if (await facts.Bounds.BreaksAsync(invoice, month, ct))
                    {
                        left.Add(customer.OrganizationId);
                        continue;
                    }

                    drafts.Add(new DraftedInvoice(customer, invoice));
                }

                closed.Add(customer.OrganizationId);
            }
            catch (Exception failure) when (IsOneCustomers(failure))
            {
                // Money refuses to overflow and to mix currencies: a fault in the facts of this customer alone.
                LogNotRated(failure, customer.OrganizationId, month);
                left.Add(customer.OrganizationId);
            }
        }

        // Nothing but the bulk save and the last line look for changes: to look after each booking takes most of the run.
        db.ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            await WriteAsync(legalEntityId, drafts, ct);
        }
        finally
        {
            db.ChangeTracker.AutoDetectChangesEnabled = true;
        }

        await db.Reachable<Customer>().Where(customer => closed.Contains(customer.OrganizationId))
            .ExecuteUpdateAsync(set => set.SetProperty(customer => customer.ClosedUntil, month.End), ct);
        Failpoint.Hit("month-finalised");
        return new MonthClosed(batch.Count - left.Count, drafts.Count, left);
    }

    /// <summary>
    /// Drafts become finalised invoices, their rows and bookings written in bulk. Lines may be written while their invoice is a
    /// draft alone: so it is one until they are, and then its state changes, and nothing else.
    /// </summary>
    private async Task WriteAsync(long legalEntityId, List<DraftedInvoice> drafts, CancellationToken ct)
    {
        db.Invoices.AddRange(drafts.Select(draft => draft.Invoice));
        await db.NumberNewAsync(ct);
        Failpoint.Hit("month-drafted");
        if (drafts.Count == 0)
        {
            return;
        }

        await invoices.FinaliseAsync(legalEntityId, drafts, ct);
        await db.InsertNewAsync(
            database,
            property => property.DeclaringType.ClrType != typeof(Invoice) ? null
                : property.Name == nameof(Invoice.State) ? InvoiceState.Draft
                : null,
            ct);
        foreach (var state in drafts.Select(draft => draft.Invoice).GroupBy(invoice => invoice.State))
        {
            var ids = state.Select(invoice => invoice.Id).ToList();
            await db.Reachable<Invoice>().Where(invoice => ids.Contains(invoice.Id))
                .ExecuteUpdateAsync(set => set.SetProperty(invoice => invoice.State, state.Key), ct);
        }

        // The series' last number and hash.
        db.ChangeTracker.DetectChanges();
        await db.SaveChangesAsync(ct);
    }

    /// <summary>Facts that contradict each other, and rows that the database refuses for good. Its absence is nobody's.</summary>
    private static bool IsOneCustomers(Exception failure) =>
        !DatabaseTrouble.IsPassing(failure)
        && (failure is ArithmeticException or DbException or DbUpdateException { InnerException: DbException }
            || (failure is InvalidOperationException && !DatabaseTrouble.Is(failure)));

    [LoggerMessage(LogLevel.Error, "{Month} of customer {OrganizationId} cannot be rated and stays open")]
    private partial void LogNotRated(Exception failure, long organizationId, Month month);

    [LoggerMessage(LogLevel.Error, "{Month} of customer {OrganizationId} cannot be invoiced and stays open: {Code}: {Reason}")]
    private partial void LogRefused(long organizationId, Month month, string code, string reason);
}
