using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Hostelry.Virt.Host.Native;

/// <summary>The calls of Linux that .NET does not offer. Each throws <see cref="HostException"/> with the kernel's error.</summary>
internal static partial class Libc
{
    public const int NewMountNamespace = 0x0002_0000;
    public const int NewControlGroupNamespace = 0x0200_0000;
    public const int ShareFilesystemAttributes = 0x0000_0200;

    public const ulong ReadOnlyMount = 1;
    public const ulong NoSuidMount = 2;
    public const ulong NoDeviceMount = 4;
    public const ulong NoExecMount = 8;
    public const ulong NoAccessTimeMount = 1024;
    public const ulong BindMount = 4096;
    public const ulong RecursiveMount = 16384;
    public const ulong PrivateMount = 1 << 18;
    public const ulong SlaveMount = 1 << 19;
    public const ulong SharedMount = 1 << 20;

    public const int Detach = 2;

    public const ulong DirectoryOnly = 0x1_0000;
    public const ulong NoFollow = 0x2_0000;

    private const int SysMoveMount = 429;
    private const int SysOpenTree = 428;
    private const int SysOpenat2 = 437;
    private const int SysMountSetattr = 442;
    private const int AtFdCwd = -100;
    private const int AtEmptyPath = 0x1000;
    private const int CloseOnExec = 0x8_0000;
    private const int NotFound = 2;
    private const int InvalidArgument = 22;

    public static void Mount(string source, string target, string? type, ulong flags, string? data = null) =>
        Check(MountNative(source, target, type, flags, data), $"mount {target}");

    /// <summary>Takes a mount away. False when nothing was mounted there.</summary>
    public static bool Unmount(string target, int flags = 0)
    {
        if (Umount2(target, flags) == 0)
        {
            return true;
        }

        int error = Marshal.GetLastPInvokeError();
        return error is NotFound or InvalidArgument ? false : throw HostException.FromErrno(error, $"unmount {target}");
    }

    /// <summary>Binds <paramref name="source"/> read-only at <paramref name="target"/>, seen through a user-namespace map.</summary>
    public static unsafe void MountMapped(string source, string target, SafeFileHandle userNamespace)
    {
        using SafeFileHandle sourcePath = OpenTree(source);
        var attributes = new MountAttributes
        {
            Set = 0x0010_0000 | 1, // idmap, read-only
            Propagation = PrivateMount,
            UserNamespace = (ulong)userNamespace.DangerousGetHandle(),
        };
        int tree = (int)sourcePath.DangerousGetHandle();
        fixed (byte* empty = "\0"u8)
        {
            Check(
                Syscall(SysMountSetattr, tree, (nint)empty, AtEmptyPath, (nint)(&attributes), sizeof(MountAttributes)),
                $"map {source}");
            nint path = Marshal.StringToCoTaskMemUTF8(target);
            try
            {
                Check(Syscall(SysMoveMount, tree, (nint)empty, AtFdCwd, path, 4), $"mount {target}");
            }
            finally
            {
                Marshal.FreeCoTaskMem(path);
            }
        }
    }

    /// <summary>Moves the calling thread, and what it starts, into another mount namespace.</summary>
    public static void EnterMountNamespace(SafeFileHandle handle)
    {
        // The kernel refuses while threads share root and working directory.
        Check(Unshare(ShareFilesystemAttributes), "unshare");
        Check(SetNamespace((int)handle.DangerousGetHandle(), NewMountNamespace), "enter the mount namespace");
        Directory.SetCurrentDirectory("/");
    }

    public static void UnshareNamespace(int flags) => Check(Unshare(flags), "unshare");

    public static void LockExclusive(SafeFileHandle file)
    {
        const int Exclusive = 2;
        Check(Flock((int)file.DangerousGetHandle(), Exclusive), "lock");
    }

    /// <summary>False when somebody else has the lock now.</summary>
    public static bool TryLockExclusive(SafeFileHandle file)
    {
        const int ExclusiveNow = 2 | 4;
        const int WouldBlock = 11;
        if (Flock((int)file.DangerousGetHandle(), ExclusiveNow) == 0)
        {
            return true;
        }

        int error = Marshal.GetLastPInvokeError();
        return error == WouldBlock ? false : throw HostException.FromErrno(error, "lock");
    }

    /// <summary>Opens a path below an open directory, or, with null, as it stands.</summary>
    /// <param name="directory">Where a relative path starts.</param>
    /// <param name="path">What to open.</param>
    /// <param name="flags">As open(2)'s; close-on-exec is added.</param>
    /// <param name="mode">Of a file that is made.</param>
    /// <param name="resolve">As openat2(2)'s: what the path may lead over.</param>
    /// <returns>Null when there is nothing at the path.</returns>
    public static unsafe SafeFileHandle? Open(SafeFileHandle? directory, string path, ulong flags, uint mode = 0, ulong resolve = 0)
    {
        var how = new OpenHow { Flags = flags | CloseOnExec, Mode = mode, Resolve = resolve };
        int start = directory is null ? AtFdCwd : (int)directory.DangerousGetHandle();
        nint text = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            long file = Syscall(SysOpenat2, start, text, (long)(nint)(&how), sizeof(OpenHow), 0);
            return file < 0 && Marshal.GetLastPInvokeError() == NotFound
                ? null
                : new SafeFileHandle((nint)Check(file, $"open {path}"), ownsHandle: true);
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }
    }

    /// <summary>Changes the owner of a path itself; a symbolic link is not followed.</summary>
    public static void ChangeOwner(string path, uint owner) => Check(Lchown(path, owner, owner), $"chown {path}");

    /// <summary>Ends a process at once; one that is gone already is no error.</summary>
    public static void Kill(int process) => _ = KillNative(process, 9);

    /// <summary>Removes a directory whose files are none: a control group. One that is gone already is no error.</summary>
    public static void RemoveDirectory(string path)
    {
        if (Rmdir(path) < 0 && Marshal.GetLastPInvokeError() is var error and not NotFound)
        {
            throw HostException.FromErrno(error, $"remove {path}");
        }
    }

    /// <summary>Replaces this process by another program, keeping the process id. Returns only by throwing.</summary>
    public static unsafe void Execute(string file, IReadOnlyList<string> arguments, IReadOnlyList<string> environment)
    {
        const int BrokenPipe = 13;
        _ = Signal(BrokenPipe, 0); // .NET ignores it; what follows wants the default.
        nint* argv = Strings(arguments);
        nint* envp = Strings(environment);
        Check(Execve(file, argv, envp), $"execute {file}");
    }

    internal static long Check(long result, string what) =>
        result >= 0 ? result : throw HostException.FromErrno(Marshal.GetLastPInvokeError(), what);

    private static SafeFileHandle OpenTree(string path)
    {
        nint text = Marshal.StringToCoTaskMemUTF8(path);
        try
        {
            long tree = Check(Syscall(SysOpenTree, AtFdCwd, text, 1 | CloseOnExec, 0, 0), $"open {path}");
            return new SafeFileHandle((nint)tree, ownsHandle: true);
        }
        finally
        {
            Marshal.FreeCoTaskMem(text);
        }
    }

    private static unsafe nint* Strings(IReadOnlyList<string> texts)
    {
        // Never freed: the process image is replaced.
        nint* array = (nint*)NativeMemory.Alloc((nuint)(texts.Count + 1), (nuint)sizeof(nint));
        for (int index = 0; index < texts.Count; index++)
        {
            array[index] = Marshal.StringToCoTaskMemUTF8(texts[index]);
        }

        array[texts.Count] = 0;
        return array;
    }

    [LibraryImport("libc", EntryPoint = "mount", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MountNative(string source, string target, string? type, ulong flags, string? data);

    [LibraryImport("libc", EntryPoint = "umount2", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Umount2(string target, int flags);

    [LibraryImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static partial int Unshare(int flags);

    [LibraryImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static partial int SetNamespace(int descriptor, int type);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    private static partial int Flock(int descriptor, int operation);

    [LibraryImport("libc", EntryPoint = "lchown", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Lchown(string path, uint owner, uint group);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int KillNative(int process, int signal);

    [LibraryImport("libc", EntryPoint = "rmdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Rmdir(string path);

    [LibraryImport("libc", EntryPoint = "signal")]
    private static partial nint Signal(int number, nint handler);

    [LibraryImport("libc", EntryPoint = "execve", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial int Execve(string file, nint* arguments, nint* environment);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    internal static partial long Syscall(long number, long a, nint b, long c, nint d, long e);

    [StructLayout(LayoutKind.Sequential)]
    private struct MountAttributes
    {
        public ulong Set;
        public ulong Clear;
        public ulong Propagation;
        public ulong UserNamespace;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct OpenHow
    {
        public ulong Flags;
        public ulong Mode;
        public ulong Resolve;
    }
}
