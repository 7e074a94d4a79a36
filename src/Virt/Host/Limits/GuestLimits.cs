using System.Globalization;
using Hostelry.Virt.Host.Guests;
using Hostelry.Virt.Host.Setup;

namespace Hostelry.Virt.Host.Limits;

/// <summary>A guest's limits.</summary>
/// <param name="MemoryBytes">Hard; the guest's own out-of-memory killer acts on reaching it.</param>
/// <param name="Cores">Whole CPUs' worth of time.</param>
/// <param name="Processes">Most processes and threads.</param>
internal sealed record LimitFacts(long MemoryBytes, int Cores, int Processes);

/// <summary>
/// Holds a guest's limits in control groups that only the host's root can write, above whatever the guest was given.
/// What libvirt sets lies below and is the guest's to change on some hosts, so it counts for nothing here.
/// </summary>
internal abstract class GuestLimits
{
    // How deep and how many the groups below a guest's own may be, where the kernel counts (v2): enough for services, users and
    // containers inside, too few to make a path that systemd cannot walk or to use up the kernel's 65,535 groups.
    private const int MaximumDepth = 14;
    private const int MaximumGroups = 1000;

    public static GuestLimits OfThisHost() => HostKinds.Detect() switch
    {
        HostKind.Systemd => new SystemdLimits(),
        HostKind.Hybrid => new HybridLimits(),
        HostKind.Unsupported => throw new HostException("not_set_up", "This host's control groups are of no known kind."),
    };

    /// <summary>Makes the groups and sets memory, processes and disk traffic (where the kernel counts it). The guest is mounted. CPU time is left open: a boot takes all it can get.</summary>
    public abstract void Prepare(Guest guest, LimitFacts limits);

    /// <summary>Hands the running guest what it needs of its own groups, and nothing that limits it.</summary>
    public abstract void Delegate(Guest guest, int controller, uint uidBase);

    /// <summary>Sets all limits of a guest whose groups are there; without them there is nothing to do.</summary>
    public abstract void Apply(Guest guest, LimitFacts limits);

    /// <summary>
    /// Ends what is left of a guest whose controller died: libvirt calls it off, its processes may live, and a second start
    /// would run two systems on one disk.
    /// </summary>
    public abstract void KillOrphans(Guest guest);

    /// <summary>Removes the groups. The guest is off.</summary>
    public abstract void Remove(Guest guest);

    /// <summary>The memory limit in force, bytes; null when there is none.</summary>
    public abstract long? Memory(Guest guest);

    /// <summary>Names that have groups on this host.</summary>
    public abstract IEnumerable<string> Names();

    protected static void LimitGroups(string group)
    {
        File.WriteAllText($"{group}/cgroup.max.depth", MaximumDepth.ToString(CultureInfo.InvariantCulture));
        File.WriteAllText($"{group}/cgroup.max.descendants", MaximumGroups.ToString(CultureInfo.InvariantCulture));
    }
}
