namespace Hostelry.Provisioning.Operations;

public enum OperationStatus
{
    /// <summary>Has steps to do; waits for a worker or is held by one.</summary>
    Running,

    /// <summary>Done.</summary>
    Success,

    /// <summary>Ended without its goal; <see cref="Operation.ProblemCode"/> says why; its undo has run.</summary>
    Error,
}

/// <summary>
/// One verb on one or more resources: the truth about what is being done, by whom and how far. The public name is
/// <em>action</em>. Hangfire only wakes; this row decides.
/// </summary>
public sealed class Operation
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    public required long ProjectId { get; init; }

    /// <summary>Name of the flow: <c>create_server</c>, <c>change_server_type</c>, …; what the API shows as <c>command</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Version of the flow that this row runs to its end, whatever newer versions say.</summary>
    public required int Version { get; init; }

    public required long ServerId { get; init; }

    public OperationStatus Status { get; set; }

    /// <summary>Name of the step to do next; step names are data and are never renamed.</summary>
    public required string Step { get; set; }

    /// <summary>True while the flow walks backwards over its undo steps.</summary>
    public bool Undoing { get; set; }

    /// <summary>When the present step began; polling slows down with it.</summary>
    public required DateTimeOffset StepSince { get; set; }

    /// <summary>
    /// The delete that was accepted while this one held the server: this one ends at its next step and hands the server over.
    /// </summary>
    public long? SupersededBy { get; set; }

    /// <summary>Set when staff gave it up while it was under way: its next step fails, and the undo begins as after any failure.</summary>
    public DateTimeOffset? GivenUpAt { get; set; }

    /// <summary>0 to 100.</summary>
    public int Progress { get; set; }

    /// <summary>How often the present step failed transiently.</summary>
    public int Attempt { get; set; }

    /// <summary>Who holds the lease: a random name of one worker's run; null when nobody does.</summary>
    public string? LeaseOwner { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>The fencing token: higher than every token any operation of this server ever had, with every lease taken.</summary>
    public long Fence { get; set; }

    /// <summary>The sweep leaves the row alone before this.</summary>
    public DateTimeOffset NotBefore { get; set; }

    /// <summary>When it is not done by then, it ends with a problem and its undo.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>What the steps recorded, and what was asked (ids and numbers; no secrets), as JSON.</summary>
    public string Data { get; set; } = "{}";

    public string? ProblemCode { get; set; }

    public string? ProblemMessage { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; set; }
}
