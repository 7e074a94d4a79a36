using System.Net;
using System.Net.Sockets;

namespace Hostelry.Portal.Tests.Connect;

/// <summary>For portals whose public address must be known before they start.</summary>
internal static class Ports
{
    public static string FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return FormattableString.Invariant($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}");
    }
}
