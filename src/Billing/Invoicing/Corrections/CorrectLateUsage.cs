using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Metering;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Hostelry.Billing.Invoicing.Corrections;

/// <summary>
/// A worker's duty: months to which usage came late are rated again. One that is open needs nothing more, its line is rated
/// from all that came; a closed one gets a credit or debit note of the difference, or its invoice if it had none. Each month of
/// a customer is one transaction under its lock, and what came is marked as done there.
/// </summary>
public sealed partial class CorrectLateUsage(
    BillingDb db, Database database, CustomerLock customers, MonthFacts facts, NoteWriter notes, ILogger<CorrectLateUsage> log)
{
    private const int Most = 500;

    /// <summary>How many invoices and notes were issued. What cannot be rated yet stays marked, and holds up no other.</summary>
    public async Task<Result<int>> ExecuteAsync(CancellationToken ct)
    {
        var late = await db.Reachable<UsageMonth>().Where(row => row.CameLate)
            .Select(row => new { row.OrganizationId, row.MonthAt }).Distinct()
            .OrderBy(row => row.MonthAt).ThenBy(row => row.OrganizationId).Take(Most).ToListAsync(ct);
        var issued = 0;
        foreach (var row in late)
        {
            try
            {
                var one = await database.InTransactionAsync(() => OneAsync(row.OrganizationId, Month.Of(row.MonthAt), ct), ct);
                issued += one.IsSuccess ? one.Value : 0;
                if (one.Problem is { } problem)
                {
                    LogRefused(row.OrganizationId, Month.Of(row.MonthAt), problem.Code, problem.Message);
                }
            }
            catch (Exception failure) when (failure is ArithmeticException or InvalidOperationException)
            {
                // A meter without a price (an alarm says so), or facts that contradict each other: this customer's alone.
                LogNotRated(failure, row.OrganizationId, Month.Of(row.MonthAt));
            }

            db.ChangeTracker.Clear();
        }

        return issued;
    }

    private async Task<Result<int>> OneAsync(long organizationId, Month month, CancellationToken ct)
    {
        if (await customers.TakeAsync(organizationId, ct) is not { } customer)
        {
            return 0;
        }

        var start = month.Start;
        var marks = await db.Reachable<UsageMonth>().AsNoTracking()
            .Where(row => row.OrganizationId == organizationId && row.MonthAt == start && row.CameLate).ToListAsync(ct);
        var issued = 0;
        if (marks.Count > 0 && customer.ClosedUntil > start)
        {
            if (await notes.IsParkedAsync(customer, ct))
            {
                return 0;
            }

            var corrected = await CorrectAsync(customer, month, ct);
            if (!corrected.IsSuccess)
            {
                return corrected;
            }

            issued = corrected.Value;
        }

        foreach (var mark in marks)
        {
            // What is rolled up meanwhile has another quantity, and stays marked.
            await db.Reachable<UsageMonth>()
                .Where(row => row.SubscriptionId == mark.SubscriptionId && row.MeterId == mark.MeterId && row.MonthAt == start
                    && row.Quantity == mark.Quantity)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.CameLate, false), ct);
        }

        return issued;
    }

    private async Task<Result<int>> CorrectAsync(Customer customer, Month month, CancellationToken ct)
    {
        var start = month.Start;
        var made = (await facts.LoadAsync([customer], month, ct))[customer.OrganizationId];
        var invoice = await db.Reachable<Invoice>().Include(row => row.Lines).Include(row => row.Taxes).AsSplitQuery()
            .SingleOrDefaultAsync(
                row => row.OrganizationId == customer.OrganizationId && row.PeriodStart == start
                    && row.Kind == InvoiceKind.Invoice && row.State != InvoiceState.Draft,
                ct);
        if (invoice is null)
        {
            var draft = made.Draft(customer, month);
            if (draft is { IsSuccess: true, Value: { } first })
            {
                await notes.ChargeAsync(customer, first, ct);
                return 1;
            }

            return draft.Problem is { } problem ? problem : 0;
        }

        made.Facts.DemandPrices(month);
        var documents = (await MonthDocuments.LoadAsync(db, [invoice], ct))[invoice.Id];
        var rated = Rater.Rate(made.Facts, Period.Of(month));
        var plan = CorrectionPlan.Of(documents, rated, made.Treatment);
        if (!plan.IsSuccess)
        {
            return plan.Problem!;
        }

        foreach (var (planned, at) in plan.Value.Select((planned, at) => (planned, at)))
        {
            var note = NoteDraft.Of(planned, rated, FormattableString.Invariant(
                $"{MonthDocuments.LateUsage}{invoice.Id}:{documents.Charging.Count + at}"));
            await (note.Kind == InvoiceKind.CreditNote
                ? notes.CreditAsync(customer, planned.Original, note, await notes.PartsAsync(planned.Original, note, ct), ct)
                : notes.ChargeAsync(customer, note, ct));
        }

        return plan.Value.Count;
    }

    [LoggerMessage(LogLevel.Error, "Usage came late to {Month} of customer {OrganizationId}, which cannot be rated; it is tried again")]
    private partial void LogNotRated(Exception failure, long organizationId, Month month);

    [LoggerMessage(LogLevel.Error, "Usage came late to {Month} of customer {OrganizationId}, which cannot be corrected: {Code}: {Reason}")]
    private partial void LogRefused(long organizationId, Month month, string code, string reason);
}
