using Hostelry.Billing.Customers;

using Microsoft.AspNetCore.Mvc.Filters;

namespace Hostelry.Portal.Api.Shared;

/// <summary>
/// Before anything is bound: a token that may only read does not write, and a suspended organization does nothing but
/// read and delete.
/// </summary>
internal sealed class WriteGate(ApiCaller caller, Standing standing) : IAsyncResourceFilter
{
    public async Task OnResourceExecutionAsync(ResourceExecutingContext context, ResourceExecutionDelegate next)
    {
        var method = context.HttpContext.Request.Method;
        if (!caller.IsKnown || HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        {
            await next();
            return;
        }

        if (!caller.MayWrite)
        {
            context.Result = ApiErrors.Result(ApiErrors.ReadOnly);
            return;
        }

        var stop = context.HttpContext.RequestAborted;
        if (!HttpMethods.IsDelete(method)
            && await standing.ReasonsAsync(caller.Project.OrganizationId, stop) is { Count: > 0 })
        {
            context.Result = ApiErrors.Result(ApiErrors.Suspended);
            return;
        }

        await next();
    }
}
