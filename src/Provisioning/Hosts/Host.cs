namespace Hostelry.Provisioning.Hosts;

/// <summary>A machine that servers run on.</summary>
public sealed class Host
{
    public long Id { get; init; }

    public required long SellerId { get; init; }

    public required long DatacenterId { get; init; }

    /// <summary>Unique; <c>local</c> is this machine.</summary>
    public required string Name { get; init; }

    /// <summary><c>local</c>, or a libvirt and SSH address.</summary>
    public required string Address { get; set; }

    public required int Cores { get; set; }

    /// <summary>Bytes that servers may have in all (sold, without overcommitment of memory).</summary>
    public required long MemoryBytes { get; set; }

    public required long DiskBytes { get; set; }

    /// <summary>How many cores may be sold per core, in percent: 400 means four.</summary>
    public int CoreOvercommitPercent { get; set; } = 400;

    /// <summary>Staff let it take new servers; false while it is drained.</summary>
    public bool Open { get; set; } = true;

    /// <summary>The last look found nothing missing: servers can run here.</summary>
    public bool Ready { get; set; } = true;

    /// <summary>Facts of the last look, as JSON, for staff.</summary>
    public string Facts { get; set; } = "{}";

    public DateTimeOffset? SeenAt { get; set; }

    /// <summary>What the last comparison with the rows found, as JSON, for staff; null before the first one.</summary>
    public string? Report { get; set; }

    public DateTimeOffset? ReportedAt { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; set; }
}
