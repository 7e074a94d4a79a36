using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Hostelry.Portal.Features.Shared;

/// <summary>
/// For acts that destroy, or that hand out keys: whoever proved who they are longer than ten minutes ago proves it once more
/// first, and comes back to where they were. Put it on the page with the form and on its post alike.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class StepUpAttribute() : TypeFilterAttribute(typeof(AskOnceMore));

/// <summary>The filter of <see cref="StepUpAttribute"/>; runs after the caller is known.</summary>
internal sealed class AskOnceMore(PageCaller caller, TimeProvider clock) : IAsyncAuthorizationFilter
{
    /// <summary>How long a proof holds.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(10);

    public Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        if (context.Result is null && clock.GetUtcNow() - caller.VerifiedAt > Fresh)
        {
            var request = context.HttpContext.Request;
            // A form that was sent too late is filled in again: the browser says nothing of the page it stood on.
            var back = HttpMethods.IsGet(request.Method) ? request.Path + request.QueryString : "/account";
            context.Result = new LocalRedirectResult($"/account/confirm?{CustomerCookies.Back}={Uri.EscapeDataString(back)}");
        }

        return Task.CompletedTask;
    }
}
