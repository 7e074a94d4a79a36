using System.Security.Cryptography;

using FluentValidation;

using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Features.Shared;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>Makes the one-time link with which another person gets a staff account; an older one for the same address stops working.</summary>
public sealed class InviteStaff(IdentityDb db, Database database, AuditLog audit, TimeProvider clock)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(24);

    /// <summary>
    /// The secret for the link's end, shown this once. Refusals: <c>invalid_input</c> (e-mail, role), <c>conflict</c> (the
    /// address has an account already).
    /// </summary>
    /// <param name="email">Whose account it will be.</param>
    /// <param name="role">One of <see cref="StaffRoles"/>.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<string>> ExecuteAsync(string email, string role, CancellationToken ct) =>
        database.InTransactionAsync(() => InviteAsync(email.Trim(), role, ct), ct);

    private async Task<Result<string>> InviteAsync(string email, string role, CancellationToken ct)
    {
        if (!new Address().Validate(email).IsValid)
        {
            return new Problem("invalid_input", "email must be an e-mail address of at most 254 characters.", "email");
        }

        if (!StaffRoles.All.Contains(role))
        {
            return new Problem("invalid_input", "role must be one of " + string.Join(", ", StaffRoles.All) + ".", "role");
        }

        var normalized = email.ToUpperInvariant();
        if (await db.Users.AnyAsync(user => user.NormalizedEmail == normalized, ct))
        {
            return new Problem("conflict", "This address has an account already.", "email");
        }

        await db.SetupLinks.Where(link => link.UsedAt == null && link.Email == email).ExecuteDeleteAsync(ct);
        var now = clock.GetUtcNow();
        var secret = RandomNumberGenerator.GetHexString(48, lowercase: true);
        var link = new SetupLink
        {
            SellerId = Seller.First,
            Hash = MakeSetupLink.HashOf(secret),
            Role = role,
            Email = email,
            CreatedAt = now,
            ExpiresAt = now + Lasts,
        };
        db.SetupLinks.Add(link);
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync("staff.invite." + role, null, ct, FormattableString.Invariant($"setup_link:{link.Id}"));
        return secret;
    }

    private sealed class Address : AbstractValidator<string>
    {
        public Address() => RuleFor(text => text).NotEmpty().MaximumLength(254).MailAddress();
    }
}
