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
public sealed class CreateToken(IdentityDb db, Database database, OrganizationLock organizations, ProjectLife life, AuditLog audit, TimeProvider clock)
{
    /// <summary>Refusals: <c>not_found</c> (the project, or its organization, was closed meanwhile).</summary>
    /// <param name="project">Whose; the caller has checked it.</param>
    /// <param name="scope">What it may do.</param>
    /// <param name="ct">Cancels.</param>
    /// <param name="name">What it is for, at most <see cref="ApiToken.MaxName"/> characters.</param>
    /// <param name="madeBy">The member who makes it, whose leaving ends it; null for an operator.</param>
    public Task<Result<NewToken>> ExecuteAsync(
        ProjectKey project, TokenScope scope, CancellationToken ct, string name = "", long? madeBy = null) =>
        database.InTransactionAsync<NewToken>(
            async () =>
            {
                // Under the lock that closing takes: a token made meanwhile would outlive the project.
                if (!await organizations.TakeAsync(project.OrganizationId, ct) || !await life.ExecuteAsync(project, ct))
                {
                    return new Problem("not_found", "There is no such project.");
                }

                var secret = ApiToken.NewSecret();
                var token = new ApiToken
                {
                    OrganizationId = project.OrganizationId,
                    ProjectId = project.ProjectId,
                    Name = name,
                    MadeBy = madeBy,
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
