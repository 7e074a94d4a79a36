using System.Text.RegularExpressions;

namespace Hostelry.Virt.Host.Guests;

/// <summary>A guest's name and the places that follow from it. The name is checked once, here; every path is made of it.</summary>
internal sealed partial class Guest
{
    public const string GuestsDirectory = "/var/lib/hostelry-host/guests";

    private Guest(string name) => Name = name;

    /// <summary><c>hostelry_{installation}_{kind}_{id}</c>.</summary>
    public string Name { get; }

    public string Installation => Name.Split('_')[1];

    public string Directory => Path.Combine(GuestsDirectory, Name);

    /// <summary>The sparse ext4 file of the plan's size.</summary>
    public string DiskFile => Path.Combine(Directory, "disk.img");

    /// <summary>What the disk was made of; written last, so its presence says that the disk is whole.</summary>
    public string DiskFacts => Path.Combine(Directory, "disk.json");

    /// <summary>Not empty while the guest is to stay off (see <see cref="Power"/>).</summary>
    public string OffMark => Path.Combine(Directory, "off");

    /// <summary>Where the disk file is mounted.</summary>
    public string Disk => Path.Combine(Directory, "disk");

    public string Upper => Path.Combine(Disk, "upper");

    public string Work => Path.Combine(Disk, "work");

    /// <summary>The base, seen through the guest's user-namespace map.</summary>
    public string Lower => Path.Combine(Directory, "lower");

    /// <summary>The guest's root: upper over lower.</summary>
    public string Root => Path.Combine(Directory, "root");

    public static Guest Parse(string name) =>
        Pattern().IsMatch(name) ? new Guest(name) : throw new HostException("usage", "That is no guest's name.");

    public static Guest? TryParse(string name) => Pattern().IsMatch(name) ? new Guest(name) : null;

    /// <summary>The process id of libvirt's controller of the running guest; null when it is off.</summary>
    public int? ControllerProcess() => ProcessTable.OfFile($"/run/libvirt/lxc/{Name}.pid") is { } process
        && ProcessTable.ArgumentsOf(process).Contains(Name) // its number may have another owner by now
            ? process
            : null;

    [GeneratedRegex(@"\Ahostelry_[a-z0-9]{8}_[a-z]{1,16}_[1-9][0-9]{0,15}\z", RegexOptions.None, 1000)]
    private static partial Regex Pattern();
}
