using Hostelry.Billing.Kernel;

namespace Hostelry.Billing.Dunning;

/// <summary>What is known of one debt. No names, no clock.</summary>
/// <param name="Owed">What is overdue or will be; positive.</param>
/// <param name="DueAt">When the oldest part of it had to be paid.</param>
/// <param name="Done">The steps that were taken, in order, and when.</param>
/// <param name="CanCharge">A card is stored, and automatic charges are not stopped.</param>
/// <param name="CoolsUntil">No retry before; null: none was declined lately.</param>
/// <param name="IsBeingPaid">A payment of that much is under way and undecided.</param>
public sealed record DunningFacts(
    Money Owed, DateTimeOffset DueAt, IReadOnlyList<DateTimeOffset> Done, bool CanCharge, DateTimeOffset? CoolsUntil,
    bool IsBeingPaid = false);

/// <param name="Step">Its place in the timeline, 0, 1, …</param>
/// <param name="Act">What to do.</param>
/// <param name="At">When it is due.</param>
/// <param name="Skip">Of a retry: why it is left out (<c>no_card</c>, <c>cooling_down</c>); else null.</param>
/// <param name="Waits">It does not come before the payment that is under way is decided; <paramref name="At"/> is the earliest.</param>
public sealed record PlannedAct(int Step, DunningAct Act, DateTimeOffset At, string? Skip = null, bool Waits = false);

/// <summary>
/// The whole of dunning as a pure function. A step comes on its day, but never sooner after the step before it than the
/// timeline says: whoever was not reminded for a week because nothing ran is not suspended and deleted in one minute. While a
/// payment of what is owed is under way, nothing is suspended or ended: not decided is not unpaid.
/// </summary>
public static class Timeline
{
    /// <summary>What is to be done now, in order.</summary>
    public static IReadOnlyList<PlannedAct> Due(DunningPolicy policy, DunningFacts facts, DateTimeOffset now)
    {
        List<PlannedAct> due = [];
        while (Next(policy, facts) is { } next && next.At <= now && !next.Waits)
        {
            due.Add(WithSkip(next, facts, now));
            facts = facts with { Done = [.. facts.Done, now] };
        }

        return due;
    }

    /// <summary>Everything that is still to come if nothing is paid, and when.</summary>
    public static IReadOnlyList<PlannedAct> Ahead(DunningPolicy policy, DunningFacts facts, DateTimeOffset now)
    {
        List<PlannedAct> ahead = [];
        while (Next(policy, facts) is { } next)
        {
            var at = next.At > now ? next.At : now;
            ahead.Add(WithSkip(next with { At = at }, facts, at));
            facts = facts with { Done = [.. facts.Done, at] };
        }

        return ahead;
    }

    private static PlannedAct? Next(DunningPolicy policy, DunningFacts facts)
    {
        var step = facts.Done.Count;
        if (step >= policy.Timeline.Count)
        {
            return null;
        }

        var planned = policy.Timeline[step];
        var at = facts.DueAt.AddDays(planned.Day);
        if (step > 0)
        {
            var after = facts.Done[^1].AddDays(planned.Day - policy.Timeline[step - 1].Day);
            at = after > at ? after : at;
        }

        return new PlannedAct(step, planned.Act, at, Waits: facts.IsBeingPaid && planned.Act is (DunningAct.Suspend or DunningAct.End));
    }

    private static PlannedAct WithSkip(PlannedAct act, DunningFacts facts, DateTimeOffset at) => act.Act != DunningAct.Retry ? act
        : !facts.CanCharge ? act with { Skip = "no_card" }
        : facts.CoolsUntil > at ? act with { Skip = "cooling_down" }
        : act;
}
