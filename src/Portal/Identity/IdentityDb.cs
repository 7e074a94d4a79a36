using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Identity.Oidc;

using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>Organizations, projects, members, users, staff, tokens, and the keys that protect cookies.</summary>
public class IdentityDb(DbContextOptions options, Tenant tenant, Database? database)
    : ModuleContext(options, tenant, database), IDataProtectionKeyContext
{
    public DbSet<Seller> Sellers => Set<Seller>();

    public DbSet<Organization> Organizations => Set<Organization>();

    public DbSet<Project> Projects => Set<Project>();

    public DbSet<Member> Members => Set<Member>();

    public DbSet<Invitation> Invitations => Set<Invitation>();

    public DbSet<ApiToken> ApiTokens => Set<ApiToken>();

    public DbSet<IdempotencyKey> IdempotencyKeys => Set<IdempotencyKey>();

    public DbSet<User> Users => Set<User>();

    public DbSet<Session> Sessions => Set<Session>();

    public DbSet<MailLink> MailLinks => Set<MailLink>();

    public DbSet<StaffRole> StaffRoles => Set<StaffRole>();

    public DbSet<SetupLink> SetupLinks => Set<SetupLink>();

    public DbSet<Announcement> Announcements => Set<Announcement>();

    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    public DbSet<OidcClient> OidcClients => Set<OidcClient>();

    public DbSet<OidcAuthorization> OidcAuthorizations => Set<OidcAuthorization>();

    public DbSet<OidcKey> OidcKeys => Set<OidcKey>();

    protected override void OnModelCreating(ModelBuilder model)
    {
        model.HasDefaultSchema(IsSqlite ? null : "identity");
        Tenants(model);
        People(model);
        model.Entity<DataProtectionKey>().ToTable("data_protection_keys");
        model.AddOidc();
    }

    private void Tenants(ModelBuilder model)
    {
        model.Entity<Organization>(organization =>
        {
            organization.HasQueryFilter(TenantFilter, row => row.Id == Tenant.OrganizationId);
            organization.HasIndex(row => new { row.SellerId, row.Name }).IsUnique().HasFilter("deleted_at IS NULL");
        });
        model.Entity<Project>(project =>
        {
            project.HasQueryFilter(TenantFilter, row => row.OrganizationId == Tenant.OrganizationId);
            project.HasIndex(row => new { row.OrganizationId, row.Name }).IsUnique().HasFilter("deleted_at IS NULL");
        });
        model.Entity<Member>(member =>
        {
            member.HasQueryFilter(TenantFilter, row => row.OrganizationId == Tenant.OrganizationId);
            member.Property(row => row.Role).HasConversion<LowerCaseEnum<MemberRole>>();
            member.HasIndex(row => new { row.OrganizationId, row.UserId }).IsUnique();
            member.HasIndex(row => row.UserId);
        });
        model.Entity<Invitation>(invitation =>
        {
            invitation.HasQueryFilter(TenantFilter, row => row.OrganizationId == Tenant.OrganizationId);
            invitation.Property(row => row.Role).HasConversion<LowerCaseEnum<MemberRole>>();
            invitation.HasIndex(row => row.Hash).IsUnique();
            invitation.HasIndex(row => new { row.OrganizationId, row.Email }).IsUnique().HasFilter("accepted_at IS NULL");
        });
        model.Entity<ApiToken>(token =>
        {
            token.HasQueryFilter(TenantFilter, row => row.OrganizationId == Tenant.OrganizationId);
            token.Property(row => row.Scope).HasConversion<string>();
            token.Property(row => row.Name).HasMaxLength(ApiToken.MaxName).HasDefaultValue("");
            token.HasIndex(row => row.Hash).IsUnique();
            token.HasIndex(row => row.OrganizationId);
        });
        model.Entity<IdempotencyKey>(key =>
        {
            key.HasQueryFilter(TenantFilter, row => row.OrganizationId == Tenant.OrganizationId);
            key.HasIndex(row => new { row.ProjectId, row.Route, row.Key }).IsUnique();
            key.HasIndex(row => row.ExpiresAt);
        });
    }

    private static void People(ModelBuilder model)
    {
        model.Entity<User>(user =>
        {
            user.ToTable("users");
            user.HasIndex(row => new { row.Issuer, row.Subject }).IsUnique();
            user.HasIndex(row => row.NormalizedUserName).IsUnique();
            user.HasIndex(row => row.NormalizedEmail);
            user.Property(row => row.ConcurrencyStamp).IsConcurrencyToken();
            user.HasMany<Session>().WithOne().HasForeignKey(row => row.UserId).IsRequired();
            user.HasMany<IdentityUserPasskey<long>>().WithOne().HasForeignKey(row => row.UserId).IsRequired();
            user.HasMany<IdentityUserClaim<long>>().WithOne().HasForeignKey(row => row.UserId).IsRequired();
            user.HasMany<IdentityUserLogin<long>>().WithOne().HasForeignKey(row => row.UserId).IsRequired();
            user.HasMany<IdentityUserToken<long>>().WithOne().HasForeignKey(row => row.UserId).IsRequired();
        });
        model.Entity<IdentityUserClaim<long>>().ToTable("user_claims");
        model.Entity<IdentityUserLogin<long>>(login =>
        {
            login.ToTable("user_logins");
            login.HasKey(row => new { row.LoginProvider, row.ProviderKey });
        });
        model.Entity<IdentityUserToken<long>>(token =>
        {
            token.ToTable("user_tokens");
            token.HasKey(row => new { row.UserId, row.LoginProvider, row.Name });
        });
        model.Entity<IdentityUserPasskey<long>>(passkey =>
        {
            passkey.ToTable("user_passkeys");
            passkey.HasKey(row => row.CredentialId);
            passkey.Property(row => row.CredentialId).HasMaxLength(1024);
            passkey.OwnsOne(row => row.Data).ToJson();
            passkey.HasIndex(row => row.UserId);
        });
        model.Entity<MailLink>(link =>
        {
            link.Property(row => row.Purpose).HasConversion<LowerCaseEnum<LinkPurpose>>();
            link.HasIndex(row => row.Hash).IsUnique();
            link.HasIndex(row => new { row.Purpose, row.Address });
        });
        model.Entity<StaffRole>().HasIndex(row => new { row.SellerId, row.UserId }).IsUnique();
        model.Entity<SetupLink>().HasIndex(row => row.Hash).IsUnique();
        model.Entity<Announcement>(announcement =>
        {
            announcement.Property(row => row.Level).HasConversion<LowerCaseEnum<AnnouncementLevel>>();
            announcement.HasIndex(row => row.ShownTo);
        });
    }
}
