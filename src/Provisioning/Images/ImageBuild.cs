namespace Hostelry.Provisioning.Images;

public enum ImageBuildState
{
    /// <summary>Asked for; no worker has it yet, or the one that had it died.</summary>
    Waiting,

    Running,

    Done,

    Failed,
}

/// <summary>
/// A build that staff asked for. The web process holds no connection to a host: it writes this row, and a worker carries it
/// out and keeps its log here.
/// </summary>
public sealed class ImageBuild
{
    /// <summary>Characters of the log that are kept: its end says what happened.</summary>
    public const int MostLog = 200_000;

    public long Id { get; init; }

    public required long SellerId { get; init; }

    public required long ImageId { get; init; }

    public required long HostId { get; init; }

    public ImageBuildState State { get; set; }

    /// <summary>Who asked: <c>user:12</c>.</summary>
    public required string Actor { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; set; }

    public DateTimeOffset? FinishedAt { get; set; }

    /// <summary>The worker that has it; a random name of one run.</summary>
    public string? LeaseOwner { get; set; }

    public DateTimeOffset? LeaseUntil { get; set; }

    /// <summary>The build's own lines.</summary>
    public string Log { get; set; } = "";

    /// <summary>Why it failed.</summary>
    public string? Problem { get; set; }
}
