using Hostelry.Portal.Identity;
using Hostelry.Provisioning;

namespace Hostelry.Portal.Api.Shared;

/// <summary>
/// Whose token the request carries, a project's own or the issuer's; set by <see cref="TokenAuthentication"/> before anything
/// else runs.
/// </summary>
public sealed class ApiCaller
{
    private ProjectKey? _project;
    private TokenScope _scope;

    /// <summary>What every query starts from. Throws when the request carried no token.</summary>
    public ProjectKey Project => _project ?? throw new InvalidOperationException("The request has no caller.");

    public bool IsKnown => _project is not null;

    public bool MayWrite => IsKnown && _scope == TokenScope.ReadWrite;

    /// <summary>Invoices and usage of the whole organization, beyond the token's project.</summary>
    public bool MaySeeMoney => IsKnown && _scope == TokenScope.ReadMoney;

    internal void Become(ProjectKey project, TokenScope scope) => (_project, _scope) = (project, scope);
}
