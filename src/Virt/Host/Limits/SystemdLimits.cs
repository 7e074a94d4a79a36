using System.Globalization;
using Hostelry.Virt.Host.Guests;
using Hostelry.Virt.Host.Native;

namespace Hostelry.Virt.Host.Limits;

/// <summary>
/// Hosts with systemd and cgroup v2: one slice per guest, <c>machine-NAME.slice</c>, which is where libvirt puts a domain with
/// partition <c>/machine/NAME</c>. Its properties live in /run and are set anew before every start.
/// </summary>
internal sealed class SystemdLimits : GuestLimits
{
    private const string Tree = "/sys/fs/cgroup";

    // A share that leaves room for others, the same for every plan: no plan names one yet. Held at the guest's own loop device,
    // where buffered writes count too.
    private const string BytesPerSecond = "250M";
    private const string OperationsPerSecond = "10K";

    public override void Prepare(Guest guest, LimitFacts limits)
    {
        SetProperties(guest, limits, cpu: "CPUQuota=");
        _ = Tool.Run("systemctl", ["start", Slice(guest)]);
        LimitGroups(Group(guest));
    }

    public override void Delegate(Guest guest, int controller, uint uidBase)
    {
        string group = Tree + File.ReadLines($"/proc/{controller}/cgroup").First(line => line.StartsWith("0::", StringComparison.Ordinal))[3..];
        if (Path.GetFileName(group) != "libvirt")
        {
            return; // Done already: the controller has been moved out.
        }

        // The controller leaves the guest's group: groups with children hold no processes, and the guest wants children.
        _ = Directory.CreateDirectory($"{group}/emulator");
        File.WriteAllText($"{group}/emulator/cgroup.procs", controller.ToString(CultureInfo.InvariantCulture));
        File.WriteAllText($"{Path.GetDirectoryName(group)}/cgroup.subtree_control", "+pids");

        // libvirt gave the guest's root every file; only the kernel's delegation set may be the guest's.
        string[] delegated = ["cgroup.procs", "cgroup.threads", "cgroup.subtree_control", "memory.oom.group", "memory.reclaim"];
        foreach (string file in Directory.EnumerateFiles(group).Where(file => !delegated.Contains(Path.GetFileName(file))))
        {
            Libc.ChangeOwner(file, 0);
        }
    }

    public override void Apply(Guest guest, LimitFacts limits)
    {
        if (Directory.Exists(Group(guest)))
        {
            SetProperties(guest, limits, FormattableString.Invariant($"CPUQuota={limits.Cores * 100}%"));
        }
    }

    public override void KillOrphans(Guest guest)
    {
        // Kernel 5.14 and later: everything below, at once. Nothing of a guest that is off belongs there.
        string kill = $"{Group(guest)}/cgroup.kill";
        if (File.Exists(kill))
        {
            File.WriteAllText(kill, "1");
        }
    }

    public override void Remove(Guest guest)
    {
        if (Directory.Exists(Group(guest)))
        {
            _ = Tool.Run("systemctl", ["stop", Slice(guest)]);
            GroupTree.Remove(Group(guest));
        }

        string settings = $"/run/systemd/system.control/{Slice(guest)}.d";
        if (Directory.Exists(settings))
        {
            Directory.Delete(settings, recursive: true);
            _ = Tool.Run("systemctl", ["daemon-reload"]);
        }
    }

    public override long? Memory(Guest guest)
    {
        string file = $"{Group(guest)}/memory.max";
        return File.Exists(file) && long.TryParse(File.ReadAllText(file), CultureInfo.InvariantCulture, out long bytes) ? bytes : null;
    }

    public override IEnumerable<string> Names() =>
        new[] { $"{Tree}/machine.slice", "/run/systemd/system.control" }
            .Where(Directory.Exists)
            .SelectMany(directory => Directory.EnumerateDirectories(directory, "machine-hostelry_*.slice*"))
            .Select(path => Path.GetFileName(path)["machine-".Length..].Split('.')[0])
            .Distinct(StringComparer.Ordinal);

    private static void SetProperties(Guest guest, LimitFacts limits, string cpu) => _ = Tool.Run(
        "systemctl",
        [
            "set-property", "--runtime", Slice(guest),
            FormattableString.Invariant($"MemoryMax={limits.MemoryBytes}"),
            "MemorySwapMax=0",
            FormattableString.Invariant($"TasksMax={limits.Processes}"),
            FormattableString.Invariant($"CPUWeight={Math.Min(10_000, 100 * limits.Cores)}"),
            cpu,
            .. Io("IOReadBandwidthMax", guest, BytesPerSecond),
            .. Io("IOWriteBandwidthMax", guest, BytesPerSecond),
            .. Io("IOReadIOPSMax", guest, OperationsPerSecond),
            .. Io("IOWriteIOPSMax", guest, OperationsPerSecond),
        ]);

    // The empty one forgets the device of an earlier start.
    private static IEnumerable<string> Io(string property, Guest guest, string most) =>
        MountTable.LoopDeviceOf(guest.DiskFile) is { } disk ? [$"{property}=", $"{property}={disk} {most}"] : [];

    private static string Slice(Guest guest) => $"machine-{guest.Name}.slice";

    private static string Group(Guest guest) => $"{Tree}/machine.slice/{Slice(guest)}";
}
