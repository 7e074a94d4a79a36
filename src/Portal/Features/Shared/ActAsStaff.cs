using System.Globalization;

using Hostelry.Billing.Kernel;

namespace Hostelry.Portal.Features.Shared;

/// <summary>Everything under <c>/staff</c> acts as staff, under the name of who is signed in.</summary>
internal sealed class ActAsStaff(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context, Tenant tenant)
    {
        if (context.Request.Path.StartsWithSegments("/staff", StringComparison.OrdinalIgnoreCase))
        {
            tenant.ActAsStaff(StaffCookies.UserIdOf(context.User) is { } id
                ? string.Create(CultureInfo.InvariantCulture, $"user:{id}")
                : "sign-in");
        }

        return next(context);
    }
}
