namespace Hostelry.Portal.Identity;

/// <summary>What a member is in an organization; stored in lower case.</summary>
public enum MemberRole
{
    /// <summary>Everything, closing the organization included. There is always one.</summary>
    Owner,

    /// <summary>Everything but the organization itself.</summary>
    Admin,

    /// <summary>Servers, keys and tokens.</summary>
    Member,

    /// <summary>Looks at everything, changes nothing.</summary>
    Reader,

    /// <summary>Invoices, balance, payments; no servers.</summary>
    Billing,
}

/// <summary>What a page needs of its visitor's role.</summary>
public enum Permission
{
    SeeServers,
    ManageServers,
    SeeMoney,
    ManageMoney,
    SeeMembers,
    ManageMembers,
    ManageProjects,
    ManageTokens,
    SeeAudit,
    ManageOrganization,
}

/// <summary>Which role may what; the one table that says so.</summary>
public static class Permissions
{
    private static readonly Permission[] Sees =
        [Permission.SeeServers, Permission.SeeMoney, Permission.SeeMembers, Permission.SeeAudit];

    private static readonly Dictionary<MemberRole, HashSet<Permission>> Table = new()
    {
        [MemberRole.Owner] = [.. Enum.GetValues<Permission>()],
        [MemberRole.Admin] = [.. Enum.GetValues<Permission>().Except([Permission.ManageOrganization])],
        [MemberRole.Member] = [Permission.SeeServers, Permission.ManageServers, Permission.ManageTokens, Permission.SeeMembers],
        [MemberRole.Reader] = [.. Sees],
        [MemberRole.Billing] = [Permission.SeeMoney, Permission.ManageMoney, Permission.SeeMembers],
    };

    /// <summary>What staff who look through a customer's eyes never do: money, credentials, who belongs to it.</summary>
    private static readonly HashSet<Permission> NeverForStaff =
    [
        Permission.ManageMoney, Permission.ManageMembers, Permission.ManageTokens, Permission.ManageOrganization,
    ];

    public static bool Has(this MemberRole role, Permission permission) => Table[role].Contains(permission);

    /// <summary>False for acts that a member of staff may not do in a customer's name, whatever the customer's role.</summary>
    public static bool IsForStaff(this Permission permission) => !NeverForStaff.Contains(permission);
}
