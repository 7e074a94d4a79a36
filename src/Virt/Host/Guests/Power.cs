using System.Text;
using Hostelry.Virt.Host.Limits;
using Hostelry.Virt.Host.Native;

namespace Hostelry.Virt.Host.Guests;

/// <summary>
/// Whether a guest may run, in a mark that outlives the host's reboot. Both changes happen under the guest's lock, after its
/// fence was compared: a worker that slept through a newer operation neither ends the new run nor starts what is to be off.
/// </summary>
internal static class Power
{
    private static readonly TimeSpan InitsTime = TimeSpan.FromSeconds(10);

    /// <summary>Asked by the start hook: whoever wants a start, an end that was ordered later wins.</summary>
    public static bool IsAllowed(Guest guest) => new FileInfo(guest.OffMark) is { Exists: false } or { Length: 0 };

    public static void Allow(Guest guest)
    {
        if (File.Exists(guest.OffMark))
        {
            Write(guest, ""); // not deleted: what is written can be made durable
        }
    }

    /// <summary>Lets nothing start it before <see cref="Allow"/>.</summary>
    public static void Forbid(Guest guest)
    {
        if (Directory.Exists(guest.Directory))
        {
            Write(guest, "off\n");
        }
    }

    /// <summary>Ends the guest at once, and forbids its start. Off when it returns, but for a start that libvirt has not yet come far with.</summary>
    public static void Kill(Guest guest)
    {
        Forbid(guest);
        if (Until.Try(() => IsEndedBySignal(guest), InitsTime))
        {
            return;
        }

        // A guest that froze itself, or its controller, dies only so.
        if (guest.ControllerProcess() is { } controller)
        {
            Libc.Kill(controller);
        }

        GuestLimits.OfThisHost().KillOrphans(guest);
        Until.True(() => guest.ControllerProcess() is null, Until.Soon, () => new HostException("busy", $"{guest.Name} does not end."));
    }

    private static void Write(Guest guest, string text)
    {
        using FileStream mark = File.Create(guest.OffMark);
        mark.Write(Encoding.ASCII.GetBytes(text));
        mark.Flush(flushToDisk: true);
    }

    // The guest's process 1 is the controller's child: with it all others end, and the controller goes by itself.
    private static bool IsEndedBySignal(Guest guest)
    {
        if (guest.ControllerProcess() is not { } controller)
        {
            return true;
        }

        foreach (int child in ProcessTable.ChildrenOf(controller))
        {
            Libc.Kill(child);
        }

        return false;
    }
}
