using System.Runtime.InteropServices;
using System.Text;
using Hostelry.Virt.Host.Native;
using Microsoft.Win32.SafeHandles;

namespace Hostelry.Virt.Host.Guests;

/// <summary>
/// Reads and writes files in a guest's root as the host's root, without trusting anything in it: the kernel resolves every
/// path with RESOLVE_BENEATH, NO_SYMLINKS and NO_XDEV, so nothing the guest made leads out of its tree; only plain files
/// with one name are read; a file is replaced by a new one, never written through. What the guest put in the way, or filled,
/// is refused at once as <c>guest_files</c>: only its owner can mend it, and until then no try would go better.
/// </summary>
internal sealed partial class GuestTree : IDisposable
{
    private const ulong PathOnly = 0x20_0000;
    private const ulong NonBlocking = 0x800;
    private const ulong CreateExclusive = 0x40 | 0x80 | 1; // O_CREAT | O_EXCL | O_WRONLY
    private const ulong Confined = 0x08 | 0x04 | 0x02 | 0x01; // BENEATH, NO_SYMLINKS, NO_MAGICLINKS, NO_XDEV
    private const int MaximumBytes = 1 << 20;
    private const string GuestFiles = "guest_files";

    private readonly SafeFileHandle _root;
    private readonly uint _owner;

    /// <param name="root">The guest's mounted root.</param>
    /// <param name="owner">The host's id of the guest's root, which is to own what is written.</param>
    public GuestTree(string root, uint owner)
    {
        _root = Libc.Open(null, root, Libc.DirectoryOnly) ?? throw new HostException("not_found", $"{root} is not there.");
        _owner = owner;
    }

    public void Dispose() => _root.Dispose();

    /// <summary>The file's text; null when there is none.</summary>
    public string? Read(string path)
    {
        try
        {
            return ReadPlain(path);
        }
        catch (HostException failed) when (InTheWay(failed.Errno, path) is { } why)
        {
            throw new HostException(GuestFiles, why);
        }
    }

    private string? ReadPlain(string path)
    {
        using SafeFileHandle? file = Libc.Open(_root, path, NonBlocking | Libc.NoFollow, 0, Confined);
        if (file is null)
        {
            return null;
        }

        Metadata facts = Stat(file);
        if (!facts.IsPlainFile || facts.Links != 1 || facts.Size > MaximumBytes)
        {
            throw new HostException(GuestFiles, $"/{path} is no plain file in this guest.");
        }

        byte[] bytes = new byte[facts.Size];
        int length = RandomAccess.Read(file, bytes, 0);
        return Encoding.UTF8.GetString(bytes, 0, length);
    }

    /// <summary>
    /// Sees to it that something can be mounted on a name of the root and nowhere else: what stands there must be a plain file or
    /// a directory, as asked, or nothing. A link is removed; a directory in a file's place is set aside.
    /// </summary>
    public void ClearForMount(string name, bool directory)
    {
        using SafeFileHandle? there = Libc.Open(_root, name, PathOnly | Libc.NoFollow, 0, Confined);
        if (there is null)
        {
            return; // libvirt makes it.
        }

        Metadata facts = Stat(there);
        if (directory ? facts.IsDirectory : facts.IsPlainFile)
        {
            return;
        }

        int root = Descriptor(_root);
        string aside = FormattableString.Invariant($"{name}.{Environment.TickCount64}");
        Libc.Check(facts.IsDirectory ? Renameat(root, name, root, aside) : Unlinkat(root, name, 0), $"clear /{name}");
    }

    /// <summary>Puts a new file in the place of whatever is there. Missing directories are made, for the guest's root alone.</summary>
    public void Write(string path, string text, UnixFileMode mode, uint group = 0)
    {
        try
        {
            Replace(path, text, mode, group);
        }
        catch (HostException failed) when (InTheWay(failed.Errno, path) is { } why)
        {
            throw new HostException(GuestFiles, why);
        }
        catch (IOException failed) when (InTheWay(failed.HResult, path) is { } why)
        {
            throw new HostException(GuestFiles, why); // .NET's own calls give the kernel's number so.
        }
    }

    private void Replace(string path, string text, UnixFileMode mode, uint group)
    {
        using SafeFileHandle directory = OpenDirectory(Path.GetDirectoryName(path)!);
        string next = $".{Path.GetFileName(path)}.hostelry";
        _ = Unlinkat(Descriptor(directory), next, 0);
        using (SafeFileHandle file = Require(directory, next, CreateExclusive | Libc.NoFollow, (uint)mode))
        {
            RandomAccess.Write(file, Encoding.UTF8.GetBytes(text), 0);
            Libc.Check(Fchmod(Descriptor(file), (uint)mode), "chmod");
            Libc.Check(Fchown(Descriptor(file), _owner, _owner + group), "chown");
            RandomAccess.FlushToDisk(file);
        }

        Libc.Check(
            Renameat(Descriptor(directory), next, Descriptor(directory), Path.GetFileName(path)), $"replace /{path}");
    }

    /// <summary>What the guest did, for staff; null where the error is not its doing.</summary>
    private static string? InTheWay(int errno, string path)
    {
        return errno switch
        {
            KernelError.Exists or KernelError.CrossesMounts or KernelError.NoDirectory or KernelError.IsDirectory or KernelError.NotEmpty
                or KernelError.TooManyLinks =>
                FormattableString.Invariant($"Something else stands at or on the way to /{path} in this guest: error {errno}"),

            // A full disk of the host says the same through the guest's, and has room again some day.
            KernelError.NoSpace when !Disk.IsFull() => $"This guest's disk is too full to write /{path}.",
            _ => null,
        };
    }

    private SafeFileHandle OpenDirectory(string path)
    {
        SafeFileHandle current = Require(_root, ".", Libc.DirectoryOnly);
        foreach (string name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            using SafeFileHandle parent = current;
            if (Mkdirat(Descriptor(parent), name, 0x1C0) == 0) // 0700
            {
                Libc.Check(Fchownat(Descriptor(parent), name, _owner, _owner, 0x100), "chown");
            }
            else if (Marshal.GetLastPInvokeError() is var error and not KernelError.Exists)
            {
                throw HostException.FromErrno(error, $"make /{path}"); // a full disk, which would look like a missing directory below
            }

            current = Require(parent, name, Libc.DirectoryOnly | Libc.NoFollow);
        }

        return current;
    }

    private static SafeFileHandle Require(SafeFileHandle directory, string path, ulong flags, uint mode = 0) =>
        Libc.Open(directory, path, flags, mode, Confined) ?? throw new HostException(GuestFiles, $"/{path} is not there in this guest.");

    private static unsafe Metadata Stat(SafeFileHandle file)
    {
        const int SysFstat = 5; // x86-64; sizeof(struct stat) is 144
        byte* buffer = stackalloc byte[144];
        Libc.Check(Libc.Syscall(SysFstat, Descriptor(file), (nint)buffer, 0, 0, 0), "stat");
        return new Metadata(*(ulong*)(buffer + 16), *(uint*)(buffer + 24), *(long*)(buffer + 48));
    }

    private static int Descriptor(SafeFileHandle handle) => (int)handle.DangerousGetHandle();

    [LibraryImport("libc", EntryPoint = "mkdirat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Mkdirat(int directory, string name, uint mode);

    [LibraryImport("libc", EntryPoint = "unlinkat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Unlinkat(int directory, string name, int flags);

    [LibraryImport("libc", EntryPoint = "renameat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Renameat(int from, string name, int to, string next);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int Fchown(int file, uint owner, uint group);

    [LibraryImport("libc", EntryPoint = "fchownat", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Fchownat(int directory, string name, uint owner, uint group, int flags);

    [LibraryImport("libc", EntryPoint = "fchmod", SetLastError = true)]
    private static partial int Fchmod(int file, uint mode);

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Metadata(ulong Links, uint Mode, long Size)
    {
        public bool IsPlainFile => (Mode & 0xF000) == 0x8000;

        public bool IsDirectory => (Mode & 0xF000) == 0x4000;
    }
}
