using Hostelry.Billing.Mail;
using Hostelry.Portal.Identity;

namespace Hostelry.Portal.Mail;

/// <summary>Who of an organization reads which of its mail: everybody whose role has the permission.</summary>
internal static class MailReaders
{
    private static readonly Dictionary<string, Permission> Others = new(StringComparer.Ordinal)
    {
        [MailKind.OrganizationClosed] = Permission.SeeMembers,
    };

    /// <summary>Money's people, unless it says otherwise: most of an organization's mail is about money.</summary>
    public static Permission Of(string kind) => Others.GetValueOrDefault(kind, Permission.ManageMoney);
}
