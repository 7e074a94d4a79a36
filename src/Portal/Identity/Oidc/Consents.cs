using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

using OpenIddict.Abstractions;
using OpenIddict.Core;

using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Hostelry.Portal.Identity.Oidc;

/// <summary>A consent that stands: its row, and the project it is for.</summary>
internal sealed record Consent(long Id, long? ProjectId);

/// <summary>Whether a person has let a client in before, for at least this much.</summary>
internal sealed class FindConsent(IdentityDb db)
{
    /// <summary>The newest that fits; null when the person must be asked. One query.</summary>
    /// <param name="userId">The person.</param>
    /// <param name="clientId">Row of the client.</param>
    /// <param name="scopes">What it asks for now.</param>
    /// <param name="projects">Where the person may let it in now; null when it asks for no project.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Consent?> ExecuteAsync(
        long userId, long clientId, IReadOnlyCollection<string> scopes, IReadOnlyCollection<long>? projects, CancellationToken ct)
    {
        var subject = userId.ToString(CultureInfo.InvariantCulture);
        var given = await db.OidcAuthorizations.AsNoTracking()
            .Where(row => row.Subject == subject && row.Application!.Id == clientId
                && row.Status == Statuses.Valid && row.Type == AuthorizationTypes.Permanent)
            .OrderByDescending(row => row.Id)
            .Select(row => new { row.Id, row.ProjectId, row.Scopes })
            .Take(50)
            .ToListAsync(ct);
        return given
            .Where(row => projects is null || (row.ProjectId is { } project && projects.Contains(project)))
            .Where(row => row.Scopes is not null && !scopes.Except(JsonSerializer.Deserialize<string[]>(row.Scopes) ?? []).Any())
            .Select(row => new Consent(row.Id, row.ProjectId))
            .FirstOrDefault();
    }
}

/// <summary>A person lets a client in.</summary>
internal sealed class GiveConsent(
    OpenIddictAuthorizationManager<OidcAuthorization> authorizations, Database database, AuditLog audit, Tenant tenant, TimeProvider clock)
{
    /// <param name="userId">The person.</param>
    /// <param name="clientId">Row of the client.</param>
    /// <param name="scopes">What is allowed.</param>
    /// <param name="projectId">Of the organization that the scope acts for; null when no project is asked for.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Consent>> ExecuteAsync(
        long userId, long clientId, IEnumerable<string> scopes, long? projectId, CancellationToken ct) =>
        database.InTransactionAsync<Consent>(
            async () =>
            {
                var row = new OidcAuthorization { ProjectId = projectId };
                await authorizations.PopulateAsync(
                    row,
                    Description(userId, clientId, scopes, clock.GetUtcNow()),
                    ct);
                await authorizations.CreateAsync(row, ct);
                await audit.WriteAsync(
                    "client.consent", tenant.OrganizationId, ct, [$"user:{userId}", $"client:{clientId}", .. projectId is { } id ? [$"project:{id}"] : Array.Empty<string>()]);
                return new Consent(row.Id, projectId);
            },
            ct);

    private static OpenIddictAuthorizationDescriptor Description(
        long userId, long clientId, IEnumerable<string> scopes, DateTimeOffset now)
    {
        var description = new OpenIddictAuthorizationDescriptor
        {
            ApplicationId = clientId.ToString(CultureInfo.InvariantCulture),
            CreationDate = now,
            Status = Statuses.Valid,
            Subject = userId.ToString(CultureInfo.InvariantCulture),
            Type = AuthorizationTypes.Permanent,
        };
        description.Scopes.UnionWith(scopes.ToImmutableArray());
        return description;
    }
}

/// <summary>What a person allowed a client, and when.</summary>
/// <param name="Id">Of the consent.</param>
/// <param name="Client">As staff named it.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="ProjectId">Where; null when it asked for no servers.</param>
/// <param name="Since">When it was given.</param>
internal sealed record GivenConsent(long Id, string Client, IReadOnlyList<string> Scopes, long? ProjectId, DateTimeOffset Since);

/// <summary>The programs that a person let in and that still are. One query.</summary>
internal sealed class ListConsents(IdentityDb db)
{
    private const int Most = 100;

    /// <summary>The newest first.</summary>
    public async Task<IReadOnlyList<GivenConsent>> ExecuteAsync(long userId, CancellationToken ct)
    {
        var subject = userId.ToString(CultureInfo.InvariantCulture);
        var rows = await db.OidcAuthorizations.AsNoTracking()
            .Where(row => row.Subject == subject && row.Status == Statuses.Valid && row.Type == AuthorizationTypes.Permanent)
            .Join(db.OidcClients, row => row.Application!.Id, client => client.Id, (row, client) => new
            {
                row.Id,
                client.DisplayName,
                client.ClientId,
                row.Scopes,
                row.ProjectId,
                row.CreationDate,
            })
            .OrderByDescending(row => row.Id)
            .Take(Most)
            .ToListAsync(ct);
        return rows.ConvertAll(row => new GivenConsent(
            row.Id,
            row.DisplayName ?? row.ClientId ?? "",
            row.Scopes is null ? [] : JsonSerializer.Deserialize<string[]>(row.Scopes) ?? [],
            row.ProjectId,
            new DateTimeOffset(DateTime.SpecifyKind(row.CreationDate ?? default, DateTimeKind.Utc))));
    }
}

/// <summary>A person shows a client the door: the consent ends, and every code and token that came of it.</summary>
internal sealed class EndConsent(
    IdentityDb db,
    OpenIddictAuthorizationManager<OidcAuthorization> authorizations,
    OpenIddictTokenManager<OidcToken> tokens,
    Database database,
    AuditLog audit)
{
    /// <summary>Refusals: <c>not_found</c> (somebody else's, or over already).</summary>
    public Task<Result<Done>> ExecuteAsync(long userId, long consentId, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                var subject = userId.ToString(CultureInfo.InvariantCulture);
                var row = await db.OidcAuthorizations.SingleOrDefaultAsync(
                    row => row.Id == consentId && row.Subject == subject && row.Status == Statuses.Valid, ct);
                if (row is null || !await authorizations.TryRevokeAsync(row, ct))
                {
                    return new Problem("not_found", "There is no such consent.");
                }

                await tokens.RevokeByAuthorizationIdAsync(consentId.ToString(CultureInfo.InvariantCulture), ct);
                await audit.WriteAsync("client.consent_end", null, ct, $"user:{userId}", $"consent:{consentId}");
                return default(Done);
            },
            ct);
}
