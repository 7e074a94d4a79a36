using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

namespace Hostelry.Provisioning.Intake;

/// <summary>Protects a server from delete or rebuild, or lifts it. Done at once: the action comes back finished.</summary>
public sealed class ChangeProtection(ProvisioningDb db, Database database, Acceptance acceptance, TimeProvider clock)
{
    private const string Kind = "change_protection";

    /// <summary>Allowed while another operation runs or the server is suspended. Refusals: <c>not_found</c>, <c>locked</c> (being deleted).</summary>
    /// <param name="delete">Null leaves it as it is.</param>
    /// <param name="rebuild">Null leaves it as it is.</param>
    public Task<Result<OperationView>> ExecuteAsync(
        ProjectKey project, long serverId, bool? delete, bool? rebuild, CancellationToken ct) =>
        database.InTransactionAsync<OperationView>(
            async () =>
            {
                var held = await acceptance.HoldAsync(project, serverId, ct);
                if (!held.IsSuccess)
                {
                    return held.Problem!;
                }

                var server = held.Value;
                if (server.Status == ServerStatus.Deleting)
                {
                    return Problems.Deleting;
                }

                server.ProtectedFromDelete = delete ?? server.ProtectedFromDelete;
                server.ProtectedFromRebuild = rebuild ?? server.ProtectedFromRebuild;
                var operation = Finished(server);
                db.Operations.Add(operation);
                await db.SaveChangesAsync(ct);
                await acceptance.AuditAsync(server, "server.change_protection", operation.Id, ct);
                return OperationView.Of(operation);
            },
            ct);

    /// <summary>No flow runs it: there is nothing to do on a host.</summary>
    private Operation Finished(Server server)
    {
        var now = clock.GetUtcNow();
        return new Operation
        {
            OrganizationId = server.OrganizationId,
            ProjectId = server.ProjectId,
            Kind = Kind,
            Version = 1,
            ServerId = server.Id,
            Status = OperationStatus.Success,
            Step = "done",
            StepSince = now,
            Progress = 100,
            NotBefore = now,
            Deadline = now,
            CreatedAt = now,
            FinishedAt = now,
        };
    }
}
