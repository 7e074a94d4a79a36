using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Hostelry.Billing.Dunning;

/// <summary>
/// A worker's duty: takes the steps that are due for every customer in debt, and ends the case of whoever has paid. Each step is
/// recorded once; what dies in between is done again and does nothing twice.
/// </summary>
public sealed partial class RunDunning(
    BillingDb db, Debts debts, DunOne dun, DunningPolicy policy, ILogger<RunDunning> log)
{
    /// <returns>How many steps were taken.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        if (!policy.Enabled)
        {
            return 0;
        }

        var open = await db.Reachable<DunningCase>().Where(one => one.ClosedAt == null).Select(one => one.OrganizationId).ToListAsync(ct);
        var steps = 0;
        foreach (var organizationId in (await debts.IndebtedAsync(ct)).Concat(open).Distinct().Order())
        {
            try
            {
                steps += await dun.ExecuteAsync(organizationId, ct);
            }
            catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseTrouble.Is(failure))
            {
                // An honest catch-all: one customer that cannot be looked at must not keep the others waiting.
                LogNotLookedAt(failure, organizationId);
            }

            db.ChangeTracker.Clear();
        }

        return steps;
    }

    [LoggerMessage(LogLevel.Error, "The debt of customer {OrganizationId} cannot be looked at; the next minute tries again")]
    private partial void LogNotLookedAt(Exception failure, long organizationId);
}

/// <summary>One customer's debt, under its lock.</summary>
public sealed class DunOne(
    BillingDb db, Database database, CustomerLock customers, ReadDunning read, TakeDunningStep take, SettleDunning settle,
    TimeProvider clock)
{
    /// <returns>How many steps were taken.</returns>
    public async Task<int> ExecuteAsync(long organizationId, CancellationToken ct)
    {
        var steps = 0;
        while (await NextAsync(organizationId, ct) is { } next)
        {
            // A card is charged outside any transaction; its attempt has the step's own key, so a repetition is no second charge.
            var outcome = next.Act is { Act: DunningAct.Retry, Skip: null } ? await take.ChargeAsync(next, ct) : next.Act.Skip ?? "done";
            if (outcome is null)
            {
                // Another charge had to be finished first: what is owed now is read anew.
                continue;
            }

            var taken = await database.InTransactionAsync<bool>(async () => await RecordAsync(next, outcome, ct), ct);
            if (!taken.Value)
            {
                break;
            }

            steps++;
        }

        return steps;
    }

    /// <summary>The first step that is due; opens and closes cases on its way.</summary>
    private async Task<DueStep?> NextAsync(long organizationId, CancellationToken ct)
    {
        DueStep? next = null;
        await database.InTransactionAsync<Done>(
            async () =>
            {
                if (await customers.TakeAsync(organizationId, ct) is not { } customer)
                {
                    return default(Done);
                }

                var now = clock.GetUtcNow();
                var (overdue, open) = await settle.UnderLockAsync(customer, ct);
                if (overdue is null)
                {
                    return default(Done);
                }

                if (open is null)
                {
                    open = new DunningCase { OrganizationId = organizationId, DueAt = overdue.DueAt, OpenedAt = now };
                    db.DunningCases.Add(open);
                    await db.SaveChangesAsync(ct);
                }

                var facts = await read.FactsAsync(customer, overdue, open, ct);
                next = read.Due(facts, now) is [var first, ..] ? new DueStep(organizationId, open.Id, facts, first) : null;
                return default(Done);
            },
            ct);
        return next;
    }

    /// <summary>
    /// False when somebody else was faster, or the debt was paid or is being paid meanwhile: nothing was done then. A card that
    /// was charged is recorded all the same: it is what paid the debt and closed the case.
    /// </summary>
    private async Task<bool> RecordAsync(DueStep step, string outcome, CancellationToken ct)
    {
        var customer = await customers.TakeAsync(step.OrganizationId, ct)
            ?? throw new InvalidOperationException($"Customer {step.OrganizationId} is gone.");
        var open = await db.Reachable<DunningCase>().AsNoTracking().Include(one => one.Taken).SingleAsync(one => one.Id == step.CaseId, ct);
        var debt = await read.DebtAsync(customer, ct);
        var isOwed = open.ClosedAt is null && debt?.DueAt == open.DueAt;
        var isCharged = step.Act is { Act: DunningAct.Retry, Skip: null } && outcome == "done";
        if (open.Taken.Count != step.Act.Step || !(isOwed || isCharged)
            || (debt is not null && step.Act.Act is DunningAct.Suspend or DunningAct.End && await read.IsBeingPaidAsync(customer, debt.Owed, ct)))
        {
            return false;
        }

        await take.ExecuteAsync(customer, debt is null ? step : step with { Facts = step.Facts with { Owed = debt.Owed } }, ct);
        db.DunningStepsTaken.Add(new DunningStepTaken
        {
            OrganizationId = step.OrganizationId,
            CaseId = step.CaseId,
            Step = step.Act.Step,
            Act = step.Act.Act,
            At = clock.GetUtcNow(),
            Outcome = outcome,
        });
        await db.SaveChangesAsync(ct);
        return true;
    }
}

/// <summary>A step that is due in a case.</summary>
internal sealed record DueStep(long OrganizationId, long CaseId, DunningFacts Facts, PlannedAct Act);

/// <summary>Paid: the case ends, and with it the pause for this reason and no other.</summary>
public sealed class SettleDunning(
    BillingDb db, Database database, CustomerLock customers, Debts debts, ResumeCustomer resume, TimeProvider clock)
{
    /// <summary>Nothing happens while the debt of the open case is unpaid.</summary>
    public async Task ExecuteAsync(long organizationId, CancellationToken ct)
    {
        if (await db.Reachable<DunningCase>().AnyAsync(one => one.OrganizationId == organizationId && one.ClosedAt == null, ct))
        {
            await database.InTransactionAsync<Done>(
                async () =>
                {
                    if (await customers.TakeAsync(organizationId, ct) is { } customer)
                    {
                        await UnderLockAsync(customer, ct);
                    }

                    return default(Done);
                },
                ct);
        }
    }

    /// <returns>What is overdue now, and the open case of that very debt.</returns>
    internal async Task<(Debt? Overdue, DunningCase? Open)> UnderLockAsync(Customer customer, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var debt = await debts.OfAsync(customer.OrganizationId, customer.Currency, ct);
        var overdue = debt is { } owed && owed.DueAt <= now ? debt : null;
        var open = await db.Reachable<DunningCase>().Include(one => one.Taken)
            .SingleOrDefaultAsync(one => one.OrganizationId == customer.OrganizationId && one.ClosedAt == null, ct);
        if (open is null || open.DueAt == overdue?.DueAt)
        {
            return (overdue, open);
        }

        // Paid, or what is left is a later debt with a timeline of its own.
        open.ClosedAt = now;
        await db.SaveChangesAsync(ct);
        await resume.ExecuteAsync(customer.OrganizationId, SuspensionReason.Overdue, ct);
        return (overdue, null);
    }
}
