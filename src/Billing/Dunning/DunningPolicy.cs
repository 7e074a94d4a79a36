namespace Hostelry.Billing.Dunning;

public enum DunningAct
{
    /// <summary>A mail: what is owed, since when, and what comes next.</summary>
    Remind,

    /// <summary>The stored card is charged with what is owed, unless it was declined not long ago.</summary>
    Retry,

    /// <summary>Servers are paused, with everything kept: reason <c>overdue</c>.</summary>
    Suspend,

    /// <summary>A mail: servers will be deleted, and when.</summary>
    Warn,

    /// <summary>Every subscription ends; its servers are deleted.</summary>
    End,
}

/// <summary>One step of the timeline: what happens how many days after the due date.</summary>
public sealed class DunningStep
{
    public DunningAct Act { get; init; }

    public int Day { get; init; }
}

/// <summary>Section <c>Dunning</c> of the settings: what happens to whoever does not pay (docs/billing.md).</summary>
public sealed class DunningPolicy
{
    public const string Section = "Dunning";

    private static readonly DunningStep[] Usual =
    [
        new() { Act = DunningAct.Remind, Day = 1 },
        new() { Act = DunningAct.Retry, Day = 1 },
        new() { Act = DunningAct.Remind, Day = 7 },
        new() { Act = DunningAct.Retry, Day = 7 },
        new() { Act = DunningAct.Suspend, Day = 14 },
        new() { Act = DunningAct.Warn, Day = 21 },
        new() { Act = DunningAct.End, Day = 30 },
    ];

    public bool Enabled { get; init; } = true;

    /// <summary>Days from a debt to its due date, where no invoice names one.</summary>
    public int TermDays { get; init; } = 14;

    /// <summary>Null: the usual one. Days do not fall; a warning stands before an end.</summary>
    public IReadOnlyList<DunningStep>? Steps { get; init; }

    public IReadOnlyList<DunningStep> Timeline => Steps is { Count: > 0 } steps ? steps : Usual;

    /// <summary>Why this timeline is refused at start; null: it is not.</summary>
    public string? Problem =>
        Timeline.Any(step => step.Day < 0) || Timeline.Zip(Timeline.Skip(1)).Any(pair => pair.First.Day > pair.Second.Day)
            ? "must have days that are not negative and do not fall"
        : Timeline.Index().Any(step => step.Item.Act == DunningAct.End
            && !Timeline.Take(step.Index).Any(before => before.Act == DunningAct.Warn && before.Day < step.Item.Day))
            ? "must warn a day or more before it ends"
        : null;
}
