namespace Hostelry.Testing.Installations;

/// <summary>
/// Everything of one installation that lies on this host, found without any code of the product: what a suspicious operator
/// would look for. The files of fences stay on purpose (a late worker must find them) and are not listed.
/// </summary>
public static class HostTraces
{
    private const string Look = """
        name="hostelry_$1_" device="h${1:0:3}" network=$2
        inside() {
          if grep -q ' /run/hostelry-host/mnt ' /proc/self/mountinfo; then nsenter --mount=/run/hostelry-host/mnt -- "$@"; else "$@"; fi
        }
        virsh -q -c lxc:///system list --all --name | grep "^$name" | sed 's/^/domain /'
        virsh -q -c lxc:///system nwfilter-binding-list | awk '{ print $1 }' | grep "^$device" | sed 's/^/filter /'
        virsh -q -c lxc:///system net-dhcp-leases "$network" 2> /dev/null | sed 's/^/lease /'
        inside cat /proc/self/mountinfo | awk '{ print $5 }' | grep "/$name" | sed 's/^/mount /'
        losetup --list --noheadings --output BACK-FILE | grep "/$name" | sed 's/^/loop /'
        ip -o link | awk '{ print $2 }' | grep "^$device" | sed 's/^/interface /'
        ip neighbour show dev "${network}0" nud permanent 2> /dev/null | sed 's/^/neighbour /'
        ls /var/lib/hostelry-host/guests /run/hostelry-host/starts 2> /dev/null | grep "^$name" | sed 's/^/file /'
        inside find /sys/fs/cgroup /run/hostelry-host/cgroup -maxdepth 4 -type d -name "*${name}*" 2> /dev/null | sed 's/^/group /'
        ps -eo args | grep -F "$name" | grep -vE 'grep|hostelry-host settle' | sed 's/^/process /'
        true
        """;

    /// <summary>One line each: the kind, then the name or path; empty when nothing is there.</summary>
    /// <param name="installation">Its eight characters.</param>
    /// <param name="network">Its libvirt network.</param>
    public static async Task<IReadOnlyList<string>> OfAsync(string installation, string network)
    {
        // The look itself must not be found: ps shows the script's arguments, which hold the eight characters alone.
        var found = await Shell.RunAsync(["bash", "-c", Look, "look", installation, network]);
        return found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
