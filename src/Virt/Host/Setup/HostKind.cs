namespace Hostelry.Virt.Host.Setup;

/// <summary>Who owns control groups on this host.</summary>
internal enum HostKind
{
    /// <summary>systemd and cgroup v2: what a provider has.</summary>
    Systemd,

    /// <summary>A tree per controller beside a cgroup v2 tree, no systemd: development machines and CI.</summary>
    Hybrid,
    Unsupported,
}

internal static class HostKinds
{
    public static HostKind Detect()
    {
        if (Directory.Exists("/run/systemd/system") && File.Exists("/sys/fs/cgroup/cgroup.controllers"))
        {
            return HostKind.Systemd;
        }

        return Directory.Exists("/sys/fs/cgroup/memory") && !Directory.Exists("/run/systemd/system")
            ? HostKind.Hybrid
            : HostKind.Unsupported;
    }
}
