using Hostelry.Billing.Persistence;

namespace Hostelry.Billing.Dunning;

/// <summary>One debt of one customer on its way through the timeline; open until the debt is paid.</summary>
public sealed class DunningCase : ITenantRow
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    /// <summary>When the oldest part of the debt had to be paid. Another date is another debt, and another case.</summary>
    public required DateTimeOffset DueAt { get; init; }

    public required DateTimeOffset OpenedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; set; }

    public List<DunningStepTaken> Taken { get; } = [];
}

/// <summary>A step that was taken, once per case; never changed.</summary>
public sealed class DunningStepTaken : ITenantRow
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    public DunningCase? Case { get; init; }

    public long CaseId { get; init; }

    /// <summary>0, 1, …</summary>
    public required int Step { get; init; }

    public required DunningAct Act { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>Of a retry: the code of its refusal, or why it was left out; else <c>done</c>.</summary>
    public required string Outcome { get; init; }
}
