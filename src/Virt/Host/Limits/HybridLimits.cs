using System.Globalization;
using Hostelry.Virt.Host.Guests;
using Hostelry.Virt.Host.Native;

namespace Hostelry.Virt.Host.Limits;

/// <summary>
/// Hosts with a tree per controller (cgroup v1) and no systemd: <c>machine/NAME.partition</c> in each, which is where libvirt
/// puts a domain with partition <c>/machine/NAME</c>, one level further down.
/// </summary>
internal sealed class HybridLimits : GuestLimits
{
    private const string Tree = "/sys/fs/cgroup";

    // The two trees that libvirt must not see: mounted here only by those who need them, in a namespace of their own.
    private const string Aside = "/run/hostelry-host/cgroup";
    private const int PeriodMicroseconds = 100_000;

    private static readonly string[] Controllers =
        ["cpu", "cpuacct", "cpuset", "memory", "devices", "freezer", "blkio", "pids"];

    // Directory, cgroup.procs and tasks of these are the guest's: enough for groups of its own (Docker). The limit files stay
    // root's. Not the freezer: a frozen process does not die when it is killed.
    private static readonly string[] Delegated = [.. Controllers.Where(name => name != "freezer")];

    // libvirt puts guests into these only with systemd's help; the controller does it here (see Controller).
    private static readonly string[] WithoutLibvirt = [$"{Aside}/systemd", $"{Aside}/unified", $"{Tree}/pids"];

    public override void Prepare(Guest guest, LimitFacts limits)
    {
        foreach (string controller in Controllers)
        {
            _ = Directory.CreateDirectory(Partition($"{Tree}/{controller}", guest));
        }

        // A new cpuset is empty, and an empty one takes no process.
        foreach (string file in new[] { "cpuset.cpus", "cpuset.mems" })
        {
            string all = File.ReadAllText($"{Tree}/cpuset/{file}");
            File.WriteAllText($"{Tree}/cpuset/machine/{file}", all);
            File.WriteAllText($"{Partition($"{Tree}/cpuset", guest)}/{file}", all);
        }

        SetMemory(guest, limits.MemoryBytes);
        Set("pids", guest, "pids.max", limits.Processes);
        Set("cpu", guest, "cpu.shares", 1024L * limits.Cores);
        Set("cpu", guest, "cpu.cfs_quota_us", -1);
    }

    public override void Delegate(Guest guest, int controller, uint uidBase)
    {
        foreach (string tree in Delegated.Select(name => $"{Tree}/{name}"))
        {
            foreach (string group in Directory.EnumerateDirectories(Partition(tree, guest), "lxc-*.libvirt-lxc"))
            {
                GiveAway(group, uidBase);
            }
        }
    }

    /// <summary>Puts this process, and so all that it becomes and starts, into the guest's groups that libvirt does not make.</summary>
    public static void Join(Guest guest, uint uidBase)
    {
        OpenAside();
        foreach (string tree in WithoutLibvirt)
        {
            string group = $"{Partition(tree, guest)}/guest";
            _ = Directory.CreateDirectory(group);
            if (tree == $"{Aside}/unified")
            {
                LimitGroups(Partition(tree, guest));
            }

            File.WriteAllText($"{group}/cgroup.procs", Environment.ProcessId.ToString(CultureInfo.InvariantCulture));
            GiveAway(group, uidBase);
        }

        // This process becomes libvirt's controller, which must not see them either.
        _ = Libc.Unmount($"{Aside}/systemd");
        _ = Libc.Unmount($"{Aside}/unified");
    }

    public override void Apply(Guest guest, LimitFacts limits)
    {
        if (!Directory.Exists(Partition($"{Tree}/memory", guest)))
        {
            return;
        }

        SetMemory(guest, limits.MemoryBytes);
        Set("pids", guest, "pids.max", limits.Processes);
        Set("cpu", guest, "cpu.shares", 1024L * limits.Cores);
        Set("cpu", guest, "cpu.cfs_period_us", PeriodMicroseconds);
        Set("cpu", guest, "cpu.cfs_quota_us", (long)PeriodMicroseconds * limits.Cores);
    }

    public override void KillOrphans(Guest guest)
    {
        GroupTree.Thaw(Partition($"{Tree}/freezer", guest));
        Until.True(
            () =>
            {
                var alive = GroupTree.Processes(Partition($"{Tree}/pids", guest));
                alive.ForEach(Libc.Kill);
                return alive.Count == 0;
            },
            Until.Soon,
            () => new HostException("busy", $"{guest.Name}: processes of an earlier run do not end."));
    }

    public override void Remove(Guest guest)
    {
        KillOrphans(guest);
        OpenAside();
        foreach (string tree in Controllers.Select(name => $"{Tree}/{name}").Concat(WithoutLibvirt).Distinct())
        {
            GroupTree.Remove(Partition(tree, guest));
        }
    }

    public override long? Memory(Guest guest)
    {
        string file = $"{Partition($"{Tree}/memory", guest)}/memory.limit_in_bytes";
        return File.Exists(file) ? long.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : null;
    }

    public override IEnumerable<string> Names() =>
        Controllers.Select(name => $"{Tree}/{name}/machine")
            .Where(Directory.Exists)
            .SelectMany(tree => Directory.EnumerateDirectories(tree, "*.partition"))
            .Select(path => Path.GetFileNameWithoutExtension(path))
            .Distinct(StringComparer.Ordinal);

    private static void OpenAside()
    {
        if (MountTable.IsMounted($"{Aside}/unified"))
        {
            return;
        }

        Libc.UnshareNamespace(Libc.NewMountNamespace);
        const ulong Flags = Libc.NoSuidMount | Libc.NoDeviceMount | Libc.NoExecMount;
        foreach ((string name, string type, string? data) in new[] { ("systemd", "cgroup", "none,name=systemd"), ("unified", "cgroup2", (string?)null) })
        {
            _ = Directory.CreateDirectory($"{Aside}/{name}");
            Libc.Mount("cgroup", $"{Aside}/{name}", type, Flags, data);
        }
    }

    private static string Partition(string tree, Guest guest) => $"{tree}/machine/{guest.Name}.partition";

    // Where swap is counted, its limit must never lie below memory's: the order of the two writes depends on the direction.
    private static void SetMemory(Guest guest, long bytes)
    {
        string directory = Partition($"{Tree}/memory", guest);
        string withSwap = $"{directory}/memory.memsw.limit_in_bytes";
        bool grows = File.Exists(withSwap)
            && long.Parse(File.ReadAllText(withSwap), CultureInfo.InvariantCulture) < bytes;
        string[] files = ["memory.memsw.limit_in_bytes", "memory.limit_in_bytes"];
        foreach (string file in grows ? files : files.Reverse())
        {
            if (File.Exists($"{directory}/{file}"))
            {
                Set("memory", guest, file, bytes);
            }
        }
    }

    private static void Set(string controller, Guest guest, string file, long value)
    {
        string path = $"{Partition($"{Tree}/{controller}", guest)}/{file}";
        try
        {
            File.WriteAllText(path, value.ToString(CultureInfo.InvariantCulture));
        }
        catch (IOException refused)
        {
            // The kernel answers EBUSY when a guest uses more than the new limit and nothing can be reclaimed.
            throw new HostException("busy", $"{path}: {refused.Message}");
        }
    }

    private static void GiveAway(string group, uint owner)
    {
        Libc.ChangeOwner(group, owner);
        foreach (string file in new[] { "cgroup.procs", "tasks", "cgroup.subtree_control", "cgroup.threads" })
        {
            if (File.Exists($"{group}/{file}"))
            {
                Libc.ChangeOwner($"{group}/{file}", owner);
            }
        }
    }
}
