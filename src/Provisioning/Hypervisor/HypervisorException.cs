namespace Hostelry.Provisioning.Hypervisor;

/// <summary>Why a call to a host failed: what a retry policy needs, without reading message text.</summary>
public enum HypervisorErrorKind
{
    /// <summary>The host or libvirt could not be reached, or did not answer in time: the effect is unknown. Observe, then decide.</summary>
    Unknown,

    /// <summary>It answered that it cannot now (locked, busy): worth another try.</summary>
    Busy,

    /// <summary>A newer fence was seen for this guest: this worker must stop.</summary>
    StaleFence,

    /// <summary>The host has no room (disk, memory, processes).</summary>
    NoCapacity,

    /// <summary>The request can never succeed as it stands.</summary>
    Refused,

    /// <summary>What the guest's owner did with its files, or its full disk, stands in the way: only they can mend it.</summary>
    GuestFiles,
}

/// <summary>A host or libvirt failed. The message is for staff: it may hold host names, never secrets.</summary>
public sealed class HypervisorException : Exception
{
    public HypervisorException(HypervisorErrorKind kind, string message, Exception? inner = null)
        : base(message, inner) => Kind = kind;

    public HypervisorErrorKind Kind { get; }

    public bool IsTransient => Kind is HypervisorErrorKind.Unknown or HypervisorErrorKind.Busy;
}
