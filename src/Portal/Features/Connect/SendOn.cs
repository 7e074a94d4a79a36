using Microsoft.AspNetCore;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.WebUtilities;

using OpenIddict.Server;
using OpenIddict.Server.AspNetCore;

using static OpenIddict.Server.OpenIddictServerEvents;

namespace Hostelry.Portal.Features.Connect;

/// <summary>
/// Sends people back to the client by a page of ours when the way there began with a form of ours: browsers hold a form's
/// redirects to the content policy too, and ours lets forms go to no other site. Everybody else gets a redirect.
/// </summary>
internal static class SendOn
{
    private const string View = "/Features/Connect/GoOn.cshtml";

    public static void Authorization(OpenIddictServerHandlerDescriptor.Builder<ApplyAuthorizationResponseContext> handler) => handler
        .AddFilter<OpenIddictServerAspNetCoreHandlerFilters.RequireHttpRequest>()
        .UseInlineHandler(context => ByPageAsync(context, context.RedirectUri))
        .SetOrder(OpenIddictServerAspNetCoreHandlers.Authentication.ProcessQueryResponse.Descriptor.Order - 1);

    public static void EndSession(OpenIddictServerHandlerDescriptor.Builder<ApplyEndSessionResponseContext> handler) => handler
        .AddFilter<OpenIddictServerAspNetCoreHandlerFilters.RequireHttpRequest>()
        .UseInlineHandler(context => ByPageAsync(context, context.PostLogoutRedirectUri))
        .SetOrder(OpenIddictServerAspNetCoreHandlers.Session.ProcessQueryResponse.Descriptor.Order - 1);

    private static async ValueTask ByPageAsync(BaseRequestContext context, string? to)
    {
        var http = context.Transaction.GetHttpRequest()!.HttpContext;
        if (string.IsNullOrEmpty(to) || !BeganHere(http.Request))
        {
            return;
        }

        var parameters =
            from parameter in context.Transaction.Response!.GetParameters()
            from value in Answers.Values(parameter.Value)
            select KeyValuePair.Create(parameter.Key, value);
        await ShowAsync(http, QueryHelpers.AddQueryString(to, parameters));
        context.HandleRequest();
    }

    /// <summary>Browsers say where a chain of redirects began; other programs have no content policy.</summary>
    private static bool BeganHere(HttpRequest request) =>
        HttpMethods.IsPost(request.Method) || request.Headers["Sec-Fetch-Site"] == "same-origin";

    private static Task ShowAsync(HttpContext http, string address)
    {
        var page = new ViewResult
        {
            ViewName = View,
            ViewData = new ViewDataDictionary<string>(new EmptyModelMetadataProvider(), new ModelStateDictionary()) { Model = address },
        };
        http.Response.Headers.CacheControl = "no-store";
        return page.ExecuteResultAsync(new ActionContext(http, http.GetRouteData(), new()));
    }
}
