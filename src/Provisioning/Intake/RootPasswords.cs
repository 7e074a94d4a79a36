using System.Security.Cryptography;

using Hostelry.Provisioning.Servers;

namespace Hostelry.Provisioning.Intake;

/// <summary>Makes root passwords: 24 letters and digits without the ones that look alike, 139 bits.</summary>
public sealed class RootPasswords(ISecretSeal seal)
{
    private const int Length = 24;
    private const string Alphabet = "abcdefghijkmnopqrstuvwxyzACDEFGHJKLMNPQRTUVWXYZ2346789";

    /// <summary>A new one, put sealed on the server row for the guest; the value returned is for the customer, once.</summary>
    internal string SetOn(Server server)
    {
        var password = RandomNumberGenerator.GetString(Alphabet, Length);
        server.SealedRootPassword = seal.Seal(password);
        return password;
    }
}
