using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.SignIn;

/// <summary>
/// The link that makes a staff account: works once, for a day. The first account's only while there is none; an invited
/// person's for the address it was made for.
/// </summary>
internal sealed class UseSetupLink(
    UserManager<User> users, IdentityDb db, Database database, AuditLog audit, TimeProvider clock)
{
    private static readonly Problem Spent = new("not_found", "This link has been used or has expired.");

    public async Task<bool> WorksAsync(string secret, CancellationToken ct) => await FindAsync(secret, ct) is not null;

    /// <summary>Makes the account. Refusals: <c>not_found</c> (the link), <c>invalid_input</c> (email or password).</summary>
    public Task<Result<User>> ExecuteAsync(string secret, string email, string password, CancellationToken ct) =>
        database.InTransactionAsync(() => UseAsync(secret, email, password, ct), ct);

    private async Task<Result<User>> UseAsync(string secret, string email, string password, CancellationToken ct)
    {
        var link = await FindAsync(secret, ct);
        if (link is null)
        {
            return Spent;
        }

        if (link.Email is not null && !string.Equals(link.Email, email, StringComparison.OrdinalIgnoreCase))
        {
            return new Problem("invalid_input", "This link is for another address.", "email");
        }

        // The row's update is the lock: of two at once, one finds it used.
        var now = clock.GetUtcNow();
        if (await db.SetupLinks.Where(row => row.Id == link.Id && row.UsedAt == null)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), ct) == 0)
        {
            return Spent;
        }

        var user = new User
        {
            Issuer = User.LocalIssuer,
            Subject = Guid.CreateVersion7(now).ToString(),
            UserName = email,
            Email = email,
            CreatedAt = now,
        };
        var made = await users.CreateAsync(user, password);
        if (!made.Succeeded)
        {
            var error = made.Errors.First();
            var field = error.Code.StartsWith("Password", StringComparison.Ordinal) ? "password" : "email";
            return new Problem("invalid_input", error.Description, field);
        }

        db.StaffRoles.Add(new StaffRole { SellerId = link.SellerId, UserId = user.Id, Role = link.Role ?? StaffRoles.Admin, CreatedAt = now });
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync(link.Role is null ? "staff.first_account" : "staff.join", null, ct, $"user:{user.Id}");
        return user;
    }

    private async Task<SetupLink?> FindAsync(string secret, CancellationToken ct)
    {
        var hash = MakeSetupLink.HashOf(secret);
        var now = clock.GetUtcNow();
        return await db.SetupLinks.AsNoTracking().SingleOrDefaultAsync(
            row => row.Hash == hash && row.UsedAt == null && row.ExpiresAt > now && (row.Role != null || !db.StaffRoles.Any()), ct);
    }
}
