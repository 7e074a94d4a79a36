using System.Globalization;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Hostelry.Portal.Features.Shared;

/// <summary>
/// Finds the organization and project of the path among the visitor's memberships, then lets the scope act for it. No
/// membership, a foreign id and a missing one are 404 alike; a role that does not reach is 403.
/// </summary>
internal sealed class ResolveCaller(
    PageCaller caller, FindSeats seats, NoteProject note, Tenant tenant, Standing standing) : IAsyncAuthorizationFilter
{
    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        var stop = context.HttpContext.RequestAborted;
        caller.Sits(await seats.ExecuteAsync(caller.UserId, stop));
        if (Find(context.RouteData.Values) is not ({ } seat, var project))
        {
            context.Result = new NotFoundResult();
            return;
        }

        tenant.ActForOrganization(seat.OrganizationId, caller.Actor);
        caller.Choose(seat, project);
        var metadata = context.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<NeedsAttribute>().LastOrDefault() is not { } needs || !caller.May(needs.Permission))
        {
            context.Result = new StatusCodeResult(StatusCodes.Status403Forbidden);
            return;
        }

        if (!IsRead(context.HttpContext.Request) && !metadata.OfType<WhileSuspendedAttribute>().Any()
            && await standing.ReasonsAsync(seat.OrganizationId, stop) is { Count: > 0 })
        {
            context.HttpContext.Items[Suspended] = true;
            context.Result = new StatusCodeResult(StatusCodes.Status403Forbidden);
            return;
        }

        if (project is not null)
        {
            await note.ExecuteAsync(caller, stop);
        }
    }

    /// <summary>Marks a refusal that the error page explains in words of its own.</summary>
    public const string Suspended = "suspended";

    private static bool IsRead(HttpRequest request) => HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    private (Seat? Seat, SeatProject? Project) Find(RouteValueDictionary route)
    {
        if (route.TryGetValue("projectId", out var named))
        {
            var id = IdOf(named);
            var seat = caller.Seats.FirstOrDefault(seat => seat.Projects.Any(project => project.Id == id));
            return (seat, seat?.Projects.Single(project => project.Id == id));
        }

        return route.TryGetValue("organizationId", out named)
            ? (caller.Seats.FirstOrDefault(seat => seat.OrganizationId == IdOf(named)), null)
            : throw new InvalidOperationException("A customer's page has {projectId} or {organizationId} in its path.");
    }

    private static long? IdOf(object? value) => long.TryParse(
        Convert.ToString(value, CultureInfo.InvariantCulture), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
}

/// <summary>A person's own pages: the menu's organizations, and no member of staff behind the person's eyes.</summary>
internal sealed class ResolvePerson(PageCaller caller, FindSeats seats) : IAsyncAuthorizationFilter
{
    public async Task OnAuthorizationAsync(AuthorizationFilterContext context)
    {
        if (caller.StaffUserId is not null)
        {
            context.Result = new StatusCodeResult(StatusCodes.Status403Forbidden);
            return;
        }

        caller.Sits(await seats.ExecuteAsync(caller.UserId, context.HttpContext.RequestAborted));
    }
}
