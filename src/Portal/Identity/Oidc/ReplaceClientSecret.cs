using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

using OpenIddict.Core;

using static OpenIddict.Abstractions.OpenIddictConstants;

namespace Hostelry.Portal.Identity.Oidc;

/// <summary>Gives a confidential client another secret; the one before stops working. Of staff.</summary>
internal sealed class ReplaceClientSecret(
    IdentityDb db, OpenIddictApplicationManager<OidcClient> clients, Database database, AuditLog audit)
{
    /// <summary>Refusals: <c>not_found</c> (no such client), <c>conflict</c> (it is public and has none).</summary>
    public Task<Result<NewClient>> ExecuteAsync(long clientId, CancellationToken ct) =>
        database.InTransactionAsync(() => ReplaceAsync(clientId, ct), ct);

    private async Task<Result<NewClient>> ReplaceAsync(long clientId, CancellationToken ct)
    {
        if (await db.OidcClients.SingleOrDefaultAsync(row => row.Id == clientId, ct) is not { } client)
        {
            return new Problem("not_found", "There is no such client.");
        }

        if (client.ClientType != ClientTypes.Confidential)
        {
            return new Problem("conflict", "A public client has no secret.");
        }

        var secret = ApiToken.NewSecret();
        await clients.UpdateAsync(client, secret, ct);
        await audit.WriteAsync("client.replace_secret", null, ct, $"client:{clientId}");
        return new NewClient(client.Id, client.ClientId!, secret);
    }
}
