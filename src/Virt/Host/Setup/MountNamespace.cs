using Hostelry.Virt.Host.Guests;
using Hostelry.Virt.Host.Native;
using Microsoft.Win32.SafeHandles;

namespace Hostelry.Virt.Host.Setup;

/// <summary>
/// On hybrid hosts libvirt's container driver fails when it sees the name=systemd and cgroup2 trees. So it runs, with lxcfs and
/// all mounts of guests, in a mount namespace without those two. The namespace is kept by a file
/// (<c>/run/hostelry-host/mnt</c>), not by a process: daemons may come and go, the guests' mounts stay.
/// </summary>
internal static class MountNamespace
{
    private const string Home = "/run/hostelry-host";
    private const string Pin = Home + "/mnt";

    public static bool IsInside() => MountTable.IsMounted(Guest.GuestsDirectory);

    /// <summary>Enters the namespace; false when it has not been made since the host's start.</summary>
    public static bool TryEnter()
    {
        if (IsInside())
        {
            return true;
        }

        if (!MountTable.IsMounted(Pin, "nsfs"))
        {
            return false;
        }

        using SafeFileHandle handle = File.OpenHandle(Pin);
        Libc.EnterMountNamespace(handle);
        return true;
    }

    /// <summary>Makes the namespace and pins it.</summary>
    public static void Create()
    {
        _ = Directory.CreateDirectory(Home);
        if (!MountTable.IsMounted(Home))
        {
            // A namespace can only be pinned where no other one sees the pin.
            Libc.Mount(Home, Home, null, Libc.BindMount);
            Libc.Mount("none", Home, null, Libc.PrivateMount);
        }

        File.WriteAllText(Pin, "");
        _ = Tool.Run("unshare", [$"--mount={Pin}", "--propagation", "slave", "--", Environment.ProcessPath!, "arrange-namespace"]);
    }

    /// <summary>Runs inside, once: takes the two trees away and makes the guests' mounts shared among those who come after.</summary>
    public static void Arrange()
    {
        foreach (string tree in new[] { "systemd", "unified" })
        {
            // Elsewhere would not do: libvirt finds every cgroup2 mount, and then leaves device and accounting groups to it.
            _ = Libc.Unmount($"/sys/fs/cgroup/{tree}");
        }

        // Shared: when a guest's mounts go, they go from the namespaces of all other guests' controllers too.
        Libc.Mount(Guest.GuestsDirectory, Guest.GuestsDirectory, null, Libc.BindMount);
        Libc.Mount("none", Guest.GuestsDirectory, null, Libc.SharedMount);
    }
}
