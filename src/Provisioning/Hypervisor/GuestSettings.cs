using System.Globalization;
using System.Net;

namespace Hostelry.Provisioning.Hypervisor;

/// <summary>What holds for every guest of this installation, section <c>Guests</c> of the settings. Lists are separated by spaces.</summary>
public sealed class GuestSettings
{
    public const string Section = "Guests";

    /// <summary>TCP ports that guests cannot reach outside: those by which mail is handed in, unless the operator opens them.</summary>
    public string ClosedTcpPorts { get; set; } = "25 465 587";

    /// <summary>
    /// IPv4 networks that guests cannot reach, as 10.0.0.0/8: the operator's own. Gateway and name servers stay reachable;
    /// link-local addresses (metadata services among them) are closed always.
    /// </summary>
    public string ClosedNetworks { get; set; } = "";

    /// <exception cref="InvalidOperationException">A value is no port or no network; the message says which.</exception>
    internal void Check() => _ = (TcpPorts(), Networks());

    internal IReadOnlyList<int> TcpPorts() => Each(ClosedTcpPorts, text =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port is > 0 and < 65_536
            ? port
            : throw new InvalidOperationException($"{Section}:{nameof(ClosedTcpPorts)}: '{text}' is no port."));

    internal IReadOnlyList<IPNetwork> Networks() => Each(ClosedNetworks, text =>
        IPNetwork.TryParse(text, out IPNetwork network) && network.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork
            ? network
            : throw new InvalidOperationException($"{Section}:{nameof(ClosedNetworks)}: '{text}' is no IPv4 network as 10.0.0.0/8."));

    private static List<T> Each<T>(string list, Func<string, T> parse) =>
        [.. list.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(parse)];
}
