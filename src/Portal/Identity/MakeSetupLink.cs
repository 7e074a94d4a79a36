using System.Security.Cryptography;

using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>Makes the one-time link for the first staff account; an older one stops working.</summary>
public sealed class MakeSetupLink(IdentityDb db, Database database, AuditLog audit, TimeProvider clock)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(24);

    /// <summary>What the database keeps of the secret in a link.</summary>
    public static byte[] HashOf(string secret) => ApiToken.HashOf(secret);

    /// <summary>The secret for the link's end. Refusals: <c>conflict</c> when there is a staff account already.</summary>
    public Task<Result<string>> ExecuteAsync(CancellationToken ct) => database.InTransactionAsync(() => MakeAsync(ct), ct);

    private async Task<Result<string>> MakeAsync(CancellationToken ct)
    {
        if (await db.StaffRoles.AnyAsync(ct))
        {
            return new Problem("conflict", "There is a staff account already: sign in at /staff/sign-in.");
        }

        await db.SetupLinks.Where(link => link.UsedAt == null && link.Role == null).ExecuteDeleteAsync(ct);
        var now = clock.GetUtcNow();
        var secret = RandomNumberGenerator.GetHexString(48, lowercase: true);
        db.SetupLinks.Add(new SetupLink
        {
            SellerId = Seller.First,
            Hash = HashOf(secret),
            CreatedAt = now,
            ExpiresAt = now + Lasts,
        });
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync("setup.link", null, ct);
        return secret;
    }
}
