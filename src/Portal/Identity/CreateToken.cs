using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning;

namespace Hostelry.Portal.Identity;

/// <param name="Secret">64 characters; shown this once.</param>
public sealed record NewToken(long Id, string Secret)
{
    /// <summary>Without the secret, so that no log shows it.</summary>
    public override string ToString() => FormattableString.Invariant($"NewToken {{ Id = {Id} }}");
}

/// <summary>Makes an API token for a project.</summary>
public sealed class CreateToken(IdentityDb db, Database database, AuditLog audit, TimeProvider clock)
{
    /// <param name="project">Whose; the caller has checked it.</param>
    /// <param name="scope">What it may do.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="name">What it is for, at most <see cref="ApiToken.MaxName"/> characters.</param>
    public Task<Result<NewToken>> ExecuteAsync(ProjectKey project, TokenScope scope, CancellationToken ct, string name = "") =>
        database.InTransactionAsync<NewToken>(
            async () =>
            {
                var secret = ApiToken.NewSecret();
                var token = new ApiToken
                {
                    OrganizationId = project.OrganizationId,
                    ProjectId = project.ProjectId,
                    Name = name,
                    Hash = ApiToken.HashOf(secret),
                    Scope = scope,
                    CreatedAt = clock.GetUtcNow(),
                };
                db.ApiTokens.Add(token);
                await db.SaveChangesAsync(ct);
                await audit.WriteAsync("token.create", project.OrganizationId, ct, $"token:{token.Id}", $"project:{project.ProjectId}");
                return new NewToken(token.Id, secret);
            },
            ct);
}
