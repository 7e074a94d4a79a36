using Microsoft.AspNetCore.Diagnostics;

namespace Hostelry.Portal.Features.Shared;

/// <summary>Where "back to the start" leads: whoever was on staff's pages stays there, everybody else is a customer.</summary>
public static class Starts
{
    public const string Staff = "/staff";
    public const string Customer = "/";

    /// <summary>Looks through an error page at the page that failed.</summary>
    public static string Of(HttpContext context)
    {
        var failed = context.Features.Get<IStatusCodeReExecuteFeature>()?.OriginalPath
            ?? context.Features.Get<IExceptionHandlerPathFeature>()?.Path;
        return new PathString(failed ?? context.Request.Path).StartsWithSegments(Staff, StringComparison.OrdinalIgnoreCase)
            ? Staff
            : Customer;
    }
}
