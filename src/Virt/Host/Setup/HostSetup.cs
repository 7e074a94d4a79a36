using Hostelry.Virt.Host.Guests;
using Hostelry.Virt.Host.Images;

namespace Hostelry.Virt.Host.Setup;

/// <summary>
/// Makes this machine a host: program, hook, daemons, directories, and the one user who may use it. Run as root; run again it
/// changes nothing, and after a reboot of a host without systemd it is what starts the daemons.
/// </summary>
internal static class HostSetup
{
    // Below /usr/sbin AppArmor's profile lets libvirt run it; elsewhere it would need a rule of its own.
    public const string ProgramPath = "/usr/sbin/hostelry-host";

    /// <summary>The same program under the name by which it stands in for libvirt's controller.</summary>
    public const string ControllerPath = "/usr/lib/hostelry/libvirt_lxc";

    private const UnixFileMode Program =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private const string HookScript = """
        #!/bin/sh
        # Hostelry's guests: mounts, limits and neighbour entry are made before each start (see hostelry-host).
        exec /usr/sbin/hostelry-host hook "$@"

        """;

    // Group libvirt may use the daemon's socket; whoever may do that is as good as root on this host.
    private const string DaemonSettings = """
        # Hostelry
        unix_sock_group = "libvirt"
        unix_sock_rw_perms = "0770"
        auth_unix_rw = "none"

        """;

    public static void Run(string? user)
    {
        if (!Environment.IsPrivilegedProcess)
        {
            throw new HostException("refused", "Only root prepares a host.");
        }

        HostKind kind = HostKinds.Detect();
        if (kind == HostKind.Unsupported)
        {
            throw new HostException("refused", "This host's control groups are of no known kind.");
        }

        InstallProgram();
        MakeDirectories();
        MakeAccounts(user);
        bool changed = WriteIfOther("/etc/libvirt/hooks/lxc.d/hostelry", HookScript, Program);
        changed |= AppendIfMissing("/etc/libvirt/libvirtd.conf", DaemonSettings);
        _ = WriteIfOther("/etc/sysctl.d/60-hostelry.conf", Sysctl, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        _ = Tool.Run("sysctl", ["-q", "-p", "/etc/sysctl.d/60-hostelry.conf"]);
        if (kind == HostKind.Hybrid)
        {
            HybridDaemons.Start(restart: changed);
        }
        else
        {
            SystemdUnits.Start(restart: changed);
        }
    }

    // 128 inotify instances per user, the kernel's default, are 18 systemd guests' worth.
    private const string Sysctl = """
        fs.inotify.max_user_instances = 8192
        fs.inotify.max_user_watches = 524288
        kernel.keys.maxkeys = 20000

        """;

    internal static bool WriteIfOther(string path, string text, UnixFileMode mode)
    {
        if (File.Exists(path) && File.ReadAllText(path) == text)
        {
            return false;
        }

        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string next = path + ".new";
        File.WriteAllText(next, text);
        File.SetUnixFileMode(next, mode);
        File.Move(next, path, overwrite: true);
        return true;
    }

    // By renaming: running guests keep the file they were started with.
    private static void InstallProgram()
    {
        string self = Environment.ProcessPath!;
        if (self != ProgramPath)
        {
            File.Copy(self, ProgramPath + ".new", overwrite: true);
            File.SetUnixFileMode(ProgramPath + ".new", Program);
            File.Move(ProgramPath + ".new", ProgramPath, overwrite: true);
        }

        _ = Directory.CreateDirectory(Path.GetDirectoryName(ControllerPath)!);
        if (!File.Exists(ControllerPath))
        {
            _ = File.CreateSymbolicLink(ControllerPath, ProgramPath);
        }
    }

    private static void MakeDirectories()
    {
        const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

        // A guest's own root walks this way to its root directory; nobody but root lists it.
        const UnixFileMode Passage = Owner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        foreach ((string path, UnixFileMode mode) in new[]
        {
            ("/var/lib/hostelry-host", Passage), (Guest.GuestsDirectory, Passage), (FenceFile.FencesDirectory, Owner),
            (Bases.BasesDirectory, Owner),
        })
        {
            _ = Directory.CreateDirectory(path);
            File.SetUnixFileMode(path, mode);
        }

        // Others' directories: made where their packages did not, otherwise left alone (lxcfs may be mounted on its own).
        foreach (string path in new[] { "/var/lib/lxcfs", "/var/log/libvirt" }.Where(path => !Directory.Exists(path)))
        {
            _ = Directory.CreateDirectory(path, Program);
        }
    }

    private static void MakeAccounts(string? user)
    {
        EnsureGroup("libvirt");

        // libvirtd ends at once when its QEMU driver is installed without the user that this driver runs guests as.
        if (Directory.EnumerateFiles("/usr/lib", "libvirt_driver_qemu.so", SearchOption.AllDirectories).Any()
            && !Has("passwd", "libvirt-qemu"))
        {
            EnsureGroup("kvm");
            EnsureGroup("libvirt-qemu");
            _ = Tool.Run(
                "useradd",
                ["--system", "--gid", "kvm", "--groups", "libvirt-qemu", "--home-dir", "/var/lib/libvirt", "--shell", "/usr/sbin/nologin", "libvirt-qemu"]);
        }

        if (user is null or "root")
        {
            return;
        }

        if (user.Length > 32 || !user.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character is '-' or '_'))
        {
            throw new HostException("usage", "That is no user's name.");
        }

        if (!Has("passwd", user))
        {
            _ = Tool.Run(
                "useradd", ["--system", "--user-group", "--home-dir", "/var/lib/hostelry", "--shell", "/usr/sbin/nologin", user]);
        }

        _ = Tool.Run("usermod", ["--append", "--groups", "libvirt", user]);
        _ = WriteIfOther(
            "/etc/sudoers.d/hostelry-host",
            SudoRule(user),
            UnixFileMode.UserRead | UnixFileMode.GroupRead);
    }

    // The verbs of guests and images alone: not setup, which could hand the same right to another user.
    private static string SudoRule(string user) =>
        $"{user} ALL=(root) NOPASSWD: " + string.Join(", ", CommandLine.PortalsVerbs.Select(verb => $"{ProgramPath} {verb}")) + "\n";

    private static void EnsureGroup(string name)
    {
        if (!Has("group", name))
        {
            _ = Tool.Run("groupadd", ["--system", name]);
        }
    }

    private static bool Has(string database, string name) => Tool.Try("getent", [database, name]).Code == 0;

    private static bool AppendIfMissing(string path, string text)
    {
        string present = File.Exists(path) ? File.ReadAllText(path) : "";
        if (present.Contains(text, StringComparison.Ordinal))
        {
            return false;
        }

        File.WriteAllText(path, present + text);
        return true;
    }
}
