namespace Hostelry.Billing.Kernel;

/// <summary>Whose data the present scope may touch; decides the database role (docs/architecture.md, "Tenants").</summary>
public enum Access
{
    /// <summary>Nobody yet: no tenant rows are visible. Only the named list of lookups runs like this.</summary>
    None,

    /// <summary>One organization, through its API token or a member.</summary>
    Organization,

    /// <summary>A member of the seller's staff: reads across tenants, each use audited.</summary>
    Staff,

    /// <summary>The operation runner, the sweep, billing runs.</summary>
    Worker,
}

/// <summary>
/// The tenant of one dependency-injection scope: set once, by authentication or by the worker, before the first query.
/// Contexts filter by it and PostgreSQL's row-level security reads it at connection open.
/// </summary>
public sealed class Tenant
{
    public Access Access { get; private set; }

    /// <summary>Set exactly when <see cref="Access"/> is <see cref="Access.Organization"/>.</summary>
    public long? OrganizationId { get; private set; }

    /// <summary>Who acts, for audit rows: <c>user:12</c>, <c>token:7</c>, <c>operator</c>, <c>worker</c>.</summary>
    public string Actor { get; private set; } = "anonymous";

    /// <summary>The person who is signed in; null for tokens, the worker and whoever is not. Opens nothing by itself.</summary>
    public long? UserId { get; private set; }

    /// <summary>
    /// Says which person is signed in, before it is known for which organization they act. Under it their own memberships
    /// can be read, and nothing else of any organization.
    /// </summary>
    public void Introduce(long userId, string actor)
    {
        if (Access != Access.None)
        {
            throw new InvalidOperationException($"This scope already acts as {Access} ({Actor}).");
        }

        (UserId, Actor) = (userId, actor);
    }

    public void ActForOrganization(long organizationId, string actor) =>
        Set(Access.Organization, organizationId, actor);

    public void ActAsStaff(string actor) => Set(Access.Staff, null, actor);

    public void ActAsWorker(string actor = "worker") => Set(Access.Worker, null, actor);

    private void Set(Access access, long? organizationId, string actor)
    {
        if (Access != Access.None)
        {
            throw new InvalidOperationException($"This scope already acts as {Access} ({Actor}).");
        }

        (Access, OrganizationId, Actor) = (access, organizationId, actor);
    }
}
