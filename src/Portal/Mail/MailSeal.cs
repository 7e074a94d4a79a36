using System.Text;

using Microsoft.AspNetCore.DataProtection;

namespace Hostelry.Portal.Mail;

/// <summary>Seals what makes a link in a mail work, for as long as the mail waits.</summary>
public sealed class MailSeal(IDataProtectionProvider protection)
{
    private readonly IDataProtector _protector = protection.CreateProtector("mail");

    public byte[] Seal(string secret) => _protector.Protect(Encoding.UTF8.GetBytes(secret));

    public string Unseal(byte[] sealedSecret) => Encoding.UTF8.GetString(_protector.Unprotect(sealedSecret));
}
