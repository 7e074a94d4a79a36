using Hostelry.Virt.Host.Guests;
using Hostelry.Virt.Host.Limits;

namespace Hostelry.Virt.Host;

/// <summary>
/// libvirt calls this before and after a container starts, whoever asked for the start: the portal, the guest's own reboot,
/// or libvirt itself after the host's reboot. All that a start needs is made here, from the domain's metadata and the
/// guest's directory. It must never call libvirt, which waits for it.
/// </summary>
internal static class Hook
{
    // A boot is allowed the whole machine for this long, but not more than once in the second time: a guest that
    // reboots without end gets no more than it pays for.
    private static readonly TimeSpan Boost = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan BoostAgain = TimeSpan.FromMinutes(10);

    public static void Run(string operation)
    {
        if (operation is not ("prepare" or "started"))
        {
            return;
        }

        if (GuestDefinition.Read(Console.In) is not { } definition)
        {
            return;
        }

        if (operation == "prepare")
        {
            Prepare(definition);
        }
        else
        {
            Started(definition);
        }
    }

    /// <summary>Runs apart from libvirt, after the boot: sets the CPU limit that was left open for it.</summary>
    public static void Settle(Guest guest)
    {
        Thread.Sleep(Boost);
        using FenceFile held = FenceFile.Lock(guest);
        if (guest.ControllerProcess() is not null && StartFacts.Read(guest) is { } start)
        {
            GuestLimits.OfThisHost().Apply(guest, start.Limits);
        }
    }

    private static void Prepare(GuestDefinition definition)
    {
        Guest guest = definition.Guest;
        DiskFacts facts = GuestMounts.Require(guest);
        if (facts.UidBase != definition.UidBase || facts.Base != definition.Base)
        {
            throw new HostException("refused", $"{guest.Name}: the domain and its disk were made for different maps or bases.");
        }

        using FenceFile held = FenceFile.Lock(guest);
        if (!Power.IsAllowed(guest))
        {
            throw new HostException("refused", $"{guest.Name} is to stay off.");
        }

        GuestLimits limits = GuestLimits.OfThisHost();
        limits.KillOrphans(guest);
        Disk.FinishGrowing(guest);
        GuestMounts.Ensure(guest, facts);
        GuestMounts.ClearStartOf(guest, facts);
        limits.Prepare(guest, definition.Limits);
        if (!MayBoost(guest))
        {
            limits.Apply(guest, definition.Limits);
        }

        var start = new StartFacts(definition.Address, definition.Mac, definition.Bridge, definition.Limits, definition.Port);
        start.Write(guest);
        start.RemovePort();
        start.SetNeighbour();
    }

    private static void Started(GuestDefinition definition)
    {
        Guest guest = definition.Guest;
        if (guest.ControllerProcess() is not { } controller)
        {
            return;
        }

        GuestLimits.OfThisHost().Delegate(guest, controller, definition.UidBase);

        SpareController(controller);
        Tool.RunDetached(Environment.ProcessPath!, ["settle", guest.Name]);
    }

    // When the guest has no memory left, one of its own processes is to die, not the controller that keeps its root.
    private static void SpareController(int controller)
    {
        try
        {
            File.WriteAllText($"/proc/{controller}/oom_score_adj", "-900");
        }
        catch (UnauthorizedAccessException)
        {
            // A host that is itself confined may not; the kernel's own choice, the largest process, is then the guest's too.
        }
    }

    private static bool MayBoost(Guest guest)
    {
        string mark = StartFacts.BoostMark(guest);
        _ = Directory.CreateDirectory(StartFacts.StartsDirectory);
        DateTime now = TimeProvider.System.GetUtcNow().UtcDateTime;
        if (File.Exists(mark) && now - File.GetLastWriteTimeUtc(mark) < BoostAgain)
        {
            return false;
        }

        File.WriteAllText(mark, "");
        return true;
    }
}
