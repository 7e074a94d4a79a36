namespace Hostelry.Provisioning.Servers;

/// <summary>What the customer asked for and what the last observation found; the API's <c>status</c> derives from it.</summary>
public enum ServerStatus
{
    Initializing,
    Starting,
    Running,
    Stopping,
    Off,
    Rebuilding,
    Migrating,
    Deleting,
    Unknown,
}

/// <summary>A system container or virtual machine that a project owns. Deleted rows stay, with <see cref="DeletedAt"/>.</summary>
public sealed class Server
{
    public long Id { get; init; }

    public required long OrganizationId { get; init; }

    public required long ProjectId { get; init; }

    /// <summary>RFC 1123 host name, unique among the project's living servers.</summary>
    public required string Name { get; set; }

    public required long ServerTypeId { get; set; }

    /// <summary>Size of the disk in bytes: grows with the type, never shrinks.</summary>
    public required long DiskBytes { get; set; }

    public required long ImageId { get; set; }

    /// <summary>The build of the image that the disk stands on; a newer build changes no existing server, a rebuild does.</summary>
    public required string ImageDigest { get; set; }

    public required long HostId { get; init; }

    /// <summary>
    /// Which of the host's ranges of 65,536 user ids the guest has, 0 to 4095; unique among the host's living servers.
    /// </summary>
    public required int HostSlot { get; init; }

    /// <summary>Libvirt's uuid.</summary>
    public required Guid Uuid { get; init; }

    /// <summary>What Billing charges for this server; row id of the subscription.</summary>
    public required long SubscriptionId { get; init; }

    public ServerStatus Status { get; set; }

    /// <summary>What the customer wants: on or off. Suspension does not change it, so that resuming restores it.</summary>
    public bool WantsPower { get; set; } = true;

    /// <summary>Paused for money or abuse: off, data kept, no power action until resumed.</summary>
    public bool Suspended { get; set; }

    /// <summary>cloud-init user-data, at most 32 KiB.</summary>
    public string? UserData { get; set; }

    /// <summary>The public keys of first boot and rebuild, one line each (copied at the order: deleting a key changes no server).</summary>
    public string AuthorizedKeys { get; set; } = "";

    /// <summary>Root's password until the guest has it and the customer has seen it: data-protected bytes; then null.</summary>
    public byte[]? SealedRootPassword { get; set; }

    /// <summary>The operation that holds the server now; another is refused with <c>locked</c>, a delete takes over.</summary>
    public long? LockedBy { get; set; }

    public bool ProtectedFromDelete { get; set; }

    public bool ProtectedFromRebuild { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? DeletedAt { get; set; }
}
