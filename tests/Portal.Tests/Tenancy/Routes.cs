using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Hostelry.Portal.Tests.Tenancy;

/// <summary>Who may come to a route at all.</summary>
public enum RouteClass
{
    /// <summary>Anybody: health, the API's description, signing in.</summary>
    Open,

    /// <summary>Bearer tokens; ids in the path are the tenant's, or the seller's catalogue.</summary>
    Api,

    /// <summary>Bearer tokens, and nothing is there: whoever has one is told so, whatever the method.</summary>
    Nowhere,

    /// <summary>Signed-in staff.</summary>
    Staff,

    /// <summary>Signed-in members of the organization that the path names, as far as their role reaches.</summary>
    Customer,

    /// <summary>Whoever is signed in as a customer: their own account.</summary>
    Account,
}

/// <summary>One way into the portal, as the endpoint data source knows it.</summary>
/// <param name="Method">As <c>GET</c>.</param>
/// <param name="Pattern">As <c>/v1/servers/{id}</c>, without constraints.</param>
/// <param name="Class">Null when nobody said: a test fails.</param>
/// <param name="Needs">What a customer's page needs of its visitor's role; null on others, and where somebody forgot it.</param>
/// <param name="WhileSuspended">An act that a suspended organization may do.</param>
public sealed record Route(string Method, string Pattern, RouteClass? Class, Permission? Needs, bool WhileSuspended)
{
    /// <summary>Routes under these belong to the class; the longest fitting prefix decides. A new one must be added here.</summary>
    private static readonly Dictionary<string, RouteClass> Prefixes = new(StringComparer.Ordinal)
    {
        ["/healthz"] = RouteClass.Open,
        ["/readyz"] = RouteClass.Open,
        ["/v1/openapi.json"] = RouteClass.Open,
        // Style sheets, scripts, fonts; error pages; language and theme of whoever looks.
        ["/assets"] = RouteClass.Open,
        ["/error"] = RouteClass.Open,
        ["/preferences"] = RouteClass.Open,
        // The issuer: people are asked to sign in there, programs prove who they are; ConnectTests walk these.
        ["/connect"] = RouteClass.Open,
        // Whoever signs it may add an event: the signature is the key.
        ["/webhooks/stripe"] = RouteClass.Open,
        ["/v1/{rest}"] = RouteClass.Nowhere,
        ["/v1/actions"] = RouteClass.Api,
        ["/v1/datacenters"] = RouteClass.Api,
        ["/v1/images"] = RouteClass.Api,
        ["/v1/invoices"] = RouteClass.Api,
        ["/v1/locations"] = RouteClass.Api,
        ["/v1/pricing"] = RouteClass.Api,
        ["/v1/server_types"] = RouteClass.Api,
        ["/v1/servers"] = RouteClass.Api,
        ["/v1/ssh_keys"] = RouteClass.Api,
        ["/staff"] = RouteClass.Staff,
        ["/staff/setup"] = RouteClass.Open,
        ["/staff/sign-in"] = RouteClass.Open,
        // Half signed in: the password was right, the second factor is still to come. SignIn's own tests walk these.
        ["/staff/enrol"] = RouteClass.Open,
        ["/staff/second-factor"] = RouteClass.Open,
        // Sends on to where the visitor belongs; the customers' way in.
        ["/"] = RouteClass.Open,
        ["/sign-in"] = RouteClass.Open,
        ["/sign-up"] = RouteClass.Open,
        ["/confirm"] = RouteClass.Open,
        ["/reset"] = RouteClass.Open,
        ["/invitations"] = RouteClass.Open,
        ["/sign-out"] = RouteClass.Account,
        ["/account"] = RouteClass.Account,
        ["/projects/{projectId}"] = RouteClass.Customer,
        ["/organizations/{organizationId}"] = RouteClass.Customer,
    };

    /// <summary>What each parameter names, by the resource that the path begins with.</summary>
    private static readonly Dictionary<string, string> Owned = new(StringComparer.Ordinal)
    {
        ["servers/id"] = "server",
        ["servers/actionId"] = "action",
        ["actions/id"] = "action",
        ["ssh_keys/id"] = "ssh_key",
        ["invoices/id"] = "invoice",
    };

    /// <summary>Catalogue: the same rows for everybody of the seller.</summary>
    private static readonly string[] Shared = ["datacenters", "images", "locations", "server_types"];

    /// <summary>Answers 401 to whoever has no token.</summary>
    public bool WantsToken => Class is RouteClass.Api or RouteClass.Nowhere;

    /// <summary>Sends whoever is not signed in as a customer to the customers' sign-in page.</summary>
    public bool WantsCustomer => Class is RouteClass.Customer or RouteClass.Account;

    /// <summary>What a customer's path names besides the tenant: ids of rows that must be the tenant's too.</summary>
    public IReadOnlyList<string> Children => [.. Parameters.Where(name => name is not ("projectId" or "organizationId"))];

    private IEnumerable<string> Parameters =>
        Pattern.Split('/').Where(part => part is ['{', ..]).Select(part => part.Trim('{', '}', '*'));

    public bool IsRead => Method is "GET" or "HEAD";

    /// <summary>True when the path names a row that has an owner.</summary>
    public bool NamesOwnedRow => Class == RouteClass.Api && Pattern.Contains('{', StringComparison.Ordinal) && !Shared.Contains(Resource);

    private string Resource => Pattern.Split('/')[2];

    /// <summary>Every method of every route that the application maps.</summary>
    public static IReadOnlyList<Route> Of(IEnumerable<EndpointDataSource> sources) =>
    [
        .. from source in sources
           from endpoint in source.Endpoints.OfType<RouteEndpoint>()
           let pattern = Plain(endpoint.RoutePattern)
           from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET", "POST"]
           orderby pattern, method
           select new Route(
               method,
               pattern,
               ClassOf(pattern),
               endpoint.Metadata.GetMetadata<NeedsAttribute>()?.Permission,
               endpoint.Metadata.GetMetadata<WhileSuspendedAttribute>() is not null),
    ];

    /// <summary>The path with its parameters filled in from <paramref name="ids"/> (server, action, ssh_key).</summary>
    public string Fill(IReadOnlyDictionary<string, long> ids) =>
        string.Join('/', Pattern.Split('/').Select(part => part is ['{', ..] ? Value(part.Trim('{', '}', '*'), ids) : part));

    public override string ToString() => $"{Method} {Pattern}";

    // Payments are the one kind of row that a path names by a Guid.
    private string Value(string parameter, IReadOnlyDictionary<string, long> ids) => parameter is "attempt" or "payment" or "request" ? Guid.Empty.ToString()
        : Class == RouteClass.Customer
        ? ids[parameter].ToString(System.Globalization.CultureInfo.InvariantCulture)
        : Owned.TryGetValue($"{(Class == RouteClass.Api ? Resource : "")}/{parameter}", out var kind)
            ? ids[kind].ToString(System.Globalization.CultureInfo.InvariantCulture)
            : "1";

    private static RouteClass? ClassOf(string pattern) =>
        Prefixes.Where(prefix => pattern == prefix.Key || pattern.StartsWith(prefix.Key + "/", StringComparison.Ordinal))
            .OrderByDescending(prefix => prefix.Key.Length)
            .Select(prefix => (RouteClass?)prefix.Value)
            .FirstOrDefault();

    private static string Plain(RoutePattern pattern) =>
        "/" + string.Join('/', pattern.PathSegments.Select(segment => string.Concat(segment.Parts.Select(part => part switch
        {
            RoutePatternLiteralPart literal => literal.Content,
            RoutePatternParameterPart parameter => $"{{{parameter.Name}}}",
            _ => "",
        }))));
}
