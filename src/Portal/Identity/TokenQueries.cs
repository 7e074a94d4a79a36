using Hostelry.Provisioning;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>A living token as its project sees it: never its secret.</summary>
/// <param name="Name">What it is for; empty for one that an operator made.</param>
/// <param name="MadeBy">Address of the member who made it; null for an operator's, and for those of earlier versions.</param>
/// <param name="LastUsedAt">To the minute; null until its first use.</param>
public sealed record TokenView(long Id, string Name, TokenScope Scope, string? MadeBy, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt);

/// <summary>Reads a project's API tokens.</summary>
public sealed class TokenQueries(IdentityDb db)
{
    /// <summary>Living ones, newest first. One query.</summary>
    public async Task<IReadOnlyList<TokenView>> ListAsync(ProjectKey project, CancellationToken ct) =>
        await db.ApiTokens.AsNoTracking()
            .Where(token => token.OrganizationId == project.OrganizationId
                && token.ProjectId == project.ProjectId
                && token.RevokedAt == null)
            .OrderByDescending(token => token.Id)
            .Select(token => new TokenView(
                token.Id,
                token.Name,
                token.Scope,
                db.Users.Where(user => user.Id == token.MadeBy).Select(user => user.Email).FirstOrDefault(),
                token.CreatedAt,
                token.LastUsedAt))
            .ToListAsync(ct);
}
