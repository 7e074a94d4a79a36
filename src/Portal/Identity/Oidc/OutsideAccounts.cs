using Hostelry.Billing;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Persistence;

using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity.Oidc;

/// <summary>Who an outside provider says somebody is.</summary>
/// <param name="Issuer">The provider's own name, from the token.</param>
/// <param name="Subject">The person's name there, never given to another.</param>
/// <param name="Email">Null unless the provider has verified it.</param>
internal sealed record OutsidePerson(string Issuer, string Subject, string? Email);

/// <summary>
/// The account of somebody whom an outside provider has signed in: known by (issuer, subject), made at the first time. An e-mail
/// address alone never opens an account that is there already: whoever has one signs in to it and links the provider there.
/// </summary>
internal sealed class EnterFromOutside(IdentityDb db, UserManager<User> users, Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>Refusals: <c>uniqueness_error</c> (the address belongs to an account that is not linked), <c>not_found</c> (closed).</summary>
    public Task<Result<User>> ExecuteAsync(OutsidePerson person, CancellationToken ct) =>
        database.InTransactionAsync(() => EnterAsync(person, ct), ct);

    private async Task<Result<User>> EnterAsync(OutsidePerson person, CancellationToken ct)
    {
        var known = await db.Users.SingleOrDefaultAsync(row => row.Issuer == person.Issuer && row.Subject == person.Subject, ct)
            ?? await users.FindByLoginAsync(person.Issuer, person.Subject);
        if (known is not null)
        {
            return known.DeletedAt is null ? known : new Problem("not_found", "The account is closed.");
        }

        var address = users.NormalizeEmail(person.Email);
        if (address is not null && await db.Users.AnyAsync(row => row.NormalizedEmail == address && row.DeletedAt == null, ct))
        {
            return new Problem("uniqueness_error", "There is an account with this address: sign in to it and link the provider there.", "email");
        }

        var now = clock.GetUtcNow();
        // Letters and digits alone, and nobody's address: the address may be gone from the provider tomorrow.
        var name = $"outside-{Guid.CreateVersion7(now):N}";
        var user = new User
        {
            Issuer = person.Issuer,
            Subject = person.Subject,
            UserName = person.Email ?? name,
            NormalizedUserName = users.NormalizeName(person.Email ?? name),
            Email = person.Email,
            NormalizedEmail = address,
            EmailConfirmed = person.Email is not null,
            SecurityStamp = ApiToken.NewSecret(),
            LockoutEnabled = true,
            CreatedAt = now,
        };
        db.Users.Add(user);
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync("account.from_outside", null, ct, $"user:{user.Id}");
        return user;
    }
}

/// <summary>Ties an outside provider's account to the one that is signed in, and tells its address.</summary>
internal sealed class LinkOutside(IdentityDb db, Database database, TellOfOutside tell)
{
    /// <summary>Refusals: <c>conflict</c> (it is another account's already, or this account has one of the provider).</summary>
    public Task<Result<Done>> ExecuteAsync(long userId, OutsidePerson person, CancellationToken ct) =>
        database.InTransactionAsync(() => LinkAsync(userId, person, ct), ct);

    private async Task<Result<Done>> LinkAsync(long userId, OutsidePerson person, CancellationToken ct)
    {
        var logins = db.Set<IdentityUserLogin<long>>();
        if (await db.Users.AnyAsync(row => row.Issuer == person.Issuer && (row.Subject == person.Subject || row.Id == userId), ct)
            || await logins.AnyAsync(row => row.LoginProvider == person.Issuer && (row.ProviderKey == person.Subject || row.UserId == userId), ct))
        {
            return new Problem("conflict", "The provider's account, or this one, is linked already.");
        }

        logins.Add(new IdentityUserLogin<long>
        {
            LoginProvider = person.Issuer,
            ProviderKey = person.Subject,
            ProviderDisplayName = person.Email,
            UserId = userId,
        });
        await db.SaveChangesAsync(ct);
        await tell.ExecuteAsync(userId, "account.link_outside", ct);
        return default(Done);
    }
}

/// <summary>Unties it. An account that came from the provider stays tied: it has no other way in.</summary>
internal sealed class UnlinkOutside(IdentityDb db, Database database, TellOfOutside tell)
{
    /// <summary>Refusals: <c>not_found</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(long userId, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await db.Set<IdentityUserLogin<long>>().Where(row => row.UserId == userId).ExecuteDeleteAsync(ct) == 0)
                {
                    return new Problem("not_found", "Nothing is linked.");
                }

                await tell.ExecuteAsync(userId, "account.unlink_outside", ct);
                return default(Done);
            },
            ct);
}

/// <summary>Writes to an account's address, where it has one, that an outside account was tied to it or untied; with the audit row.</summary>
internal sealed class TellOfOutside(IdentityDb db, BillingDb billing, QueueMail mail, AuditLog audit)
{
    public async Task ExecuteAsync(long userId, string action, CancellationToken ct)
    {
        var reader = await db.Users.Where(row => row.Id == userId).Select(row => new { row.Email, row.Language }).SingleAsync(ct);
        if (reader.Email is { } address)
        {
            mail.ToAddress(address, reader.Language, MailKind.OutsideSignInChanged, new MailData().WithLink("link", "/account/outside"));
        }

        audit.Add(action, null, $"user:{userId}");
        await billing.SaveChangesAsync(ct);
    }
}
