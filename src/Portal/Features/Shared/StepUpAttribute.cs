using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Hostelry.Portal.Features.Shared;

/// <summary>
/// For acts that destroy, or that hand out keys: whoever proved who they are longer than ten minutes ago proves it once more
/// first, and comes back to where they were. Put it on the page with the form and on its post alike.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class StepUpAttribute() : TypeFilterAttribute(typeof(AskOnceMore))
{
    /// <summary>Where the form of a post stands when that is not the post's own address; relative to it, as in a link.</summary>
    public string? Form { get; init; }
}

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
            // A form that was sent too late is filled in again, on its page: the browser says nothing of where it stood.
            var back = HttpMethods.IsGet(request.Method)
                ? request.Path + request.QueryString
                : FormOf(request.Path, context.ActionDescriptor.EndpointMetadata.OfType<StepUpAttribute>().LastOrDefault());
            context.Result = new LocalRedirectResult($"/account/confirm?{CustomerCookies.Back}={Uri.EscapeDataString(back)}");
        }

        return Task.CompletedTask;
    }

    /// <summary>The address of the page with a post's form.</summary>
    internal static string FormOf(string post, StepUpAttribute? stepUp) =>
        stepUp?.Form is { } form ? new Uri(new Uri("http://here" + post), form).AbsolutePath : post;
}
