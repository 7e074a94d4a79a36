using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Labels;
using Hostelry.Provisioning.Naming;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.SshKeys;

/// <summary>Adds a public key to a project.</summary>
public sealed class CreateSshKey(
    ProvisioningDb db, Database database, IntakeLock locks, Quotas quotas, SshKeyQueries queries, AuditLog audit, TimeProvider clock)
{
    /// <summary>Refusals: <c>invalid_input</c>, <c>uniqueness_error</c> (name or fingerprint), <c>resource_limit_exceeded</c>.</summary>
    public async Task<Result<SshKeyView>> ExecuteAsync(
        ProjectKey project,
        string name,
        string publicKey,
        IReadOnlyDictionary<string, string>? labels,
        CancellationToken ct)
    {
        if ((Names.CheckTitle(name) ?? LabelRules.Check(labels ?? Empty)) is { } problem)
        {
            return problem;
        }

        var key = PublicKeyText.Parse(publicKey);
        return key.IsSuccess
            ? await database.InTransactionAsync(() => CreateAsync(project, name, key.Value, labels ?? Empty, ct), ct)
            : key.Problem!;
    }

    private static readonly IReadOnlyDictionary<string, string> Empty = new Dictionary<string, string>();

    private async Task<Result<SshKeyView>> CreateAsync(
        ProjectKey project, string name, PublicKeyText text, IReadOnlyDictionary<string, string> labels, CancellationToken ct)
    {
        await locks.OrganizationAsync(project.OrganizationId, ct);
        var twin = await queries.Of(project).AsNoTracking()
            .FirstOrDefaultAsync(row => row.Name == name || row.Fingerprint == text.Fingerprint, ct);
        if (twin is not null)
        {
            return twin.Name == name
                ? Problems.NameTaken("SSH key")
                : new Problem("uniqueness_error", "public_key is already in the project.", "public_key");
        }

        if (await quotas.CheckSshKeyAsync(project.OrganizationId, ct) is { } limit)
        {
            return limit;
        }

        var key = new SshKey
        {
            OrganizationId = project.OrganizationId,
            ProjectId = project.ProjectId,
            Name = name,
            Fingerprint = text.Fingerprint,
            PublicKey = text.Line,
            CreatedAt = clock.GetUtcNow(),
        };
        db.SshKeys.Add(key);
        await db.SaveChangesAsync(ct);
        LabelRows.Add(db, project, LabelledKind.SshKey, key.Id, labels);
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync(
            "ssh_key.create", project.OrganizationId, ct, FormattableString.Invariant($"ssh_key:{key.Id}"));
        return await queries.GetAsync(project, key.Id, ct);
    }
}
