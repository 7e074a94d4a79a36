using Hostelry.Billing.Persistence;

using Microsoft.AspNetCore.Mvc.Filters;

namespace Hostelry.Portal.Api.Shared;

/// <summary>
/// An action reads several times: one connection serves it from the first to the last. Not longer, for a client that sends or
/// reads slowly must not hold one.
/// </summary>
internal sealed class OneConnection(Database database) : IAsyncActionFilter
{
    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        await using var open = await database.KeepOpenAsync(context.HttpContext.RequestAborted);
        await next();
    }
}
