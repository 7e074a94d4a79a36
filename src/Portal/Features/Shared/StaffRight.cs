using System.Security.Claims;

using Microsoft.AspNetCore.Authorization;

namespace Hostelry.Portal.Features.Shared;

/// <summary>What a member of staff may do; a route of theirs names the one it asks for.</summary>
public enum StaffRight
{
    /// <summary>Look at everything but settings.</summary>
    See,

    /// <summary>Suspend and resume customers.</summary>
    SetStanding,

    /// <summary>Grant credit, set credit and spending limits, publish prices.</summary>
    HandleMoney,

    /// <summary>Set quotas, write announcements, send mail again.</summary>
    Support,

    /// <summary>Act for a customer.</summary>
    Impersonate,

    /// <summary>Retry and give up operations, open and close hosts, build images, see the job dashboard.</summary>
    Operate,

    /// <summary>Make and retire server types, open and close offers, withdraw images.</summary>
    SetCatalogue,

    /// <summary>Settings of seller and legal entity, staff accounts.</summary>
    Administer,
}

/// <summary>Roles of staff: data in <see cref="Identity.StaffRole.Role"/>.</summary>
public static class StaffRoles
{
    public const string Admin = "admin";
    public const string Support = "support";
    public const string Billing = "billing";

    private static readonly Dictionary<string, StaffRight[]> Rights = new(StringComparer.Ordinal)
    {
        [Admin] = Enum.GetValues<StaffRight>(),
        [Support] = [StaffRight.See, StaffRight.SetStanding, StaffRight.Support, StaffRight.Impersonate, StaffRight.Operate],
        [Billing] = [StaffRight.See, StaffRight.SetStanding, StaffRight.HandleMoney],
    };

    public static IReadOnlyCollection<string> All => Rights.Keys;

    /// <summary>The roles that have a right.</summary>
    public static IReadOnlyList<string> With(StaffRight right) => [.. Rights.Where(role => role.Value.Contains(right)).Select(role => role.Key)];

    /// <summary>False for a role that is none of ours.</summary>
    public static bool May(string? role, StaffRight right) =>
        role is not null && Rights.TryGetValue(role, out var rights) && rights.Contains(right);
}

/// <summary>The right that a staff route asks for; a test fails for one without it.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class StaffMayAttribute(StaffRight right) : AuthorizeAttribute, IAuthorizationRequirementData
{
    public StaffRight Right => right;

    public IEnumerable<IAuthorizationRequirement> GetRequirements() => [new StaffRightRequirement(right)];
}

/// <summary>Asks the role that the session's account has now.</summary>
internal sealed class StaffRightRequirement(StaffRight right)
    : AuthorizationHandler<StaffRightRequirement>, IAuthorizationRequirement
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, StaffRightRequirement requirement)
    {
        // Each requirement is shown to the handler of each other: one right must not answer for another.
        if (ReferenceEquals(requirement, this) && context.User.May(right))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}

/// <summary>What views ask of whoever is signed in.</summary>
internal static class StaffPrincipal
{
    /// <summary>Written anew at every request, from the database.</summary>
    public const string RoleClaim = "staff-role";

    public static bool May(this ClaimsPrincipal user, StaffRight right) =>
        StaffRoles.May(user.FindFirstValue(RoleClaim), right);
}
