using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>
/// Owners come and go one at a time: of two who leave at once, the second sees that the first has left. Held until the
/// transaction around it ends.
/// </summary>
public sealed class OrganizationLock(IdentityDb db)
{
    /// <summary>False when there is no such living organization.</summary>
    public async Task<bool> TakeAsync(long organizationId, CancellationToken ct) =>
        await db.Reachable<Organization>().Where(row => row.Id == organizationId && row.DeletedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Name, row => row.Name), ct) == 1;
}
