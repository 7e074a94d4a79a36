namespace Hostelry.Virt.Host.Setup;

/// <summary>Settings of a normal host, all of them found necessary by measurement on Debian 12 and 13.</summary>
internal static class SystemdUnits
{
    private const UnixFileMode Settings =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    // Without it udev gives three of four guests another MAC than their domain's.
    private const string VethLink = """
        [Match]
        Driver=veth

        [Link]
        MACAddressPolicy=none
        NamePolicy=

        """;

    // lxcfs mounts cgroup2 without options, which takes these two from the host's own mount.
    private const string LxcfsDropIn = """
        [Service]
        ExecStartPost=/bin/sh -c 'for i in $(seq 300); do [ -e /var/lib/lxcfs/proc/meminfo ] && break; sleep 0.1; done; mount -o remount,nsdelegate,memory_recursiveprot /sys/fs/cgroup'

        """;

    public static void Start(bool restart)
    {
        bool link = HostSetup.WriteIfOther("/etc/systemd/network/10-hostelry-veth.link", VethLink, Settings);
        bool lxcfs = HostSetup.WriteIfOther("/etc/systemd/system/lxcfs.service.d/hostelry.conf", LxcfsDropIn, Settings);
        if (link)
        {
            _ = Tool.Run("udevadm", ["control", "--reload"]);
        }

        if (lxcfs)
        {
            _ = Tool.Run("systemctl", ["daemon-reload"]);
        }

        _ = Tool.Run("systemctl", ["enable", "--now", "lxcfs.service", "libvirtd.socket", "libvirtd.service", "virtlogd.socket"]);

        // Restarting lxcfs would break free and top in every running guest; so only its mount options are repaired.
        if (lxcfs)
        {
            _ = Tool.Run("mount", ["-o", "remount,nsdelegate,memory_recursiveprot", "/sys/fs/cgroup"]);
        }

        if (restart)
        {
            _ = Tool.Run("systemctl", ["restart", "libvirtd.service"]);
        }
    }
}
