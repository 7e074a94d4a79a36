using System.Text;

using Hostelry.Provisioning.Servers;

using Microsoft.AspNetCore.DataProtection;

namespace Hostelry.Portal.Composition;

/// <summary>Seals root passwords with the installation's data-protection keys.</summary>
internal sealed class SecretSeal(IDataProtectionProvider protection) : ISecretSeal
{
    private readonly IDataProtector _protector = protection.CreateProtector("root-password");

    public byte[] Seal(string secret) => _protector.Protect(Encoding.UTF8.GetBytes(secret));

    public string Unseal(byte[] sealedSecret) => Encoding.UTF8.GetString(_protector.Unprotect(sealedSecret));
}
