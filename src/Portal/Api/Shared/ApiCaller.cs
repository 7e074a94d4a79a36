using Hostelry.Portal.Identity;
using Hostelry.Provisioning;

namespace Hostelry.Portal.Api.Shared;

/// <summary>Whose token the request carries; set by <see cref="TokenAuthentication"/> before anything else runs.</summary>
public sealed class ApiCaller
{
    private ApiToken? _token;

    /// <summary>What every query starts from. Throws when the request carried no token.</summary>
    public ProjectKey Project => _token is { } token
        ? new ProjectKey(token.OrganizationId, token.ProjectId)
        : throw new InvalidOperationException("The request has no caller.");

    public bool IsKnown => _token is not null;

    public bool MayWrite => _token?.Scope == TokenScope.ReadWrite;

    internal void Become(ApiToken token) => _token = token;
}
