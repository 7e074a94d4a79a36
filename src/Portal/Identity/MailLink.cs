using System.Security.Cryptography;

using Hostelry.Billing.Mail;
using Hostelry.Portal.Mail;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>What a link in a mail is for; stored in lower case.</summary>
public enum LinkPurpose
{
    /// <summary>Makes an account with the address.</summary>
    Signup,

    /// <summary>Chooses a new password for an account.</summary>
    Reset,

    /// <summary>Gives an account the address.</summary>
    Email,
}

/// <summary>A link that was sent to one address and works once. Whoever opens it reads that address's mail.</summary>
public sealed class MailLink
{
    public long Id { get; init; }

    public required LinkPurpose Purpose { get; init; }

    /// <summary>Whose account it is about; null when there is none yet.</summary>
    public long? UserId { get; init; }

    public required string Address { get; init; }

    /// <summary>SHA-256 of the secret in the link.</summary>
    public required byte[] Hash { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; set; }

    public static TimeSpan LastsFor(LinkPurpose purpose) => purpose == LinkPurpose.Reset ? TimeSpan.FromHours(1) : TimeSpan.FromDays(1);
}

/// <summary>
/// Sends links and takes them back. Runs before a tenant is known: see <see cref="BeforeTenant"/>. Neither saves: a link goes
/// out, and is spent, in the transaction of the change around it.
/// </summary>
public sealed class MailLinks(IdentityDb db, QueueMail mail, MailSeal seal, TimeProvider clock)
{
    /// <summary>A new link by mail; older ones of the same purpose for the same address stop working.</summary>
    public async Task SendAsync(
        LinkPurpose purpose, string address, long? userId, string kind, string path, string? language, CancellationToken ct)
    {
        await db.MailLinks.Where(link => link.Purpose == purpose && link.Address == address && link.UsedAt == null).ExecuteDeleteAsync(ct);
        var now = clock.GetUtcNow();
        var secret = NewSecret();
        db.MailLinks.Add(new MailLink
        {
            Purpose = purpose,
            UserId = userId,
            Address = address,
            Hash = HashOf(secret),
            CreatedAt = now,
            ExpiresAt = now + MailLink.LastsFor(purpose),
        });
        mail.ToAddress(address, language, kind, new MailData().WithLink("link", path + "{secret}"), secret: seal.Seal(secret));
    }

    /// <summary>The link, while it works; null for anything else.</summary>
    public Task<MailLink?> FindAsync(LinkPurpose purpose, string secret, CancellationToken ct)
    {
        var (hash, now) = (HashOf(secret), clock.GetUtcNow());
        return db.MailLinks.AsNoTracking().SingleOrDefaultAsync(
            link => link.Purpose == purpose && link.Hash == hash && link.UsedAt == null && link.ExpiresAt > now, ct);
    }

    /// <summary>What was sent about an account and not used stops working: its password or its address is another now.</summary>
    public Task ForgetAsync(long userId, CancellationToken ct) =>
        db.MailLinks.Where(link => link.UserId == userId && link.UsedAt == null).ExecuteDeleteAsync(ct);

    /// <summary>True for one of those who spend it: the row's update is the lock.</summary>
    public async Task<bool> SpendAsync(MailLink link, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await db.MailLinks.Where(row => row.Id == link.Id && row.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), ct) == 1;
    }

    /// <summary>240 random bits.</summary>
    public static string NewSecret() => RandomNumberGenerator.GetHexString(60, lowercase: true);

    /// <summary>What the database keeps of a secret.</summary>
    public static byte[] HashOf(string secret) => ApiToken.HashOf(secret);
}
