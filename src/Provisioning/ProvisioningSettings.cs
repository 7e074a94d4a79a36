namespace Hostelry.Provisioning;

/// <summary>What an operator may set of this room, section <c>Provisioning</c> of the settings.</summary>
public sealed class ProvisioningSettings
{
    public const string Section = "Provisioning";

    /// <summary>More ranges than that have no user ids: they start at 0x7000_0000, and an id fits 31 bits.</summary>
    public const int MostHostSlots = 4096;

    /// <summary>How long a released address stays unused, so that no packet for the old server reaches the new one.</summary>
    public TimeSpan AddressCoolDown { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Servers that an organization may have, when no quota row says otherwise.</summary>
    public int DefaultServers { get; set; } = 10;

    /// <summary>Cores of all its servers together.</summary>
    public int DefaultCores { get; set; } = 32;

    /// <summary>SSH keys of all its projects together.</summary>
    public int DefaultSshKeys { get; set; } = 100;

    /// <summary>How many cores may be sold per core of a host, in percent: 400 means four.</summary>
    public int CoreOvercommitPercent { get; set; } = 400;

    /// <summary>Memory that a host keeps for itself, in bytes.</summary>
    public long HostMemoryReserveBytes { get; set; } = 1L << 30;

    /// <summary>Disk that a host keeps for itself, in bytes.</summary>
    public long HostDiskReserveBytes { get; set; } = 5L << 30;

    /// <summary>Most servers on one host: each has a range of 65,536 user ids.</summary>
    public int HostSlots { get; set; } = 1000;

    /// <summary>The network that a newly enrolled host hands addresses out of, /8 to /29.</summary>
    public string NetworkCidr { get; set; } = "10.77.0.0/16";

    /// <summary>The libvirt network on the host.</summary>
    public string NetworkName { get; set; } = "hostelry";

    /// <summary>Dotted addresses, separated by a space; empty means the network's gateway answers.</summary>
    public string Nameservers { get; set; } = "";
}
