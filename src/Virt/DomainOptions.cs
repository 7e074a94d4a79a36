namespace Hostelry.Virt;

/// <summary>Which domains to list; from one pair both or none means that it does not matter.</summary>
[Flags]
public enum DomainFilter
{
    /// <summary>All of them.</summary>
    All = 0,

    /// <summary>Running, paused or on the way.</summary>
    Active = 1 << 0,

    /// <summary>Defined and off.</summary>
    Inactive = 1 << 1,

    /// <summary>With a definition that outlives the run.</summary>
    Persistent = 1 << 2,

    /// <summary>Gone when they stop.</summary>
    Transient = 1 << 3,

    /// <summary>Running.</summary>
    Running = 1 << 4,

    /// <summary>Paused.</summary>
    Paused = 1 << 5,

    /// <summary>Off.</summary>
    ShutOff = 1 << 6,

    /// <summary>Started with the host.</summary>
    Autostart = 1 << 10,

    /// <summary>Not started with the host.</summary>
    NoAutostart = 1 << 11,
}

/// <summary>How a definition is taken.</summary>
[Flags]
public enum DefineOptions
{
    /// <summary>Unknown elements are ignored.</summary>
    None = 0,

    /// <summary>The document must fit libvirt's schema (<see cref="LibvirtErrorCode.XmlInvalidSchema"/> otherwise).</summary>
    Validate = 1 << 0,
}

/// <summary>How a domain is started.</summary>
[Flags]
public enum StartOptions
{
    /// <summary>As usual.</summary>
    None = 0,

    /// <summary>Paused from the first instruction.</summary>
    Paused = 1 << 0,

    /// <summary>Ended when this connection closes.</summary>
    EndWithConnection = 1 << 1,

    /// <summary>A saved state is thrown away.</summary>
    ForceBoot = 1 << 3,
}

/// <summary>How a guest is asked to stop or to reboot; several may be tried in libvirt's order.</summary>
[Flags]
public enum AskBy
{
    /// <summary>The driver's choice.</summary>
    Default = 0,

    /// <summary>The power button (virtual machines).</summary>
    PowerButton = 1 << 0,

    /// <summary>The agent in the guest (virtual machines).</summary>
    GuestAgent = 1 << 1,

    /// <summary>init's control socket (containers): what a system container understands.</summary>
    Initctl = 1 << 2,

    /// <summary>A signal to process 1 (containers); systemd ignores it.</summary>
    Signal = 1 << 3,
}

/// <summary>How a domain is ended by force.</summary>
[Flags]
public enum DestroyOptions
{
    /// <summary>Politely first, then by force.</summary>
    None = 0,

    /// <summary>Politely only; fails when that is not enough.</summary>
    Graceful = 1 << 0,
}

/// <summary>What goes together with a definition.</summary>
[Flags]
public enum UndefineOptions
{
    /// <summary>The definition alone; refused when there is more.</summary>
    None = 0,

    /// <summary>A saved state.</summary>
    ManagedSave = 1 << 0,

    /// <summary>What is known of snapshots.</summary>
    SnapshotsMetadata = 1 << 1,

    /// <summary>The firmware's variables.</summary>
    Nvram = 1 << 2,

    /// <summary>What is known of checkpoints.</summary>
    CheckpointsMetadata = 1 << 4,
}

/// <summary>What a change touches.</summary>
[Flags]
public enum Affect
{
    /// <summary>The running domain if it runs, else the definition.</summary>
    Current = 0,

    /// <summary>The running domain.</summary>
    Live = 1 << 0,

    /// <summary>The definition, from the next start on.</summary>
    Config = 1 << 1,

    /// <summary>Both.</summary>
    LiveAndConfig = Live | Config,
}

/// <summary>What a domain does.</summary>
public enum DomainState
{
    /// <summary>Unknown to the driver.</summary>
    None = 0,

    /// <summary>Running.</summary>
    Running = 1,

    /// <summary>Waiting for a resource.</summary>
    Blocked = 2,

    /// <summary>Paused.</summary>
    Paused = 3,

    /// <summary>On the way to off.</summary>
    ShuttingDown = 4,

    /// <summary>Off.</summary>
    ShutOff = 5,

    /// <summary>Crashed and kept.</summary>
    Crashed = 6,

    /// <summary>Asleep by its own power management.</summary>
    Asleep = 7,
}

/// <summary>Why a domain is off.</summary>
public enum ShutOffReason
{
    /// <summary>Unknown: it never ran since the daemon started, for one.</summary>
    Unknown = 0,

    /// <summary>It stopped by itself.</summary>
    Shutdown = 1,

    /// <summary>It was ended by force.</summary>
    Destroyed = 2,

    /// <summary>It crashed.</summary>
    Crashed = 3,

    /// <summary>It runs on another host now.</summary>
    Migrated = 4,

    /// <summary>Its state was saved.</summary>
    Saved = 5,

    /// <summary>It could not start, or what ran it failed.</summary>
    Failed = 6,

    /// <summary>A snapshot of it being off was restored.</summary>
    FromSnapshot = 7,

    /// <summary>The daemon lost it.</summary>
    Daemon = 8,
}

/// <summary>What a domain does and why.</summary>
/// <param name="State">What it does.</param>
/// <param name="WhyOff">Why it is off; null when it is not.</param>
public sealed record DomainStatus(DomainState State, ShutOffReason? WhyOff);

/// <summary>A domain's size and the CPU time of its present run.</summary>
/// <param name="State">What it does.</param>
/// <param name="MaxMemoryBytes">The most memory it can be given while it runs.</param>
/// <param name="MemoryBytes">The memory it has.</param>
/// <param name="Vcpus">CPUs.</param>
/// <param name="CpuTime">CPU time used, all CPUs together.</param>
public sealed record DomainInfo(DomainState State, long MaxMemoryBytes, long MemoryBytes, int Vcpus, TimeSpan CpuTime);
