using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.Account;

/// <summary>What a person sees of their account.</summary>
/// <param name="HasPassword">False for accounts of an outside provider.</param>
/// <param name="Sessions">Living ones, the last seen first.</param>
/// <param name="Passkeys">The newest last.</param>
public sealed record AccountView(
    string Email, bool HasPassword, bool HasSecondFactor, int RecoveryCodes, IReadOnlyList<Session> Sessions, IReadOnlyList<UserPasskeyInfo> Passkeys);

/// <summary>Reads a person's own account.</summary>
internal sealed class ReadAccount(UserManager<User> users, IdentityDb db, TimeProvider clock)
{
    public async Task<AccountView> ExecuteAsync(User user, CancellationToken ct)
    {
        var living = clock.GetUtcNow() - Session.Idle;
        var sessions = await db.Sessions.AsNoTracking()
            .Where(session => session.UserId == user.Id && session.StaffUserId == null && session.LastSeenAt > living)
            .OrderByDescending(session => session.LastSeenAt).ToListAsync(ct);
        var codes = user.TwoFactorEnabled ? await users.CountRecoveryCodesAsync(user) : 0;
        return new AccountView(
            user.Email ?? "", user.PasswordHash is not null, user.TwoFactorEnabled, codes, sessions, [.. await users.GetPasskeysAsync(user)]);
    }
}
