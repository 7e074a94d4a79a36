namespace Hostelry.Virt.Host;

/// <summary>
/// One file, three callings: <c>hostelry-host VERB …</c>; libvirt's container controller on hosts without systemd (called
/// <c>libvirt_lxc</c>); and process 1 of every guest, bound into it read-only.
/// </summary>
internal static class Program
{
    public static int Main(string[] arguments)
    {
        if (Environment.ProcessId == 1)
        {
            return GuestInit.Run();
        }

        return Path.GetFileName(Environment.GetCommandLineArgs()[0]) == "libvirt_lxc"
            ? Controller.Run(arguments)
            : CommandLine.Run(arguments);
    }
}
