namespace Hostelry.Provisioning.Servers;

/// <summary>
/// Keeps a root password unreadable in the database between the order and the guest's first boot. The composition gives
/// one made of its data-protection keys: this room knows no key store.
/// </summary>
public interface ISecretSeal
{
    byte[] Seal(string secret);

    /// <summary>Throws <see cref="System.Security.Cryptography.CryptographicException"/> when the key is gone or the bytes changed.</summary>
    string Unseal(byte[] sealedSecret);
}
