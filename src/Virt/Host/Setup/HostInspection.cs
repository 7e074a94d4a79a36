using System.Globalization;
using Hostelry.Virt.Host.Guests;

namespace Hostelry.Virt.Host.Setup;

/// <summary>Looks at the machine: what it has, and in plain sentences what it lacks.</summary>
internal static class HostInspection
{
    // Program → the Debian package that brings it.
    private static readonly (string Program, string Package)[] Needed =
    [
        ("libvirtd", "libvirt-daemon"), ("mkfs.ext4", "e2fsprogs"), ("mmdebstrap", "mmdebstrap"), ("ssh-keygen", "openssh-client"),
        ("openssl", "openssl"), ("ip", "iproute2"), ("lxcfs", "lxcfs"), ("dnsmasq", "dnsmasq-base"), ("iptables", "iptables"),
        ("ebtables", "ebtables"), ("losetup", "mount"),
    ];

    private static readonly string[] ProcFiles = ["cpuinfo", "diskstats", "loadavg", "meminfo", "stat", "swaps", "uptime"];

    public static HostAnswer Inspect()
    {
        HostKind kind = HostKinds.Detect();
        string directory = Directory.Exists(Guest.GuestsDirectory) ? Guest.GuestsDirectory : "/var/lib";
        return new HostAnswer(
            kind switch { HostKind.Systemd => "systemd", HostKind.Hybrid => "hybrid", HostKind.Unsupported => "unsupported" },
            Environment.ProcessorCount,
            TotalMemory(),
            new DriveInfo(directory).AvailableFreeSpace,
            [.. Missing(kind)],
            kind == HostKind.Hybrid ? HostSetup.ControllerPath : null,
            HostSetup.ProgramPath,
            [.. ProcFiles.Select(file => $"/var/lib/lxcfs/proc/{file}")]);
    }

    private static IEnumerable<string> Missing(HostKind kind)
    {
        if (kind == HostKind.Unsupported)
        {
            yield return "Its control groups are neither systemd's with cgroup v2 nor a tree per controller: guests cannot run here.";
        }

        foreach ((string program, string package) in Needed.Where(need => !Tool.Exists(need.Program)))
        {
            yield return $"{program} is missing: apt-get install {package}";
        }

        if (!File.Exists("/usr/lib/libvirt/libvirt_lxc"))
        {
            yield return "libvirt's container driver is missing: apt-get install libvirt-daemon-driver-lxc";
        }

        foreach (string system in new[] { "overlay", "ext4", "fuse" })
        {
            if (!File.ReadLines("/proc/filesystems").Any(line => line.EndsWith("\t" + system, StringComparison.Ordinal))
                && !Tool.Exists("modprobe"))
            {
                yield return $"The kernel has no {system}.";
            }
        }

        if (!File.Exists("/dev/loop-control"))
        {
            yield return "The kernel has no loop devices: modprobe loop";
        }

        bool ready = kind == HostKind.Hybrid ? MountNamespace.TryEnter() : Directory.Exists(Guest.GuestsDirectory);
        if (!ready || !File.Exists(HostSetup.ProgramPath))
        {
            yield return "It is not prepared: run 'hostelry-host setup' as root.";
        }
        else if (!File.Exists("/var/lib/lxcfs/proc/meminfo") || !File.Exists("/run/libvirt/libvirt-sock"))
        {
            yield return "libvirtd or lxcfs does not run: run 'hostelry-host setup' as root.";
        }
    }

    private static long TotalMemory()
    {
        string line = File.ReadLines("/proc/meminfo").First();
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
