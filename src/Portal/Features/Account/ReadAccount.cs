using Hostelry.Portal.Composition;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.Account;

/// <summary>What a person sees of their account.</summary>
/// <param name="HasPassword">False for accounts of an outside provider.</param>
/// <param name="HasOutside">The outside provider signs in to it.</param>
/// <param name="Sessions">Living ones, the last seen first.</param>
/// <param name="Passkeys">The newest last.</param>
public sealed record AccountView(
    string Email, bool HasPassword, bool HasOutside, bool HasSecondFactor, int RecoveryCodes, IReadOnlyList<Session> Sessions, IReadOnlyList<UserPasskeyInfo> Passkeys);

/// <summary>Reads a person's own account.</summary>
internal sealed class ReadAccount(UserManager<User> users, IdentityDb db, PortalSettings settings, TimeProvider clock)
{
    public async Task<AccountView> ExecuteAsync(User user, CancellationToken ct)
    {
        var living = clock.GetUtcNow() - Session.Idle;
        var sessions = await db.Sessions.AsNoTracking()
            .Where(session => session.UserId == user.Id && session.StaffUserId == null && session.LastSeenAt > living)
            .OrderByDescending(session => session.LastSeenAt).ToListAsync(ct);
        var codes = user.TwoFactorEnabled ? await users.CountRecoveryCodesAsync(user) : 0;
        var outside = settings.Oidc.IsOn
            && (user.Issuer != User.LocalIssuer || await db.Set<IdentityUserLogin<long>>().AnyAsync(row => row.UserId == user.Id, ct));
        return new AccountView(
            user.Email ?? "", user.PasswordHash is not null, outside, user.TwoFactorEnabled, codes, sessions, [.. await users.GetPasskeysAsync(user)]);
    }
}
