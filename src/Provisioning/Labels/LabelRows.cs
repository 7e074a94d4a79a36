using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Labels;

/// <summary>Reads and writes the labels of a project's resources.</summary>
internal static class LabelRows
{
    /// <summary>
    /// Ids of the resources that have a label as required, its negation left aside. As a subquery: one index range of
    /// (project, kind, key, value).
    /// </summary>
    public static IQueryable<long> Having(
        ProvisioningDb db, ProjectKey project, LabelledKind kind, LabelRequirement requirement)
    {
        var labels = Of(db, project, kind).Where(label => label.Key == requirement.Key);
        if (requirement.Values is { } values)
        {
            labels = labels.Where(label => values.Contains(label.Value));
        }

        return labels.Select(label => label.ResourceId);
    }

    /// <summary>The labels of many resources in one query; a resource without labels is missing.</summary>
    public static async Task<ILookup<long, KeyValuePair<string, string>>> ReadAsync(
        ProvisioningDb db, ProjectKey project, LabelledKind kind, IReadOnlyList<long> ids, CancellationToken ct)
    {
        var labels = ids.Count == 0
            ? []
            : await Of(db, project, kind).AsNoTracking().Where(label => ids.Contains(label.ResourceId)).ToListAsync(ct);
        return labels.ToLookup(label => label.ResourceId, label => KeyValuePair.Create(label.Key, label.Value));
    }

    /// <summary>Adds rows; saved by the caller.</summary>
    public static void Add(
        ProvisioningDb db,
        ProjectKey project,
        LabelledKind kind,
        long resourceId,
        IReadOnlyDictionary<string, string> labels) =>
        db.Labels.AddRange(labels.Select(label => new Label
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.ProjectId,
            Kind = kind,
            ResourceId = resourceId,
            Key = label.Key,
            Value = label.Value,
        }));

    /// <summary>Deletes at once, within the caller's transaction.</summary>
    public static Task<int> ClearAsync(
        ProvisioningDb db, ProjectKey project, LabelledKind kind, long resourceId, CancellationToken ct) =>
        Of(db, project, kind).Where(label => label.ResourceId == resourceId).ExecuteDeleteAsync(ct);

    public static IReadOnlyDictionary<string, string> Sorted(IEnumerable<KeyValuePair<string, string>> labels) =>
        new SortedDictionary<string, string>(labels.ToDictionary(), StringComparer.Ordinal);

    private static IQueryable<Label> Of(ProvisioningDb db, ProjectKey project, LabelledKind kind) =>
        db.Labels.Where(label => label.OrganizationId == project.OrganizationId
            && label.ProjectId == project.ProjectId
            && label.Kind == kind);
}
