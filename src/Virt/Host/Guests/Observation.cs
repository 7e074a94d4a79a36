using Hostelry.Virt.Host.Limits;

namespace Hostelry.Virt.Host.Guests;

/// <summary>What lies on this host of one guest. libvirt's part (its domain) is asked of libvirt.</summary>
/// <param name="Name">The guest.</param>
/// <param name="Operation">Newest operation seen; 0 for none.</param>
/// <param name="Token">Its newest token.</param>
/// <param name="HasDisk">A directory, disk file or mount is there.</param>
/// <param name="DiskBytes">Size of the disk; null without one.</param>
/// <param name="Base">Digest of its base; null without a disk.</param>
/// <param name="StartedAt">When the present run began; null when it is off.</param>
/// <param name="MemoryBytes">The limit in force; null without control groups.</param>
/// <param name="HasGroups">Control groups or a neighbour entry are there.</param>
internal sealed record Observation(
    string Name,
    long Operation,
    long Token,
    bool HasDisk,
    long? DiskBytes,
    string? Base,
    DateTimeOffset? StartedAt,
    long? MemoryBytes,
    bool HasGroups)
{
    public static Observation Of(Guest guest) => Of(guest, GuestLimits.OfThisHost());

    /// <summary>All guests of an installation that left any trace here.</summary>
    public static IReadOnlyList<Observation> OfInstallation(string installation)
    {
        GuestLimits limits = GuestLimits.OfThisHost();
        IEnumerable<string> directories = Directory.Exists(Guest.GuestsDirectory)
            ? Directory.EnumerateDirectories(Guest.GuestsDirectory).Select(path => Path.GetFileName(path))
            : [];
        return
        [
            .. directories.Concat(limits.Names()).Concat(StartFacts.Names())
                .Distinct(StringComparer.Ordinal)
                .Select(Guest.TryParse)
                .OfType<Guest>()
                .Where(guest => guest.Installation == installation)
                .Select(guest => Of(guest, limits)),
        ];
    }

    private static Observation Of(Guest guest, GuestLimits limits)
    {
        Fence fence = FenceFile.Seen(guest);
        DiskFacts? disk = GuestMounts.ReadFacts(guest);
        DateTimeOffset? started = guest.ControllerProcess() is null
            ? null
            : new DateTimeOffset(File.GetLastWriteTimeUtc($"/run/libvirt/lxc/{guest.Name}.pid"), TimeSpan.Zero);
        return new Observation(
            guest.Name,
            fence.Operation,
            fence.Token,
            Directory.Exists(guest.Directory),
            disk?.Bytes,
            disk?.Base,
            started,
            limits.Memory(guest),
            limits.Names().Contains(guest.Name, StringComparer.Ordinal) || StartFacts.Read(guest) is not null);
    }
}
