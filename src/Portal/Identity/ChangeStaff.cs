using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Features.Shared;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>Gives a member of staff another role, or none. There is always an admin left.</summary>
public sealed class ChangeStaff(IdentityDb db, Database database, AuditLog audit)
{
    /// <summary>
    /// Works at once: a session's role is read at every request. Refusals: <c>not_found</c>, <c>invalid_input</c> (role),
    /// <c>last_admin</c>.
    /// </summary>
    /// <param name="userId">Whose.</param>
    /// <param name="role">One of <see cref="StaffRoles"/>; null: this person is staff no more.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Done>> ExecuteAsync(long userId, string? role, CancellationToken ct) =>
        database.InTransactionAsync(() => ChangeAsync(userId, role, ct), ct);

    private async Task<Result<Done>> ChangeAsync(long userId, string? role, CancellationToken ct)
    {
        if (role is not null && !StaffRoles.All.Contains(role))
        {
            return new Problem("invalid_input", "role must be one of " + string.Join(", ", StaffRoles.All) + ".", "role");
        }

        // A change of nothing locks the admins' rows: of two who take each other's role away, one comes second and is refused.
        await db.StaffRoles.Where(row => row.Role == StaffRoles.Admin)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Role, row => row.Role), ct);
        if (await db.StaffRoles.SingleOrDefaultAsync(row => row.UserId == userId && row.SellerId == Seller.First, ct) is not { } present)
        {
            return new Problem("not_found", "There is no such member of staff.");
        }

        if (present.Role == StaffRoles.Admin && role != StaffRoles.Admin
            && !await db.StaffRoles.AnyAsync(row => row.Role == StaffRoles.Admin && row.UserId != userId, ct))
        {
            return new Problem("last_admin", "This is the last admin; make another one first.");
        }

        if (role is null)
        {
            db.StaffRoles.Remove(present);
        }
        else
        {
            present.Role = role;
        }

        await db.SaveChangesAsync(ct);
        await audit.WriteAsync(
            role is null ? "staff.remove" : "staff.role." + role, null, ct, FormattableString.Invariant($"user:{userId}"));
        return default(Done);
    }
}
