namespace Hostelry.Provisioning.Operations;

/// <summary>Times and sizes of the operation engine: configuration section <c>Operations</c>. Kill tests use short ones.</summary>
public sealed class OperationSettings
{
    /// <summary>How long a worker holds an operation without renewing.</summary>
    public TimeSpan Lease { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How often it renews.</summary>
    public TimeSpan Renewal { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often every worker looks for operations that nobody runs.</summary>
    public TimeSpan Sweep { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How often a worker compares the hosts with the rows.</summary>
    public TimeSpan Reconcile { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a worker reads Billing's facts.</summary>
    public TimeSpan Outbox { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Operations that one worker's sweep runs at a time.</summary>
    public int Concurrency { get; set; } = 4;

    /// <summary>A step that waits no longer than this is waited for in place, with the lease held.</summary>
    public TimeSpan InlineWait { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>After this a call to a host counts as lost: its effect is unknown. Image builds have half an hour.</summary>
    public TimeSpan HostCall { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a guest may take to stop when asked; then force, or the operation fails, as the flow says.</summary>
    public TimeSpan ShutdownGrace { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How long a guest that was started may take to answer. What runs in it is its owner's: when it runs and is silent
    /// then, it is ready all the same; when it does not stay on, the operation fails.
    /// </summary>
    public TimeSpan BootGrace { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long an operation may take, when <see cref="Deadlines"/> does not name its kind.</summary>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromHours(1);

    /// <summary>By kind. An order outlives a night without its host: 24 hours.</summary>
    public IDictionary<string, TimeSpan> Deadlines { get; } = new Dictionary<string, TimeSpan>(StringComparer.Ordinal)
    {
        [OperationKind.CreateServer] = TimeSpan.FromHours(24),
    };

    public TimeSpan DeadlineOf(string kind) => Deadlines.TryGetValue(kind, out var deadline) ? deadline : Deadline;
}
