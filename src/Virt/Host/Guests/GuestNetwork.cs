using System.Text.RegularExpressions;
using System.Xml;
using Hostelry.Virt.Host.Native;

namespace Hostelry.Virt.Host.Guests;

/// <summary>What is left of a network that libvirt has forgotten (its /run was emptied, or it died in the midst of a start).</summary>
/// <param name="Bridge">The bridge that was removed; null when there was none.</param>
internal sealed partial record GuestNetwork(string? Bridge)
{
    /// <summary>Removes bridge and name server of a network that libvirt knows but does not run, so that it can start it again.</summary>
    /// <param name="network">libvirt's name of it.</param>
    /// <exception cref="HostException"><c>running</c>: the network runs, or guests are on its bridge.</exception>
    public static GuestNetwork Clear(string network)
    {
        if (!NamePattern().IsMatch(network))
        {
            throw new HostException("usage", "That is no network's name.");
        }

        if (File.Exists($"/run/libvirt/network/{network}.xml"))
        {
            throw new HostException("running", $"libvirt runs the network {network}.");
        }

        // Only what libvirt itself would make for this network: never another program's bridge.
        string bridge = BridgeOf(network);
        string ports = $"/sys/class/net/{bridge}/brif";
        bool made = Directory.Exists(ports);
        if (made && Directory.EnumerateFileSystemEntries(ports).Any())
        {
            throw new HostException(
                "running", $"libvirt has forgotten the network {network}, but guests are on its bridge {bridge}: power them off first.");
        }

        EndNameServers(network);
        if (!made)
        {
            return new GuestNetwork(Bridge: null);
        }

        _ = Tool.Run("ip", ["link", "delete", "dev", bridge, "type", "bridge"]);
        return new GuestNetwork(bridge);
    }

    private static string BridgeOf(string network)
    {
        string path = $"/etc/libvirt/qemu/networks/{network}.xml";
        if (!File.Exists(path))
        {
            throw new HostException("not_found", $"libvirt has no network {network}.");
        }

        using var xml = XmlReader.Create(path);
        while (xml.Read())
        {
            if (xml.LocalName == "forward" && xml.GetAttribute("mode") == "bridge")
            {
                break; // on somebody else's bridge
            }

            if (xml.LocalName == "bridge" && xml.GetAttribute("name") is { } name && NamePattern().IsMatch(name))
            {
                return name;
            }
        }

        throw new HostException("refused", $"The network {network} has no bridge of its own.");
    }

    // It holds the gateway's address, also when the bridge is gone.
    private static void EndNameServers(string network)
    {
        string ours = $"--conf-file=/var/lib/libvirt/dnsmasq/{network}.conf";
        Until.True(
            () =>
            {
                List<int> found = [.. ProcessTable.All().Where(process => ProcessTable.ArgumentsOf(process).Contains(ours) && ProcessTable.IsOfHost(process))];
                found.ForEach(Libc.Kill);
                return found.Count == 0;
            },
            Until.Soon,
            () => new HostException("busy", $"The name server of the network {network} does not end."));
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9-]{0,14}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex NamePattern();
}
