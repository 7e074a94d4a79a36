using System.Data.Common;

using Hostelry.Billing.Kernel;

using Microsoft.AspNetCore.Diagnostics;

namespace Hostelry.Portal.Api.Shared;

/// <summary>What throws under <c>/v1</c> is a bug or the outside world: a body in the dialect, the truth in the log.</summary>
internal sealed partial class ApiExceptions(ILogger<ApiExceptions> log) : IExceptionHandler
{
    private static readonly Problem Unavailable = new("unavailable", "The database does not answer now; try again in a moment.");

    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (!httpContext.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        if (exception is BadHttpRequestException bad)
        {
            await ApiErrors.WriteAsync(httpContext, ApiErrors.ForStatus(bad.StatusCode));
            return true;
        }

        LogFailed(exception, httpContext.Request.Method, httpContext.Request.Path);
        await ApiErrors.WriteAsync(
            httpContext,
            exception.GetBaseException() is DbException { IsTransient: true } or TimeoutException
                ? Unavailable
                : ApiErrors.Broken);
        return true;
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private partial void LogFailed(Exception failure, string method, string path);
}
