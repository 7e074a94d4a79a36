using System.Globalization;

using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Notices;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Billing.Payments.Wallet;
using Hostelry.Billing.Subscriptions;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Dunning;

/// <summary>What the steps do. All but the charge belong to the transaction that records them.</summary>
public sealed class TakeDunningStep(
    BillingDb db, NoticeBoard notices, SuspendCustomer suspend, EndSubscription end, StripeCards cards, AutomaticCharge charge,
    DunningTrail trail)
{
    internal async Task ExecuteAsync(Customer customer, DueStep step, CancellationToken ct)
    {
        var id = customer.OrganizationId;
        trail.Taken(step);
        switch (step.Act.Act)
        {
            case DunningAct.Remind:
                var next = trail.Ahead(step).FirstOrDefault(act => act.Act is not (DunningAct.Remind or DunningAct.Retry));
                await TellAsync(step, MailKind.DunningReminder, next, ct);
                break;
            case DunningAct.Suspend:
                Check(await suspend.ExecuteAsync(id, SuspensionReason.Overdue, ct));
                await TellAsync(step, MailKind.DunningSuspended, null, ct);
                break;
            case DunningAct.Warn:
                await TellAsync(step, MailKind.DunningWarning, trail.Ahead(step).FirstOrDefault(act => act.Act == DunningAct.End), ct);
                break;
            case DunningAct.End:
                await EndAllAsync(id, ct);
                await TellAsync(step, MailKind.DunningEnded, null, ct);
                break;
            case DunningAct.Retry:
                break;
        }
    }

    /// <summary>
    /// Charges what is owed, rounded up to what a card can be charged; the step's outcome, or null when an earlier charge was
    /// finished instead. Nothing is thrown away by a second call: the key is the step's.
    /// </summary>
    internal async Task<string?> ChargeAsync(DueStep step, CancellationToken ct)
    {
        var amount = StripeAmount.Chargeable(step.Facts.Owed);
        if (amount < StripeAmount.Least(amount.Currency))
        {
            return "amount_too_small";
        }

        var card = await cards.DefaultAsync(step.OrganizationId, ct);
        if (card.Problem is { } problem)
        {
            return problem.Code;
        }

        if (card.Value is null)
        {
            return "no_card";
        }

        var key = string.Create(CultureInfo.InvariantCulture, $"dunning:{step.CaseId}:{step.Act.Step}");
        var paid = await charge.ExecuteAsync(step.OrganizationId, amount, card.Value, "overdue balance", key, ct);
        return paid.IsSuccess && paid.Value.OperationKey != key ? null : paid.Problem?.Code ?? "done";
    }

    private static void Check(Result<Done> result)
    {
        if (result.Problem is { } problem)
        {
            throw new InvalidOperationException($"{problem.Code}: {problem.Message}");
        }
    }

    /// <summary>Each end leaves its fact in the outbox: Provisioning deletes the server as it does for every ended subscription.</summary>
    private async Task EndAllAsync(long organizationId, CancellationToken ct)
    {
        var living = await db.Reachable<Subscription>()
            .Where(subscription => subscription.OrganizationId == organizationId && subscription.EndedAt == null)
            .OrderBy(subscription => subscription.Id).Select(subscription => subscription.Id).ToListAsync(ct);
        foreach (var subscription in living)
        {
            Check(await end.ExecuteAsync(subscription, trail.Now, ct));
        }
    }

    private Task TellAsync(DueStep step, string kind, PlannedAct? next, CancellationToken ct) => notices.TellAsync(
        step.OrganizationId,
        kind,
        string.Create(CultureInfo.InvariantCulture, $"dunning:{step.CaseId}:{step.Act.Step}"),
        ct,
        step.Facts.Owed.ToString(),
        Day(step.Facts.DueAt),
        next?.Act.ToString().ToLowerInvariant() ?? "",
        next is null ? "" : Day(next.At));

    private static string Day(DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

/// <summary>The steps' audit, and what comes after each.</summary>
public sealed class DunningTrail(AuditLog audit, DunningPolicy policy, TimeProvider clock)
{
    public DateTimeOffset Now => clock.GetUtcNow();

    internal void Taken(DueStep step) => audit.Add(
        "dunning." + step.Act.Act.ToString().ToLowerInvariant(),
        step.OrganizationId,
        string.Create(CultureInfo.InvariantCulture, $"dunning:{step.CaseId}"));

    internal IReadOnlyList<PlannedAct> Ahead(DueStep step) =>
        Timeline.Ahead(policy, step.Facts with { Done = [.. step.Facts.Done, Now] }, Now);
}
