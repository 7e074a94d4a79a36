using Hostelry.Billing.Persistence;

namespace Hostelry.Provisioning.Traffic;

/// <summary>How far a server's traffic is counted: the last reading, and what the present hour has until then.</summary>
public sealed class TrafficCounter : ITenantRow
{
    public required long ServerId { get; init; }

    public required long OrganizationId { get; init; }

    public required long HostId { get; init; }

    public required long SubscriptionId { get; init; }

    /// <summary>Of the guest's run: counters begin anew with each.</summary>
    public required int RunId { get; init; }

    /// <summary>What the interface had sent by then, since the run began.</summary>
    public required long SentBytes { get; init; }

    /// <summary>When it was read; whoever writes the next reading names this one, so that of two at once one counts.</summary>
    public required DateTimeOffset ReadAt { get; init; }

    /// <summary>The clock hour (UTC) that <see cref="HourBytes"/> belongs to.</summary>
    public required DateTimeOffset HourAt { get; init; }

    public required long HourBytes { get; init; }
}
