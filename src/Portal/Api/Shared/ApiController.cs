using Hostelry.Billing.Kernel;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Listing;

using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Api.Shared;

/// <summary>What all of <c>/v1</c> has in common: a token, a project, answers made of results.</summary>
[ApiController]
[Authorize(Policy = TokenAuthentication.SchemeName)]
[TypeFilter<ValidateBodies>]
[TypeFilter<OneConnection>(Order = 1)]
[Produces("application/json")]
[ResponseCache(NoStore = true)]
[ProducesResponseType<ErrorResponse>(StatusCodes.Status401Unauthorized)]
public abstract class ApiController : ControllerBase
{
    /// <summary>Every query starts from it.</summary>
    protected ProjectKey Project => HttpContext.RequestServices.GetRequiredService<ApiCaller>().Project;

    /// <summary>The value as a body, or the refusal with its status.</summary>
    protected static IActionResult Answer<T>(Result<T> result, Func<T, object> body, int status = StatusCodes.Status200OK) =>
        result.Problem is { } problem
            ? ApiErrors.Result(problem)
            : new ObjectResult(body(result.Value)) { StatusCode = status };

    /// <summary>As <see cref="Answer{T}(Result{T},Func{T,object},int)"/>, for bodies that need the database.</summary>
    protected static async Task<IActionResult> AnswerAsync<T>(
        Result<T> result, Func<T, Task<object>> body, int status = StatusCodes.Status200OK) =>
        result.Problem is { } problem
            ? ApiErrors.Result(problem)
            : new ObjectResult(await body(result.Value)) { StatusCode = status };

    /// <summary>The list's <c>meta</c>, and the same as a Link header.</summary>
    protected Meta Meta<T>(Paged<T> paged)
    {
        var meta = Shared.Meta.Of(paged);
        if (PageLinks.For(Request, meta.Pagination) is { Length: > 0 } links)
        {
            Response.Headers.Link = links;
        }

        return meta;
    }
}
