using Hostelry.Portal.Composition;

using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Hostelry.Portal.Features.Shared;

/// <summary>Closes what has to do with passwords and passkeys where an outside provider is the only way in (<c>Oidc:Only</c>): it is not there.</summary>
internal sealed class PasswordDoor(PortalSettings settings) : IResourceFilter
{
    public void OnResourceExecuting(ResourceExecutingContext context)
    {
        if (settings.Oidc.IsTheOnlyWay)
        {
            context.Result = new NotFoundResult();
        }
    }

    public void OnResourceExecuted(ResourceExecutedContext context)
    {
        // Nothing to do afterwards.
    }
}
