using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.AspNetCore.Diagnostics;

namespace Hostelry.Portal.Api.Shared;

/// <summary>What throws under <c>/v1</c> is a bug or the outside world: a body in the dialect, the truth in the log.</summary>
internal sealed partial class ApiExceptions(ILogger<ApiExceptions> log) : IExceptionHandler
{
    private static readonly Problem Unavailable = new("unavailable", "The database does not answer now; try again in a moment.");

    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        // The request's own path now leads to the page for people.
        PathString path = httpContext.Features.Get<IExceptionHandlerPathFeature>()?.Path ?? httpContext.Request.Path;
        if (!path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        if (exception is BadHttpRequestException bad)
        {
            await ApiErrors.WriteAsync(httpContext, ApiErrors.ForStatus(bad.StatusCode));
            return true;
        }

        LogFailed(exception, httpContext.Request.Method, path);
        await ApiErrors.WriteAsync(httpContext, DatabaseTrouble.IsPassing(exception) ? Unavailable : ApiErrors.Broken);
        return true;
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(Exception failure, string method, string path);
}
