using System.Globalization;
using System.Text.Json;
using Hostelry.Virt.Host.Images;

namespace Hostelry.Virt.Host.Guests;

/// <summary>
/// A guest's disk: a new sparse ext4 file of the plan's size. Full means full: the guest gets ENOSPC. The file is never used
/// for another guest, so nothing in it can be read by the next.
/// </summary>
internal static class Disk
{
    // Below this the host keeps its room for what is there already.
    private const long Reserve = 1L << 30;
    private const long SmallestWrite = 1L << 20;

    public static void Create(Guest guest, DiskFacts wanted)
    {
        _ = Bases.Require(wanted.Base);
        if (GuestMounts.ReadFacts(guest) is { } present)
        {
            if (present.Base != wanted.Base || present.UidBase != wanted.UidBase || present.Bytes != wanted.Bytes)
            {
                throw new HostException("refused", $"{guest.Name} has another disk already.");
            }
        }
        else
        {
            Make(guest, wanted);
        }

        GuestMounts.Ensure(guest, wanted);
    }

    /// <summary>Grows the disk, also under a running guest. The present size is no error; a smaller one is.</summary>
    public static void Grow(Guest guest, long bytes)
    {
        DiskFacts facts = GuestMounts.Require(guest);
        if (bytes < facts.Bytes)
        {
            throw new HostException("refused", "A disk never shrinks.");
        }

        GuestMounts.Ensure(guest, facts);
        using (FileStream file = File.OpenWrite(guest.DiskFile))
        {
            if (file.Length < bytes)
            {
                file.SetLength(bytes);
                file.Flush(flushToDisk: true);
            }
        }

        string device = MountTable.LoopDeviceOf(guest.DiskFile)
            ?? throw new HostException("failed", $"No loop device holds {guest.DiskFile}.");
        WriteFacts(guest, facts with { Bytes = bytes, Pending = true });
        _ = Tool.Run("losetup", ["--set-capacity", device]);

        // A host that is itself confined grows no mounted ext4: the kernel wants CAP_SYS_RESOURCE. Before the next start it can.
        if (MayGrowMounted())
        {
            _ = Tool.Run("resize2fs", [device]);
            WriteFacts(guest, facts with { Bytes = bytes, Pending = false });
        }
    }

    /// <summary>Nothing worth a write is left on the disk that guests lie on.</summary>
    public static bool IsFull() =>
        Directory.Exists(Guest.GuestsDirectory) && new DriveInfo(Guest.GuestsDirectory).AvailableFreeSpace < SmallestWrite;

    /// <summary>Grows the file system of a guest that is off, when that was not possible while it ran.</summary>
    public static void FinishGrowing(Guest guest)
    {
        DiskFacts facts = GuestMounts.Require(guest);
        if (!facts.Pending)
        {
            return;
        }

        GuestMounts.Remove(guest);
        (int code, string said, _) = Tool.Try("e2fsck", ["-f", "-p", guest.DiskFile]);
        if (code > 1)
        {
            throw new HostException("failed", $"e2fsck ended with {code}: {said.TrimEnd()}");
        }

        _ = Tool.Run("resize2fs", [guest.DiskFile]);
        WriteFacts(guest, facts with { Pending = false });
    }

    /// <summary>Unmounts, gives every block back to the host's file system, and removes the file and its directory.</summary>
    public static void Delete(Guest guest)
    {
        if (guest.ControllerProcess() is not null)
        {
            throw new HostException("running", $"{guest.Name} is running.");
        }

        GuestMounts.Remove(guest);
        if (!Directory.Exists(guest.Directory))
        {
            return;
        }

        File.Delete(guest.DiskFacts);
        if (File.Exists(guest.DiskFile))
        {
            string length = new FileInfo(guest.DiskFile).Length.ToString(CultureInfo.InvariantCulture);
            _ = Tool.Run("fallocate", ["--punch-hole", "--offset", "0", "--length", length, guest.DiskFile]);
            File.Delete(guest.DiskFile);
        }

        Directory.Delete(guest.Directory, recursive: true);
    }

    private static bool MayGrowMounted()
    {
        const int SysResource = 24;
        string line = File.ReadLines("/proc/self/status").First(line => line.StartsWith("CapEff:", StringComparison.Ordinal));
        ulong capabilities = ulong.Parse(line["CapEff:".Length..].Trim(), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        return ((capabilities >> SysResource) & 1) == 1;
    }

    private static void Make(Guest guest, DiskFacts wanted)
    {
        if (new DriveInfo(Guest.GuestsDirectory).AvailableFreeSpace < Reserve)
        {
            throw new HostException("no_space", "The host's disk is full.");
        }

        // A disk without its facts is what an interrupted creation left: nothing of it was ever used.
        if (Directory.Exists(guest.Directory))
        {
            Delete(guest);
        }

        _ = Directory.CreateDirectory(
            guest.Directory,
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute
            | UnixFileMode.OtherExecute);
        Power.Forbid(guest); // until its flow starts it: a domain of an earlier disk may be there, and would start with the host
        using (var file = new FileStream(guest.DiskFile, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
        }))
        {
            file.SetLength(wanted.Bytes);
        }

        // The file is all holes, so there is nothing to zero: neither now nor later in the background.
        _ = Tool.Run(
            "mkfs.ext4",
            ["-q", "-F", "-m", "0", "-E", "nodiscard,assume_storage_prezeroed=1,lazy_itable_init=0", guest.DiskFile]);
        WriteFacts(guest, wanted);
    }

    private static void WriteFacts(Guest guest, DiskFacts facts)
    {
        string next = guest.DiskFacts + ".new";
        using (FileStream file = File.Create(next))
        {
            JsonSerializer.Serialize(file, facts, HostJson.Default.DiskFacts);
            file.Flush(flushToDisk: true);
        }

        File.Move(next, guest.DiskFacts, overwrite: true);
    }
}
