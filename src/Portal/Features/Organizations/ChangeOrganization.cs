using Hostelry.Billing;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.Organizations;

/// <summary>Gives an organization another name.</summary>
internal sealed class RenameOrganization(IdentityDb db, Database database, AuditLog audit)
{
    /// <summary>Refusals: <c>not_found</c>, <c>uniqueness_error</c> (name; the database alone knows other organizations' names).</summary>
    public async Task<Result<Done>> ExecuteAsync(long organizationId, string name, CancellationToken ct)
    {
        try
        {
            return await database.InTransactionAsync<Done>(
                async () =>
                {
                    if (await db.Organizations.Where(row => row.Id == organizationId && row.DeletedAt == null)
                        .ExecuteUpdateAsync(set => set.SetProperty(row => row.Name, name), ct) == 0)
                    {
                        return new Problem("not_found", "There is no such organization.");
                    }

                    await audit.WriteAsync("organization.rename", organizationId, ct, $"organization:{organizationId}");
                    return default(Done);
                },
                ct);
        }
        catch (System.Data.Common.DbException taken) when (taken.SqlState == "23505" || taken is Microsoft.Data.Sqlite.SqliteException { SqliteErrorCode: 19 })
        {
            return new Problem("uniqueness_error", "name is already used by another organization.", "name");
        }
    }
}

/// <summary>
/// Ends an organization that has no server left: its tokens and invitations stop working, its people are told, its pages are
/// gone, and its card is not charged by itself any more. The books keep it: the last month is invoiced, what is left of the
/// balance the seller pays back on request.
/// </summary>
internal sealed class CloseOrganization(
    IdentityDb db, ServersLeft servers, BillingDb billing, OrganizationLock organizations, QueueMail mail, AuditLog audit, TimeProvider clock)
{
    /// <summary>Refusals: <c>not_found</c>, <c>conflict</c> (servers live). Within a transaction of the caller's.</summary>
    public async Task<Result<Done>> ExecuteAsync(long organizationId, string name, CancellationToken ct)
    {
        if (!await organizations.TakeAsync(organizationId, ct))
        {
            return new Problem("not_found", "There is no such organization.");
        }

        if (await servers.AnyAsync(organizationId, null, ct))
        {
            return new Problem("conflict", "Delete the organization's servers first.");
        }

        var now = clock.GetUtcNow();
        var people = await (
            from member in db.Members
            join user in db.Users on member.UserId equals user.Id
            where member.OrganizationId == organizationId && user.Email != null
            select new { user.Email, user.Language }).ToListAsync(ct);
        await db.ApiTokens.Where(token => token.OrganizationId == organizationId && token.RevokedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(token => token.RevokedAt, now), ct);
        await db.Invitations.Where(row => row.OrganizationId == organizationId && row.AcceptedAt == null).ExecuteDeleteAsync(ct);
        await db.Organizations.Where(row => row.Id == organizationId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.DeletedAt, now), ct);
        // Nobody could switch it off any more: the card is not charged for who is gone.
        await billing.AutoTopUps.Where(wish => wish.OrganizationId == organizationId)
            .ExecuteUpdateAsync(set => set.SetProperty(wish => wish.Enabled, false), ct);
        people.ForEach(person => mail.ToAddress(
            person.Email!, person.Language, MailKind.OrganizationClosed, new MailData().With("organization", name), organizationId));
        audit.Add("organization.close", organizationId, $"organization:{organizationId}");
        await billing.SaveChangesAsync(ct);
        return default(Done);
    }
}

/// <summary>What hinders closing. Asked under the lock of orders: one in flight is either seen here, or sees that there is no project.</summary>
internal sealed class ServersLeft(ProvisioningDb provisioning, IntakeLock locks)
{
    /// <param name="organizationId">Whose.</param>
    /// <param name="projectId">Null: in any of its projects.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<bool> AnyAsync(long organizationId, long? projectId, CancellationToken ct)
    {
        await locks.OrganizationAsync(organizationId, ct);
        return await provisioning.Set<Server>().AnyAsync(
            server => server.OrganizationId == organizationId && server.DeletedAt == null && (projectId == null || server.ProjectId == projectId), ct);
    }
}

/// <summary>Makes a project.</summary>
internal sealed class CreateProject(IdentityDb db, Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>Refusals: <c>uniqueness_error</c> (name), <c>resource_limit_exceeded</c>.</summary>
    public Task<Result<Project>> ExecuteAsync(long organizationId, string name, CancellationToken ct) =>
        database.InTransactionAsync<Project>(
            async () =>
            {
                var living = db.Projects.Where(project => project.OrganizationId == organizationId && project.DeletedAt == null);
                if (await living.AnyAsync(project => project.Name == name, ct))
                {
                    return new Problem("uniqueness_error", "name is already used by another project.", "name");
                }

                if (await living.CountAsync(ct) >= 100)
                {
                    return new Problem("resource_limit_exceeded", "An organization has at most 100 projects.");
                }

                var made = new Project { OrganizationId = organizationId, Name = name, CreatedAt = clock.GetUtcNow() };
                db.Projects.Add(made);
                await db.SaveChangesAsync(ct);
                await audit.WriteAsync("project.create", organizationId, ct, $"project:{made.Id}");
                return made;
            },
            ct);
}

/// <summary>Deletes a project that has no server left; its tokens stop working.</summary>
internal sealed class DeleteProject(
    IdentityDb db, ServersLeft servers, OrganizationLock organizations, Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>Refusals: <c>not_found</c>, <c>conflict</c> (servers live), <c>protected</c> (the last project stays).</summary>
    public Task<Result<Done>> ExecuteAsync(ProjectKey key, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                var living = db.Projects.Where(project => project.OrganizationId == key.OrganizationId && project.DeletedAt == null);
                if (!await organizations.TakeAsync(key.OrganizationId, ct) || !await living.AnyAsync(project => project.Id == key.ProjectId, ct))
                {
                    return new Problem("not_found", "There is no such project.");
                }

                if (await living.CountAsync(ct) == 1)
                {
                    return new Problem("protected", "The last project stays.");
                }

                if (await servers.AnyAsync(key.OrganizationId, key.ProjectId, ct))
                {
                    return new Problem("conflict", "Delete the project's servers first.");
                }

                var now = clock.GetUtcNow();
                await db.ApiTokens.Where(token => token.ProjectId == key.ProjectId && token.RevokedAt == null)
                    .ExecuteUpdateAsync(set => set.SetProperty(token => token.RevokedAt, now), ct);
                await living.Where(project => project.Id == key.ProjectId)
                    .ExecuteUpdateAsync(set => set.SetProperty(project => project.DeletedAt, now), ct);
                await audit.WriteAsync("project.delete", key.OrganizationId, ct, $"project:{key.ProjectId}");
                return default(Done);
            },
            ct);
}
