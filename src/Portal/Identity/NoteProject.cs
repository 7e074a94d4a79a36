using Hostelry.Portal.Features.Shared;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>Remembers where a person was, when it is not where they were before.</summary>
public sealed class NoteProject(IdentityDb db)
{
    public async Task ExecuteAsync(PageCaller caller, CancellationToken ct)
    {
        var (user, project) = (caller.UserId, (long?)caller.ProjectId);
        if (caller.LastProjectId != project && caller.StaffUserId is null)
        {
            await db.Users.Where(row => row.Id == user)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.LastProjectId, project), ct);
        }
    }
}
