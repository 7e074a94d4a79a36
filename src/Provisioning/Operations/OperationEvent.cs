namespace Hostelry.Provisioning.Operations;

/// <summary>One line of an operation's history: a step done, retried, undone; for staff. Append-only.</summary>
public sealed class OperationEvent
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    public required long OperationId { get; init; }

    public required string Step { get; init; }

    /// <summary><c>next</c>, <c>wait</c>, <c>retry</c>, <c>undone</c>, <c>done</c>, <c>failed</c>.</summary>
    public required string Outcome { get; init; }

    public required long Fence { get; init; }

    public int Attempt { get; init; }

    /// <summary>For staff; no secrets.</summary>
    public string? Detail { get; init; }

    public required DateTimeOffset At { get; init; }
}
