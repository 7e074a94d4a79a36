using System.Linq.Expressions;

using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Labels;
using Hostelry.Provisioning.Listing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.SshKeys;

/// <summary>Which keys of a project are asked for; null and empty mean no restriction.</summary>
/// <param name="Sort"><c>id</c>, <c>name</c>, each with <c>:asc</c> or <c>:desc</c>.</param>
public sealed record SshKeyFilter(
    string? Name = null, string? Fingerprint = null, string? LabelSelector = null, IReadOnlyList<string>? Sort = null);

/// <summary>Reads a project's public keys.</summary>
public sealed class SshKeyQueries(ProvisioningDb db)
{
    private static readonly SortOrder<SshKey> Sorting = new(
        key => key.Id, new Dictionary<string, Expression<Func<SshKey, object?>>> { ["name"] = key => key.Name });

    /// <summary>Two queries. Refusals: <c>not_found</c>.</summary>
    public async Task<Result<SshKeyView>> GetAsync(ProjectKey project, long sshKeyId, CancellationToken ct)
    {
        var key = await Of(project).AsNoTracking().FirstOrDefaultAsync(row => row.Id == sshKeyId, ct);
        if (key is null)
        {
            return Problems.NotFound("ssh_key");
        }

        var labels = await LabelRows.ReadAsync(db, project, LabelledKind.SshKey, [sshKeyId], ct);
        return ToView(key, labels[sshKeyId]);
    }

    /// <summary>Three queries, however many keys. Refusals: <c>invalid_input</c> (label_selector, sort).</summary>
    public async Task<Result<Paged<SshKeyView>>> ListAsync(
        ProjectKey project, SshKeyFilter filter, Page page, CancellationToken ct)
    {
        var selector = LabelSelector.Parse(filter.LabelSelector);
        if (!selector.IsSuccess)
        {
            return selector.Problem!;
        }

        var keys = Of(project).Where(row =>
            (filter.Name == null || row.Name == filter.Name)
            && (filter.Fingerprint == null || row.Fingerprint == filter.Fingerprint));
        foreach (var requirement in selector.Value)
        {
            var having = LabelRows.Having(db, project, LabelledKind.SshKey, requirement);
            keys = requirement.Negated
                ? keys.Where(key => !having.Contains(key.Id))
                : keys.Where(key => having.Contains(key.Id));
        }

        var sorted = keys;
        if (Sorting.Apply(filter.Sort, ref sorted) is { } problem)
        {
            return problem;
        }

        var total = await keys.CountAsync(ct);
        var shown = await sorted.Skip(page.Skip).Take(page.Size).AsNoTracking().ToListAsync(ct);
        var labels = await LabelRows.ReadAsync(db, project, LabelledKind.SshKey, shown.ConvertAll(key => key.Id), ct);
        return new Paged<SshKeyView>(shown.ConvertAll(key => ToView(key, labels[key.Id])), total, page);
    }

    internal IQueryable<SshKey> Of(ProjectKey project) =>
        db.SshKeys.Where(key => key.OrganizationId == project.OrganizationId && key.ProjectId == project.ProjectId);

    private static SshKeyView ToView(SshKey key, IEnumerable<KeyValuePair<string, string>> labels) =>
        new(key.Id, key.Name, key.Fingerprint, key.PublicKey, key.CreatedAt, LabelRows.Sorted(labels));
}
