using System.Net;

using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Hosts;

namespace Hostelry.Provisioning.Addresses;

/// <summary>How a host's network is divided: the first address is the gateway, servers get the rest.</summary>
internal sealed record NetworkPlan(string Cidr, long Network, long Broadcast)
{
    /// <summary>Refusal: <c>invalid_input</c> unless it is an IPv4 network of /8 to /29, written with its first address.</summary>
    public static Result<NetworkPlan> Parse(string cidr)
    {
        if (!IPNetwork.TryParse(cidr, out var network)
            || network.BaseAddress.AddressFamily != System.Net.Sockets.AddressFamily.InterNetwork
            || network.PrefixLength is < 8 or > 29
            || network.ToString() != cidr)
        {
            return Problems.Invalid("network_cidr", "must be an IPv4 network of /8 to /29, as 10.77.0.0/16.");
        }

        var first = AddressRange.ToNumber(network.BaseAddress.ToString());
        return new NetworkPlan(network.ToString(), first, first + (1L << (32 - network.PrefixLength)) - 1);
    }

    public AddressPool ToPool(Host host, ProvisioningSettings settings)
    {
        var gateway = AddressRange.ToDotted(Network + 1);
        return new AddressPool
        {
            SellerId = host.SellerId,
            HostId = host.Id,
            Network = settings.NetworkName,
            Cidr = Cidr,
            Gateway = gateway,
            First = AddressRange.ToDotted(Network + 2),
            Last = AddressRange.ToDotted(Broadcast - 1),
            Nameservers = settings.Nameservers.Length == 0 ? gateway : settings.Nameservers,
        };
    }
}
