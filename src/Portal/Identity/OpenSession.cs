using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

namespace Hostelry.Portal.Identity;

/// <summary>Begins a session for a person who has proved who they are.</summary>
public sealed class OpenSession(IdentityDb db, Database database, AuditLog audit, TimeProvider clock)
{
    private const int BrowserLength = 255;

    /// <param name="user">A living account.</param>
    /// <param name="browser">As it calls itself; cut at 255 characters.</param>
    /// <param name="address">Of the sign-in.</param>
    /// <param name="staff">The member of staff who looks through this person's eyes, and where; null for the person.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Session>> ExecuteAsync(User user, string browser, string address, StaffEyes? staff, CancellationToken ct) =>
        database.InTransactionAsync<Session>(
            async () =>
            {
                var now = clock.GetUtcNow();
                var session = new Session
                {
                    UserId = user.Id,
                    CreatedAt = now,
                    LastSeenAt = now,
                    VerifiedAt = now,
                    Browser = browser.Length > BrowserLength ? browser[..BrowserLength] : browser,
                    Address = address,
                    StaffUserId = staff?.UserId,
                    StaffOrganizationId = staff?.OrganizationId,
                };
                db.Sessions.Add(session);
                await db.SaveChangesAsync(ct);
                await audit.WriteAsync(
                    staff is null ? "session.open" : "session.open_by_staff", null, ct, $"user:{user.Id}", $"session:{session.Id}");
                return session;
            },
            ct);
}
