using System.Collections.Immutable;
using System.Globalization;
using System.Security.Claims;

using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Mvc;

using OpenIddict.Abstractions;
using OpenIddict.Server.AspNetCore;

namespace Hostelry.Portal.Features.Connect;

/// <summary>Answers that OpenIddict writes for us.</summary>
internal static class Answers
{
    private const string Scheme = OpenIddictServerAspNetCoreDefaults.AuthenticationScheme;

    /// <summary>Ours, in forms that carry a request along.</summary>
    private static readonly string[] OwnFields = ["form_token", "Decision", "ChosenProject"];

    public static IActionResult Refuse(string error, string why) => new ForbidResult(
        [Scheme],
        new AuthenticationProperties(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            [OpenIddictServerAspNetCoreConstants.Properties.Error] = error,
            [OpenIddictServerAspNetCoreConstants.Properties.ErrorDescription] = why,
        }));

    public static IActionResult Grant(ClaimsPrincipal principal) => new SignInResult(Scheme, principal);

    public static IActionResult SignedOut() => new SignOutResult(Scheme, new AuthenticationProperties { RedirectUri = "/sign-in" });

    /// <summary>The request's parameters as they came, without our own.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Parameters(OpenIddictRequest request) =>
    [
        .. from parameter in request.GetParameters()
           where !OwnFields.Contains(parameter.Key, StringComparer.OrdinalIgnoreCase)
           from value in Values(parameter.Value)
           where value is not null
           select KeyValuePair.Create(parameter.Key, value),
    ];

    /// <summary>One, or several of the same name.</summary>
    public static IEnumerable<string?> Values(OpenIddictParameter parameter) =>
        ((ImmutableArray<string?>?)parameter)?.AsEnumerable() ?? [];

    /// <summary>Ends this browser's session.</summary>
    public static async Task LeaveAsync(HttpContext context, PageCaller caller)
    {
        await context.RequestServices.GetRequiredService<EndSession>().ExecuteAsync(caller.UserId, caller.SessionId, context.RequestAborted);
        await context.SignOutAsync(CustomerCookies.Customer);
    }

    /// <summary>A local address with the request's parameters.</summary>
    /// <param name="path">Local.</param>
    /// <param name="request">Of the present moment.</param>
    /// <param name="skip">A value of <c>prompt</c> that is left out.</param>
    /// <param name="more">Another parameter, when it has a value.</param>
    public static string Address(string path, OpenIddictRequest request, string? skip = null, (string? Name, long? Value) more = default)
    {
        var query = new QueryBuilder();
        foreach (var (name, value) in Parameters(request).Where(pair => pair.Key != more.Name || more.Value is null))
        {
            var kept = name == OpenIddictConstants.Parameters.Prompt && skip is not null
                ? string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(one => one != skip))
                : value;
            if (kept.Length > 0 || name != OpenIddictConstants.Parameters.Prompt)
            {
                query.Add(name, kept);
            }
        }

        if (more is ({ } added, { } number))
        {
            query.Add(added, number.ToString(CultureInfo.InvariantCulture));
        }

        return path + query.ToQueryString();
    }
}
