using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Hostelry.Virt.Native;

/// <summary>
/// libvirt's event loop on a thread of its own, one for the process. It must be there before the first connection is opened:
/// keepalive, events, streams and noticing a dead daemon all hang on it.
/// </summary>
internal static unsafe class EventLoop
{
    private static readonly Lazy<bool> Started = new(Start);

    public static void EnsureStarted() => _ = Started.Value;

    private static bool Start()
    {
        Check.NotNegative(LibvirtHost.Initialize());
        VirError.KeepQuiet();
        Check.NotNegative(LibvirtEvent.EventRegisterDefaultImpl());

        // A timer that never has anything to do: without any handle or timer the loop would not block but spin.
        Check.NotNegative(LibvirtEvent.EventAddTimeout(60_000, &Tick, 0, 0));
        new Thread(Run) { IsBackground = true, Name = "libvirt events" }.Start();
        return true;
    }

    private static void Run()
    {
        while (true)
        {
            if (LibvirtEvent.EventRunDefaultImpl() < 0)
            {
                // It fails when polling fails (no memory, no descriptors). Nobody waits for this thread: try again shortly.
                Thread.Sleep(TimeSpan.FromMilliseconds(100));
            }
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Tick(int timer, nint opaque)
    {
        // The loop goes round; that is all.
    }
}
