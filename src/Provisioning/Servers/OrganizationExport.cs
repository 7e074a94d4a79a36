using Hostelry.Provisioning.Labels;
using Hostelry.Provisioning.SshKeys;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Servers;

/// <summary>What an organization has here, of all its projects: for taking it away. Two queries for servers, one for keys.</summary>
public sealed class OrganizationExport(ProvisioningDb db)
{
    /// <summary>Living servers by id.</summary>
    public async Task<IReadOnlyList<ServerView>> ServersAsync(long organizationId, CancellationToken ct)
    {
        var rows = await ServerRow.Join(
                db, db.Servers.Where(server => server.OrganizationId == organizationId && server.DeletedAt == null))
            .OrderBy(row => row.Id)
            .AsNoTracking()
            .ToListAsync(ct);
        var labels = (await db.Labels.AsNoTracking()
                .Where(label => label.OrganizationId == organizationId && label.Kind == LabelledKind.Server)
                .ToListAsync(ct))
            .ToLookup(label => label.ResourceId, label => KeyValuePair.Create(label.Key, label.Value));
        return rows.ConvertAll(row => row.ToView(labels[row.Id]));
    }

    /// <summary>Public keys by id; without labels.</summary>
    public async Task<IReadOnlyList<SshKeyView>> KeysAsync(long organizationId, CancellationToken ct)
    {
        var keys = await db.SshKeys.AsNoTracking()
            .Where(key => key.OrganizationId == organizationId)
            .OrderBy(key => key.Id)
            .ToListAsync(ct);
        return keys.ConvertAll(key => new SshKeyView(
            key.Id, key.Name, key.Fingerprint, key.PublicKey, key.CreatedAt, new Dictionary<string, string>()));
    }
}
