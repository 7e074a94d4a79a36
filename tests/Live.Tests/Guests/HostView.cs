using System.Globalization;

namespace Hostelry.Live.Tests.Guests;

/// <summary>What root on the host sees, in the namespace where libvirt and the guests' mounts are.</summary>
public static class HostView
{
    private const string Pin = "/run/hostelry-host/mnt";

    /// <summary>Whether this host keeps its mounts in a namespace of their own (no systemd here).</summary>
    public static bool IsHybrid { get; } = !Directory.Exists("/run/systemd/system");

    /// <summary>Whether root here has CAP_SYS_RESOURCE (bit 24), which growing a mounted ext4 needs.</summary>
    public static bool MayResizeMounted { get; } = (Convert.ToUInt64(
        File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapEff", StringComparison.Ordinal)).Split('\t')[1], 16) & (1UL << 24)) != 0;

    public static string Run(string script) => Shell.Run("sh", ["-c", Inside(script)]).Trim();

    public static long Number(string script) => long.Parse(Run(script), CultureInfo.InvariantCulture);

    /// <summary>Returns when it has ended; a dead process that nobody has reaped has no command line left.</summary>
    public static void StopLibvirtd(string signal = "TERM") => Run(IsHybrid
        ? $"pid=$(cat /run/libvirtd.pid) && kill -{signal} $pid && while grep -q . /proc/$pid/cmdline; do sleep 0.05; done 2>/dev/null; true"
        : $"systemctl kill --kill-whom=main -s {signal} libvirtd; systemctl stop libvirtd libvirtd.socket libvirtd-ro.socket libvirtd-admin.socket");

    /// <summary>What starts it at boot, or after an update of its package.</summary>
    public static void StartLibvirtd() => Run(IsHybrid
        ? "/usr/sbin/hostelry-host setup"
        : "systemctl reset-failed libvirtd; systemctl start libvirtd.socket libvirtd.service");

    public static string Virsh(params string[] arguments) => Shell.Run("timeout", [LiveGuest.Seconds(LiveGuest.Patience), "virsh", "-q", "-c", "lxc:///system", .. arguments]);

    /// <summary>The directory of root's own limits of a guest, and the names of the files in it.</summary>
    public static string Group(string name, string controller) => IsHybrid
        ? $"/sys/fs/cgroup/{controller}/machine/{name}.partition"
        : $"/sys/fs/cgroup/machine.slice/machine-{name}.slice";

    public static string MemoryFile => IsHybrid ? "memory.limit_in_bytes" : "memory.max";

    private static string Inside(string script) => IsHybrid
        ? $"exec nsenter --mount={Pin} sh -c '{script.Replace("'", "'\\''", StringComparison.Ordinal)}'"
        : script;
}
