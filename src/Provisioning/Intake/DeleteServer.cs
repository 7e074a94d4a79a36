using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Subscriptions;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Intake;

/// <summary>
/// Accepts the deletion of a server: its charge ends now, in the same transaction. It may be creating, suspended or held
/// by another operation: that one gives way.
/// </summary>
public sealed class DeleteServer(
    ProvisioningDb db, Database database, EndSubscription subscriptions, Acceptance acceptance)
{
    /// <summary>
    /// A server that is being deleted already gives the running action again, so that a client may safely repeat.
    /// Refusals: <c>not_found</c>, <c>protected</c>; <c>locked</c> in the moment when another operation just ends.
    /// </summary>
    public Task<Result<OperationView>> ExecuteAsync(ProjectKey project, long serverId, CancellationToken ct) =>
        database.InTransactionAsync(() => DeleteAsync(project, serverId, ct), ct);

    private async Task<Result<OperationView>> DeleteAsync(ProjectKey project, long serverId, CancellationToken ct)
    {
        // The row is not locked first: StartOperation locks the running operation before it, as the runner does.
        var server = await db.Servers.SingleOrDefaultAsync(
            row => row.Id == serverId
                && row.OrganizationId == project.OrganizationId
                && row.ProjectId == project.ProjectId
                && row.DeletedAt == null,
            ct);
        if (server is null)
        {
            return Problems.ServerNotFound;
        }

        if (await RunningDeleteAsync(server, ct) is { } running)
        {
            return running;
        }

        var action = await acceptance.StartAsync(
            server, OperationKind.DeleteServer, new OperationData(), "server.delete", ct);
        if (!action.IsSuccess)
        {
            // Another delete may have been accepted since the look above.
            return await RunningDeleteAsync(server, ct) is { } other ? other : action;
        }

        // Only now is the row locked: a protection that was confirmed before counts.
        if (await db.Servers.AnyAsync(row => row.Id == serverId && row.ProtectedFromDelete, ct))
        {
            return new Problem("protected", "The server is protected from deletion; lift the protection first.");
        }

        // One moment for both: what the customer sees as accepted is what they paid until, however long the locks took.
        var ended = await subscriptions.ExecuteAsync(server.SubscriptionId, action.Value.StartedAt, ct);
        return ended.Problem is { } problem
            ? throw new InvalidOperationException($"The charge of server {serverId} could not end: {problem.Code}.")
            : action;
    }

    private async Task<OperationView?> RunningDeleteAsync(Server server, CancellationToken ct)
    {
        var operation = await db.Operations.AsNoTracking().FirstOrDefaultAsync(
            row => row.ServerId == server.Id
                && row.Kind == OperationKind.DeleteServer
                && row.Status == OperationStatus.Running,
            ct);
        return operation is null ? null : OperationView.Of(operation);
    }
}
