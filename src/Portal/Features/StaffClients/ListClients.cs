using System.Text.Json;

using Hostelry.Portal.Identity;
using Hostelry.Portal.Identity.Oidc;

using Microsoft.EntityFrameworkCore;

using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Hostelry.Portal.Features.StaffClients;

/// <summary>The issuer's clients, for staff; one query.</summary>
internal sealed class ListClients(IdentityDb db)
{
    public async Task<ClientsView> ExecuteAsync(CancellationToken ct)
    {
        var rows = await db.OidcClients.AsNoTracking().IgnoreQueryFilters([OidcModel.LivingFilter])
            .OrderByDescending(row => row.Id)
            .Select(row => new
            {
                row.Id,
                row.DisplayName,
                row.ClientId,
                row.ClientType,
                row.ConsentType,
                row.RedirectUris,
                row.CreatedAt,
                row.RevokedAt,
                People = row.Authorizations.Where(one => one.Status == Statuses.Valid).Select(one => one.Subject).Distinct().Count(),
            })
            .Take(500)
            .ToListAsync(ct);
        var views = rows.ToLookup(row => row.RevokedAt is null, row => new ClientRow(
            row.Id,
            row.DisplayName ?? row.ClientId!,
            row.ClientId!,
            row.ClientType == ClientTypes.Confidential,
            row.ConsentType ?? ConsentTypes.Explicit,
            JsonSerializer.Deserialize<string[]>(row.RedirectUris ?? "[]") ?? [],
            row.People,
            row.CreatedAt));
        return new ClientsView([.. views[true]], [.. views[false]]);
    }
}
