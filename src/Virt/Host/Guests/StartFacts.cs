using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Hostelry.Virt.Host.Limits;

namespace Hostelry.Virt.Host.Guests;

/// <summary>What holds since a guest's last start, kept in /run: it is gone with the host's reboot, as all of it is.</summary>
/// <param name="Address">The guest's IPv4 address.</param>
/// <param name="Mac">Of its interface.</param>
/// <param name="Bridge">The host's bridge.</param>
/// <param name="Limits">In force once the boot has settled.</param>
/// <param name="Port">The host's end of its interface; null for a guest defined before this was written down.</param>
internal sealed partial record StartFacts(string Address, string Mac, string Bridge, LimitFacts Limits, string? Port = null)
{
    public const string StartsDirectory = "/run/hostelry-host/starts";

    public static string BoostMark(Guest guest) => Path.Combine(StartsDirectory, guest.Name + ".boost");

    public static StartFacts? Read(Guest guest) =>
        File.Exists(PathOf(guest)) ? JsonSerializer.Deserialize(File.ReadAllText(PathOf(guest)), HostJson.Default.StartFacts) : null;

    public static void Remove(Guest guest)
    {
        if (Directory.Exists(StartsDirectory))
        {
            File.Delete(PathOf(guest));
            File.Delete(BoostMark(guest));
        }
    }

    public static IEnumerable<string> Names() => Directory.Exists(StartsDirectory)
        ? Directory.EnumerateFiles(StartsDirectory, "*.json").Select(path => Path.GetFileNameWithoutExtension(path))
        : [];

    public void Write(Guest guest)
    {
        _ = Directory.CreateDirectory(StartsDirectory);
        string next = PathOf(guest) + ".new";
        File.WriteAllText(next, JsonSerializer.Serialize(this, HostJson.Default.StartFacts));
        File.Move(next, PathOf(guest), overwrite: true);
    }

    /// <summary>
    /// A fixed neighbour entry: the host need not ask who has the address (which costs the first connection up to a
    /// second), and nobody else can answer.
    /// </summary>
    public void SetNeighbour()
    {
        Check();
        if (!Directory.Exists($"/sys/class/net/{Bridge}/bridge"))
        {
            throw new HostException("refused", $"{Bridge} is no bridge of this host."); // An entry on another link is the host's own traffic.
        }

        _ = Tool.Run("ip", ["neighbour", "replace", Address, "lladdr", Mac, "dev", Bridge, "nud", "permanent"]);
    }

    public void RemoveNeighbour()
    {
        Check();
        _ = Tool.Try("ip", ["neighbour", "del", Address, "dev", Bridge]); // It may be gone with its bridge.
    }

    /// <summary>Before a start: a libvirtd that died in the midst of one leaves the port, and the next start would find its name taken.</summary>
    public void RemovePort()
    {
        if (Port is not null && Directory.Exists($"/sys/class/net/{Port}"))
        {
            Check();
            _ = Tool.Try("ip", ["link", "delete", "dev", Port]);
        }
    }

    private static string PathOf(Guest guest) => Path.Combine(StartsDirectory, guest.Name + ".json");

    private void Check()
    {
        bool clean = IPAddress.TryParse(Address, out IPAddress? address) && address.ToString() == Address
            && MacPattern().IsMatch(Mac) && LinkPattern().IsMatch(Bridge) && LinkPattern().IsMatch(Port ?? Bridge);
        if (!clean)
        {
            throw new HostException("refused", "The guest's address, MAC, bridge or port is none.");
        }
    }

    [GeneratedRegex(@"\A([0-9a-f]{2}:){5}[0-9a-f]{2}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MacPattern();

    [GeneratedRegex(@"\A[a-z][a-z0-9]{0,14}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex LinkPattern();
}
