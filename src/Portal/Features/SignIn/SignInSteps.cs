using Hostelry.Billing.Audit;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

using OtpNet;

namespace Hostelry.Portal.Features.SignIn;

/// <summary>Who comes in where; audit rows begin with it.</summary>
internal enum Door
{
    /// <summary>Staff's pages: accounts with a staff role.</summary>
    Staff,

    /// <summary>Customers' pages: every living account.</summary>
    User,
}

/// <summary>Password, then second factor. Refusals look the same whatever is wrong.</summary>
internal sealed class SignInSteps(
    UserManager<User> users, IdentityDb db, AuditLog audit, Tries tries, NobodysPassword nobodys, TimeProvider clock)
{
    /// <summary>A code of the 30 seconds before or after this one will do: clocks differ, and typing takes time.</summary>
    private static readonly VerificationWindow Near = new(previous: 1, future: 1);

    /// <summary>
    /// A refusal takes so long, whatever it took to find: what is hashed, written or only looked up tells nothing of whether
    /// there is such an account.
    /// </summary>
    public static readonly TimeSpan RefusalTakes = TimeSpan.FromMilliseconds(500);

    /// <summary>The account with this password that the door is for; null for everything else, including too many tries.</summary>
    public async Task<User?> CheckPasswordAsync(Door door, string email, string password, CancellationToken ct)
    {
        var began = clock.GetTimestamp();
        if (await FindAsync(door, email, password, ct) is { } user)
        {
            return user;
        }

        if (RefusalTakes - clock.GetElapsedTime(began) is { Ticks: > 0 } left)
        {
            await Task.Delay(left, clock, ct);
        }

        return null;
    }

    private async Task<User?> FindAsync(Door door, string email, string password, CancellationToken ct)
    {
        if (!tries.Take("password:" + email.Trim()))
        {
            return null;
        }

        var user = await users.FindByEmailAsync(email.Trim());
        if (user?.PasswordHash is null || !await IsForAsync(door, user, ct) || await users.IsLockedOutAsync(user))
        {
            users.PasswordHasher.VerifyHashedPassword(null!, nobodys.Hash, password);
            return null;
        }

        if (await users.CheckPasswordAsync(user, password))
        {
            if (!user.TwoFactorEnabled)
            {
                await users.ResetAccessFailedCountAsync(user);
            }

            return user;
        }

        await users.AccessFailedAsync(user);
        await audit.WriteAsync(Action(door, "password_wrong"), null, ct, $"user:{user.Id}");
        return null;
    }

    /// <summary>A one-time code of the enrolled device, or a recovery code; either works once.</summary>
    public async Task<bool> CheckSecondFactorAsync(Door door, User user, string code, CancellationToken ct)
    {
        // Not stopped by the account's lockout: whoever is here knows the password, and wrong ones may be anybody's.
        if (!tries.Take($"code:{user.Id}"))
        {
            return false;
        }

        var typed = code.Replace(" ", "", StringComparison.Ordinal);
        if (await IsOneTimeCodeAsync(user, typed) || (await users.RedeemTwoFactorRecoveryCodeAsync(user, typed)).Succeeded)
        {
            await users.ResetAccessFailedCountAsync(user);
            await audit.WriteAsync(Action(door, "sign_in"), null, ct, $"user:{user.Id}");
            return true;
        }

        await users.AccessFailedAsync(user);
        await audit.WriteAsync(Action(door, "code_wrong"), null, ct, $"user:{user.Id}");
        return false;
    }

    /// <summary>Ties the device that shows <paramref name="code"/> to the account. Null when the code is wrong.</summary>
    /// <returns>Ten recovery codes, shown this once.</returns>
    public async Task<IReadOnlyList<string>?> EnrolAsync(Door door, User user, string code, CancellationToken ct)
    {
        if (user.TwoFactorEnabled || !tries.Take($"code:{user.Id}")
            || !await IsOneTimeCodeAsync(user, code.Replace(" ", "", StringComparison.Ordinal)))
        {
            return null;
        }

        await users.SetTwoFactorEnabledAsync(user, true);
        var codes = await users.GenerateNewTwoFactorRecoveryCodesAsync(user, 10);
        await audit.WriteAsync(Action(door, "second_factor_enrolled"), null, ct, $"user:{user.Id}");
        return [.. codes ?? []];
    }

    private static string Action(Door door, string what) => $"{(door == Door.Staff ? "staff" : "user")}.{what}";

    private async Task<bool> IsForAsync(Door door, User user, CancellationToken ct) => door switch
    {
        Door.Staff => await db.StaffRoles.AnyAsync(role => role.UserId == user.Id, ct),
        Door.User => user.DeletedAt is null,
    };

    private async Task<bool> IsOneTimeCodeAsync(User user, string code)
    {
        var key = await users.GetAuthenticatorKeyAsync(user);
        if (string.IsNullOrEmpty(key)
            || !new Totp(Base32Encoding.ToBytes(key)).VerifyTotp(clock.GetUtcNow().UtcDateTime, code, out var step, Near)
            || step <= user.LastSecondFactorStep)
        {
            return false;
        }

        // Of two at once with one code the account's stamp lets one through.
        user.LastSecondFactorStep = step;
        return (await users.UpdateAsync(user)).Succeeded;
    }
}

/// <summary>A hash of nothing, made as the accounts' are, so that an unknown address costs the same time as a known one.</summary>
internal sealed class NobodysPassword(IOptions<PasswordHasherOptions> options)
{
    private readonly Lazy<string> _hash = new(() => new PasswordHasher<User>(options).HashPassword(null!, "nobody's password"));

    public string Hash => _hash.Value;
}
