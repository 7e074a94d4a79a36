using System.Security.Cryptography;

using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using OpenIddict.Abstractions;
using OpenIddict.Core;

using Allowed = OpenIddict.Abstractions.OpenIddictConstants.Permissions;
using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Hostelry.Portal.Identity.Oidc;

/// <param name="Name">1–100 characters: what people are asked about.</param>
/// <param name="RedirectUris">1–10, as <see cref="RedirectUri"/> says.</param>
/// <param name="AfterSignOut">0–10 of the same: where people may be sent after signing out.</param>
/// <param name="IsConfidential">Keeps a secret: a server. Programs on people's own machines and in browsers cannot.</param>
/// <param name="Consent">One of <see cref="ClientConsent"/>.</param>
/// <param name="Scopes">Of <see cref="OidcScopes.All"/>: what it may ask for.</param>
internal sealed record RegisterClientRequest(
    string Name,
    IReadOnlyList<string> RedirectUris,
    IReadOnlyList<string> AfterSignOut,
    bool IsConfidential,
    ClientConsent Consent,
    IReadOnlyList<string> Scopes);

/// <summary>When people are asked whether a client may come in.</summary>
internal enum ClientConsent
{
    /// <summary>Once, and again when it wants more.</summary>
    Once,

    /// <summary>At every sign-in.</summary>
    Always,

    /// <summary>Never, for the seller's own programs; a project is chosen all the same.</summary>
    Never,
}

/// <param name="Secret">Shown this once; null for a public client.</param>
internal sealed record NewClient(long Id, string ClientId, string? Secret)
{
    /// <summary>Without the secret, so that no log shows it.</summary>
    public override string ToString() => FormattableString.Invariant($"NewClient {{ Id = {Id} }}");
}

/// <summary>Makes a client known to the issuer. Of staff.</summary>
internal sealed class RegisterClient(
    OpenIddictApplicationManager<OidcClient> clients, Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>Refusals: <c>invalid_input</c>.</summary>
    public Task<Result<NewClient>> ExecuteAsync(RegisterClientRequest request, CancellationToken ct) =>
        database.InTransactionAsync(() => RegisterAsync(request, ct), ct);

    private async Task<Result<NewClient>> RegisterAsync(RegisterClientRequest request, CancellationToken ct)
    {
        if (ProblemOf(request) is { } problem)
        {
            return problem;
        }

        var client = new OidcClient { SellerId = Seller.First, CreatedAt = clock.GetUtcNow() };
        var secret = request.IsConfidential ? ApiToken.NewSecret() : null;
        await clients.PopulateAsync(client, Description(request), ct);
        await clients.CreateAsync(client, secret, ct);
        await audit.WriteAsync("client.register", null, ct, $"client:{client.Id}");
        return new NewClient(client.Id, client.ClientId!, secret);
    }

    private static Problem? ProblemOf(RegisterClientRequest request)
    {
        (string Field, bool Good, string Rule)[] rules =
        [
            ("name", request.Name.Trim().Length is >= 1 and <= 100 && !request.Name.Any(char.IsControl), "must have 1 to 100 characters"),
            ("redirect_uris", request.RedirectUris.Count is >= 1 and <= RedirectUri.Most, "must be 1 to 10 addresses"),
            ("redirect_uris", request.RedirectUris.All(RedirectUri.IsGood), "must be https, http on loopback, or a scheme of the client's own"),
            ("after_sign_out", request.AfterSignOut.Count <= RedirectUri.Most && request.AfterSignOut.All(RedirectUri.IsGood), "must be at most 10 such addresses"),
            ("scopes", request.Scopes.Count > 0 && request.Scopes.All(OidcScopes.All.Contains), "must be scopes that there are"),
        ];
        return rules.Where(rule => !rule.Good)
            .Select(rule => new Problem("invalid_input", $"{rule.Field} {rule.Rule}.", rule.Field))
            .FirstOrDefault();
    }

    private static OpenIddictApplicationDescriptor Description(RegisterClientRequest request)
    {
        var description = new OpenIddictApplicationDescriptor
        {
            ClientId = RandomNumberGenerator.GetHexString(32, lowercase: true),
            ClientType = request.IsConfidential ? ClientTypes.Confidential : ClientTypes.Public,
            DisplayName = request.Name.Trim(),
            ConsentType = request.Consent switch
            {
                ClientConsent.Always => ConsentTypes.Systematic,
                ClientConsent.Never => ConsentTypes.Implicit,
                _ => ConsentTypes.Explicit,
            },
        };
        description.RedirectUris.UnionWith(request.RedirectUris.Select(uri => new Uri(uri)));
        description.PostLogoutRedirectUris.UnionWith(request.AfterSignOut.Select(uri => new Uri(uri)));
        description.Requirements.Add(Requirements.Features.ProofKeyForCodeExchange);
        description.Permissions.UnionWith(
        [
            Allowed.Endpoints.Authorization,
            Allowed.Endpoints.Token,
            Allowed.Endpoints.Revocation,
            Allowed.Endpoints.EndSession,
            Allowed.GrantTypes.AuthorizationCode,
            Allowed.GrantTypes.RefreshToken,
            Allowed.ResponseTypes.Code,
            .. request.Scopes.Select(scope => Allowed.Prefixes.Scope + scope),
        ]);
        return description;
    }
}
