using System.Globalization;
using Hostelry.Virt.Host.Guests;
using Hostelry.Virt.Host.Native;

namespace Hostelry.Virt.Host.Setup;

/// <summary>Starts libvirt's daemons and lxcfs where no systemd does: inside our mount namespace, outside the caller's groups.</summary>
internal static class HybridDaemons
{
    private const string LibvirtdPid = "/run/libvirtd.pid";

    public static void Start(bool restart)
    {
        if (!MountNamespace.TryEnter())
        {
            // A libvirtd from before cannot run guests here, and would hold the socket.
            if (ProcessTable.OfFile(LibvirtdPid) is not null)
            {
                throw new HostException(
                    "refused", "libvirtd runs already, in a way in which containers cannot start on this kind of host. Stop it, then run setup again.");
            }

            MountNamespace.Create();
            if (!MountNamespace.TryEnter())
            {
                throw new HostException("failed", "The mount namespace could not be entered.");
            }
        }

        LeaveGroups();
        if (!File.Exists("/var/lib/lxcfs/proc/meminfo"))
        {
            // An lxcfs that was killed leaves its mount behind, dead; a new one would not answer under it.
            _ = Libc.Unmount("/var/lib/lxcfs", Libc.Detach);
            const string Start = "exec setsid -f lxcfs -f --enable-cfs --enable-loadavg -p /run/lxcfs.pid /var/lib/lxcfs </dev/null >/var/log/lxcfs.log 2>&1";
            _ = Tool.Run("/bin/sh", ["-c", Start]);
            Wait("lxcfs did not start", () => File.Exists("/var/lib/lxcfs/proc/meminfo"));
        }

        if (ProcessTable.OfFile("/run/virtlogd.pid") is null)
        {
            _ = Tool.Run("virtlogd", ["--daemon"]);
        }

        StartLibvirtd(restart);
    }

    private static void StartLibvirtd(bool restart)
    {
        if (restart && ProcessTable.OfFile(LibvirtdPid) is { } old)
        {
            _ = Tool.Run("kill", [old.ToString(CultureInfo.InvariantCulture)]);
            Wait("libvirtd did not end", () => ProcessTable.OfFile(LibvirtdPid) is null);
        }

        if (ProcessTable.OfFile(LibvirtdPid) is null)
        {
            File.Delete("/run/libvirt/libvirt-sock");
            _ = Tool.Run("libvirtd", ["--daemon"]);
        }

        Wait("libvirtd did not start", () => File.Exists("/run/libvirt/libvirt-sock"));
    }

    // The caller's shell or service may end, and take with it what is in its groups.
    private static void LeaveGroups()
    {
        foreach (string tree in Directory.EnumerateDirectories("/sys/fs/cgroup"))
        {
            string root = Path.Combine(tree, "cgroup.procs");
            if (File.Exists(root))
            {
                File.WriteAllText(root, Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            }
        }
    }

    private static void Wait(string late, Func<bool> condition) => Until.True(
        condition, TimeSpan.FromSeconds(15), () => new HostException("failed", $"{late}; see /var/log."));
}
