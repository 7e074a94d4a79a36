using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Hostelry.Provisioning.Addresses;

/// <summary>Arithmetic of IPv4 addresses as numbers.</summary>
internal static class AddressRange
{
    /// <summary>Throws <see cref="FormatException"/> when the text is no dotted IPv4 address.</summary>
    public static long ToNumber(string dotted)
    {
        var address = IPAddress.Parse(dotted);
        return address.AddressFamily == AddressFamily.InterNetwork
            ? BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes())
            : throw new FormatException($"{dotted} is not an IPv4 address.");
    }

    public static string ToDotted(long number)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, checked((uint)number));
        return new IPAddress(bytes).ToString();
    }

    /// <summary>The lowest number of first…last that is not taken; null when all are.</summary>
    /// <param name="taken">In any order; numbers outside the range do not matter.</param>
    public static long? FirstFree(long first, long last, IEnumerable<long> taken)
    {
        var next = first;
        foreach (var number in taken.Where(number => number >= first).Order())
        {
            if (number > next)
            {
                break;
            }

            next = number + 1;
        }

        return next <= last ? next : null;
    }

    /// <summary>
    /// Locally administered, from the installation and the address: unique on a network, and two installations on one
    /// wire differ with 255 chances in 256.
    /// </summary>
    public static string MacOf(string installation, long number)
    {
        var tag = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.ASCII.GetBytes(installation))[0];
        return FormattableString.Invariant(
            $"02:{tag:x2}:{(number >> 24) & 255:x2}:{(number >> 16) & 255:x2}:{(number >> 8) & 255:x2}:{number & 255:x2}");
    }
}
