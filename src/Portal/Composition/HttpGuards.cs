using System.Net;

using Hostelry.Portal.Api.Shared;

using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Hostelry.Portal.Composition;

/// <summary>What stands before every request: limits, headers, and no plain http off this machine.</summary>
internal static class HttpGuards
{
    /// <summary>Room for the largest allowed body with every field at its limit; more is <c>payload_too_large</c>.</summary>
    public const long MaxBodyBytes = 2 * 1024 * 1024;

    public static void Limit(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxBodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 64;
        kestrel.Limits.MaxRequestLineSize = 8 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(75);
    }

    /// <summary>Forwarded headers count only when a named proxy sends them.</summary>
    public static void Trust(ForwardedHeadersOptions options, PortalSettings settings)
    {
        options.ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto;
        options.ForwardLimit = 1;
        options.KnownIPNetworks.Clear();
        options.KnownProxies.Clear();
        foreach (var proxy in settings.Proxies)
        {
            options.KnownProxies.Add(IPAddress.Parse(proxy));
        }
    }

    public static void UseGuards(this WebApplication app, PortalSettings settings)
    {
        if (settings.Proxies.Count > 0)
        {
            app.UseForwardedHeaders();
        }

        app.Use(RefusePlainHttp);
        app.Use(RefuseLargeBody);
        // Either the one or the other: headers are written at the end, so an outer policy would overwrite an inner one.
        app.UseWhen(context => !IsDashboard(context), branch => branch.UseSecurityHeaders(Headers(dashboard: false)));
        app.UseWhen(IsDashboard, branch => branch.UseSecurityHeaders(Headers(dashboard: true)));
    }

    private static bool IsDashboard(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/staff/jobs", StringComparison.OrdinalIgnoreCase);

    private static Task RefusePlainHttp(HttpContext context, RequestDelegate next)
    {
        var local = context.Connection.LocalIpAddress;
        if (context.Request.IsHttps || local is null || IPAddress.IsLoopback(local))
        {
            return next(context);
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        return context.Response.WriteAsync("Plain http is served on this machine's own address only. Use https.\n", context.RequestAborted);
    }

    /// <summary>
    /// Answers before the body is read, and lets the server swallow the rest: a client that sends on without looking
    /// gets the answer instead of a broken connection. Bodies without a length meet the server's own limit.
    /// </summary>
    private static Task RefuseLargeBody(HttpContext context, RequestDelegate next)
    {
        if (context.Request.ContentLength is null or <= MaxBodyBytes)
        {
            return next(context);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = null;
        }

        return ApiErrors.WriteAsync(context, ApiErrors.TooLarge);
    }

    private static HeaderPolicyCollection Headers(bool dashboard) => new HeaderPolicyCollection()
        .AddDefaultSecurityHeaders()
        .AddReferrerPolicyNoReferrer()
        .AddContentSecurityPolicy(csp =>
        {
            csp.AddDefaultSrc().None();
            csp.AddBaseUri().None();
            csp.AddFormAction().Self();
            csp.AddFrameAncestors().None();
            csp.AddImgSrc().Self().Data();
            csp.AddFontSrc().Self();
            csp.AddConnectSrc().Self();
            // Hangfire's own pages write style attributes; their scripts are files.
            var style = csp.AddStyleSrc().Self();
            csp.AddScriptSrc().Self();
            if (dashboard)
            {
                style.UnsafeInline();
            }
        });
}
