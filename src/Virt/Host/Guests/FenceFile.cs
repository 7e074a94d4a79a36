using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Hostelry.Virt.Host.Native;
using Microsoft.Win32.SafeHandles;

namespace Hostelry.Virt.Host.Guests;

/// <summary>
/// An operation and its token. A higher token is newer: tokens rise over all operations of a guest, while the operation's id
/// is for people, and starts again from lower ones when the portal's database is put back.
/// </summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Fence(long Operation, long Token)
{
    public static Fence Parse(string text)
    {
        string[] parts = text.Split(':');
        return parts.Length == 2
            && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long operation)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out long token)
            ? new Fence(operation, token)
            : throw new HostException("usage", "A fence is OPERATION:TOKEN.");
    }

    public bool IsOlderThan(Fence other) => Token < other.Token;

    public override string ToString() => FormattableString.Invariant($"{Operation}:{Token}");
}

/// <summary>
/// The newest fence seen for a guest, in a file of root's, and the lock under which every change of that guest happens.
/// It outlives the guest: a worker that slept through the deletion must not make the guest again.
/// </summary>
internal sealed class FenceFile : IDisposable
{
    public const string FencesDirectory = "/var/lib/hostelry-host/fences";

    // Whoever asks gives up by then: better an answer than one more process that waits.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SafeFileHandle _file;

    private FenceFile(SafeFileHandle file) => _file = file;

    /// <summary>Waits for the guest's lock (not for long: <c>busy</c>), refuses an older fence, and remembers a newer one.</summary>
    public static FenceFile Take(Guest guest, Fence fence)
    {
        FenceFile held = Open(guest);
        Until.True(() => Libc.TryLockExclusive(held._file), Patience, () =>
        {
            held.Dispose();
            return new HostException("busy", $"{guest.Name} is being changed by another call.");
        });

        Fence seen = Parse(held._file);
        if (fence.IsOlderThan(seen))
        {
            held.Dispose();
            throw new HostException("stale_fence", $"{guest.Name} has seen {seen}; {fence} is older.");
        }

        // Of constant length: no moment at which half of a number is there.
        string text = FormattableString.Invariant($"{fence.Operation:D19}:{fence.Token:D19}\n");
        RandomAccess.Write(held._file, Encoding.ASCII.GetBytes(text), 0);
        RandomAccess.FlushToDisk(held._file);
        return held;
    }

    /// <summary>The lock alone, for what happens without an operation, however long it takes: a start after the host's reboot.</summary>
    public static FenceFile Lock(Guest guest)
    {
        FenceFile held = Open(guest);
        Libc.LockExclusive(held._file);
        return held;
    }

    /// <summary>The newest fence seen; (0, 0) for an unknown guest.</summary>
    public static Fence Seen(Guest guest)
    {
        string path = Path.Combine(FencesDirectory, guest.Name);
        if (!File.Exists(path))
        {
            return default;
        }

        using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return Parse(file);
    }

    public void Dispose() => _file.Dispose();

    private static FenceFile Open(Guest guest) => new(File.OpenHandle(
        Path.Combine(FencesDirectory, guest.Name), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite));

    private static Fence Parse(SafeFileHandle file)
    {
        Span<byte> bytes = stackalloc byte[64];
        int length = RandomAccess.Read(file, bytes, 0);
        string text = Encoding.ASCII.GetString(bytes[..length]).Trim();
        return text.Length == 0 ? default : Fence.Parse(text);
    }
}
