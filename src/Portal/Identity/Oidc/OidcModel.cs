using Microsoft.EntityFrameworkCore;

using OpenIddict.EntityFrameworkCore;

namespace Hostelry.Portal.Identity.Oidc;

/// <summary>The issuer's tables. Its scopes are in the code, so there is no table of them.</summary>
internal static class OidcModel
{
    /// <summary>Filter: revoked clients are not there for the issuer; staff's list lifts it by this name.</summary>
    public const string LivingFilter = "living";

    public static void AddOidc(this ModelBuilder model)
    {
        model.ApplyConfiguration(new OpenIddictEntityFrameworkCoreApplicationConfiguration<OidcClient, OidcAuthorization, OidcToken, long>());
        model.ApplyConfiguration(new OpenIddictEntityFrameworkCoreAuthorizationConfiguration<OidcAuthorization, OidcClient, OidcToken, long>());
        model.ApplyConfiguration(new OpenIddictEntityFrameworkCoreTokenConfiguration<OidcToken, OidcClient, OidcAuthorization, long>());
        model.Entity<OidcClient>(client =>
        {
            client.ToTable("oidc_clients");
            client.HasQueryFilter(LivingFilter, row => row.RevokedAt == null);
            client.HasIndex(row => row.SellerId);
        });
        model.Entity<OidcAuthorization>().ToTable("oidc_authorizations");
        model.Entity<OidcToken>(token =>
        {
            token.ToTable("oidc_tokens");
            // The worker's prune looks for what is old.
            token.HasIndex(row => row.CreationDate);
        });
        model.Entity<OidcKey>(key =>
        {
            key.ToTable("oidc_keys");
            key.Property(row => row.Id).ValueGeneratedNever();
        });
    }
}
