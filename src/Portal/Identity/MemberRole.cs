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

    /// <summary>Power, names, labels, protection: nothing that spends, opens or destroys.</summary>
    ManageServers,

    /// <summary>Order and resize: what a server costs comes out of the balance.</summary>
    OrderServers,

    /// <summary>Root passwords and public keys: whoever has these is inside.</summary>
    OpenServers,

    /// <summary>Delete and rebuild: what is on the disk is gone.</summary>
    DestroyServers,
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
        [MemberRole.Member] =
        [
            Permission.SeeServers, Permission.ManageServers, Permission.OrderServers, Permission.OpenServers, Permission.DestroyServers,
            Permission.ManageTokens, Permission.SeeMembers,
        ],
        [MemberRole.Reader] = [.. Sees],
        [MemberRole.Billing] = [Permission.SeeMoney, Permission.ManageMoney, Permission.SeeMembers],
    };

    /// <summary>What staff who look through a customer's eyes never do: spend, open, destroy, hand out, say who belongs to it.</summary>
    private static readonly HashSet<Permission> NeverForStaff =
    [
        Permission.OrderServers, Permission.OpenServers, Permission.DestroyServers, Permission.ManageMoney, Permission.ManageMembers,
        Permission.ManageProjects, Permission.ManageTokens, Permission.ManageOrganization,
    ];

    /// <summary>Whether a member with this role keeps seats for others with that one: owners are made by owners alone.</summary>
    public static bool MayInvite(this MemberRole role, MemberRole other) =>
        role.Has(other == MemberRole.Owner ? Permission.ManageOrganization : Permission.ManageMembers);

    public static bool Has(this MemberRole role, Permission permission) => Table[role].Contains(permission);

    /// <summary>False for acts that a member of staff may not do in a customer's name, whatever the customer's role.</summary>
    public static bool IsForStaff(this Permission permission) => !NeverForStaff.Contains(permission);
}
