using System.Collections;
using Hostelry.Virt.Host.Guests;
using Hostelry.Virt.Host.Limits;
using Hostelry.Virt.Host.Native;

namespace Hostelry.Virt.Host;

/// <summary>
/// Stands in for libvirt's container controller on hybrid hosts: enters the groups that libvirt does not make there (processes,
/// name=systemd, cgroup2), then becomes the real one. So the process limit holds from the guest's first process on.
/// </summary>
internal static class Controller
{
    public const string Real = "/usr/lib/libvirt/libvirt_lxc";

    public static int Run(string[] arguments)
    {
        int name = Array.IndexOf(arguments, "--name");
        if (name >= 0 && name + 1 < arguments.Length && Guest.TryParse(arguments[name + 1]) is { } guest)
        {
            HybridLimits.Join(guest, GuestMounts.Require(guest).UidBase);
        }

        string[] environment =
            [.. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => $"{entry.Key}={entry.Value}")];
        Libc.Execute(Real, [Real, .. arguments], environment);
        return 1;
    }
}
