using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Hostelry.Virt.Host.Images;
using Hostelry.Virt.Host.Native;
using Microsoft.Win32.SafeHandles;

namespace Hostelry.Virt.Host.Guests;

/// <summary>What a guest's disk was made of.</summary>
/// <param name="Base">Digest of the image's base.</param>
/// <param name="UidBase">First host id of the guest's map of 65,536.</param>
/// <param name="Bytes">Size of the disk file.</param>
/// <param name="Pending">The file has grown and its file system has not: it does before the next start.</param>
internal sealed record DiskFacts(string Base, uint UidBase, long Bytes, bool Pending = false);

/// <summary>
/// The mounts under a guest's root: base through the guest's map (read-only), its ext4 file, and the overlay of both.
/// Making them is idempotent, and needs nothing but what lies on the host: so a guest starts after the host's reboot.
/// </summary>
internal static class GuestMounts
{
    public static DiskFacts? ReadFacts(Guest guest) =>
        File.Exists(guest.DiskFacts)
            ? JsonSerializer.Deserialize(File.ReadAllText(guest.DiskFacts), HostJson.Default.DiskFacts)
            : null;

    public static DiskFacts Require(Guest guest) =>
        ReadFacts(guest) ?? throw new HostException("not_found", $"{guest.Name} has no disk here.");

    /// <summary>Makes whatever of the guest's mounts is missing.</summary>
    public static void Ensure(Guest guest, DiskFacts facts)
    {
        if (MountTable.IsMounted(guest.Root))
        {
            return;
        }

        string[] directories = [guest.Lower, guest.Disk, guest.Root];
        foreach (string directory in directories)
        {
            _ = Directory.CreateDirectory(directory);
        }

        if (!MountTable.IsMounted(guest.Lower))
        {
            using SafeFileHandle map = UserNamespace(facts.UidBase);
            Libc.MountMapped(Bases.Require(facts.Base), guest.Lower, map);
        }

        if (!MountTable.IsMounted(guest.Disk))
        {
            // discard: what the guest deletes is given back to the host at once.
            _ = Tool.Run("mount", ["-t", "ext4", "-o", "loop,noatime,nosuid,nodev,discard", guest.DiskFile, guest.Disk]);
        }

        // The file system's own top is root's alone: nobody on the host walks into the guest's files beside the overlay.
        File.SetUnixFileMode(guest.Disk, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (string directory in new[] { guest.Upper, guest.Work })
        {
            if (!Directory.Exists(directory))
            {
                _ = Directory.CreateDirectory(directory);
                Libc.ChangeOwner(directory, facts.UidBase);
            }
        }

        Libc.Mount(
            "hostelry",
            guest.Root,
            "overlay",
            Libc.NoAccessTimeMount | Libc.NoDeviceMount,
            $"lowerdir={guest.Lower},upperdir={guest.Upper},workdir={guest.Work}");
    }

    /// <summary>
    /// Before a start: libvirt mounts the guest's init, /proc, /sys and /dev along whatever the guest's own names lead to, at a
    /// moment when the host's root still lies at /.oldroot. A guest that made one of them a link would mount there, lose it
    /// with /.oldroot, and run a file of its own as process 1. So each is a file or directory of the root itself, or absent.
    /// </summary>
    public static void ClearStartOf(Guest guest, DiskFacts facts)
    {
        using var tree = new GuestTree(guest.Root, facts.UidBase);
        foreach (string name in new[] { ".oldroot", "proc", "sys", "dev" })
        {
            tree.ClearForMount(name, directory: true);
        }

        tree.ClearForMount(".hostelry-init", directory: false);
    }

    /// <summary>Takes all of them away and waits until the loop device has let go of the disk file.</summary>
    public static void Remove(Guest guest)
    {
        foreach (string target in new[] { guest.Root, guest.Lower, guest.Disk })
        {
            while (MountTable.IsMounted(target))
            {
                _ = Libc.Unmount(target);
            }
        }

        Until.True(
            () => MountTable.LoopDeviceOf(guest.DiskFile) is null,
            Until.Soon,
            () => new HostException("busy", $"A loop device still holds {guest.DiskFile}."));
    }

    // A map is a property of a user namespace, and a namespace needs a process while the mount is made.
    private static SafeFileHandle UserNamespace(uint uidBase)
    {
        using Process holder = Tool.Start("unshare", ["--user", "cat"], redirectInput: true);
        try
        {
            string link = FormattableString.Invariant($"/proc/{holder.Id}/ns/user");
            Until.True(
                () => !ProcessTable.IsOfHost(holder.Id),
                Until.Soon,
                () => new HostException("failed", "No user namespace could be made."));

            string map = string.Create(CultureInfo.InvariantCulture, $"0 {uidBase} 65536");
            File.WriteAllText(FormattableString.Invariant($"/proc/{holder.Id}/uid_map"), map);
            File.WriteAllText(FormattableString.Invariant($"/proc/{holder.Id}/gid_map"), map);
            return File.OpenHandle(link);
        }
        finally
        {
            holder.StandardInput.Close();
            holder.WaitForExit();
        }
    }
}
