using System.Collections;
using Hostelry.Virt.Host.Native;

namespace Hostelry.Virt.Host;

/// <summary>
/// Process 1 of a guest, before the guest's own init. libvirt has mounted the host's whole tree of control groups here;
/// this takes it away, opens a control-group namespace, mounts what is left to see, and becomes /sbin/init.
/// It is the host's file, bound read-only, and static: nothing the guest can change has run before.
/// </summary>
internal static class GuestInit
{
    private const string Tree = "/sys/fs/cgroup";
    private const ulong Flags = Libc.NoSuidMount | Libc.NoDeviceMount | Libc.NoExecMount;

    public static int Run()
    {
        bool unified = File.Exists($"{Tree}/cgroup.controllers");
        while (Libc.Unmount(Tree, Libc.Detach))
        {
            // Whatever lies there, in as many layers as it has.
        }

        Libc.UnshareNamespace(Libc.NewControlGroupNamespace);
        if (unified)
        {
            Libc.Mount("cgroup2", Tree, "cgroup2", Flags);
        }
        else
        {
            MountControllers();
        }

        string[] environment =
            [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}")];
        Libc.Execute("/sbin/init", ["/sbin/init"], environment);
        return 1;
    }

    private static void MountControllers()
    {
        // Not the freezer: what a guest froze there would not die when it is killed.
        Libc.Mount("tmpfs", Tree, "tmpfs", Flags, "mode=755");
        string[] wanted = ["cpu", "cpuacct", "cpuset", "memory", "devices", "blkio", "pids"];
        foreach (string controller in wanted)
        {
            string directory = $"{Tree}/{controller}";
            _ = Directory.CreateDirectory(directory);
            try
            {
                Libc.Mount("cgroup", directory, "cgroup", Flags, controller);
            }
            catch (HostException)
            {
                Directory.Delete(directory); // Not a tree of its own on this host.
            }
        }
    }
}
