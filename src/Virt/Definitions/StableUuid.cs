using System.Security.Cryptography;
using System.Text;

namespace Hostelry.Virt.Definitions;

/// <summary>
/// UUIDs made from a name, so that defining a thing a second time meets the first instead of a refusal
/// (libvirt refuses a known name with another UUID).
/// </summary>
public static class StableUuid
{
    /// <summary>The UUID (RFC 9562 version 8) of a name: the first 16 bytes of its SHA-256 with version and variant set.</summary>
    /// <param name="name">The object's name on the host, kind included: <c>network/hostelry_k3f9a2xz</c>.</param>
    public static Guid From(string name)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(name), digest);
        digest[6] = (byte)((digest[6] & 0x0f) | 0x80);
        digest[8] = (byte)((digest[8] & 0x3f) | 0x80);
        return new Guid(digest[..16], bigEndian: true);
    }
}
