using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Subscriptions;
using Hostelry.Provisioning.Catalogue;
using Hostelry.Provisioning.Hosts;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Intake;

/// <summary>
/// Accepts a change of server type, running or off: memory and CPU change live, the disk grows and never shrinks. Funds
/// and room for the larger of both types are held from now on; the price changes when the change is done.
/// </summary>
public sealed class ChangeType(
    ProvisioningDb db,
    Database database,
    PartsFinder parts,
    Quotas quotas,
    HostPlaces places,
    CheckFundsForChange funds,
    TypeAcceptance acceptance)
{
    /// <summary>
    /// Refusals: <c>not_found</c>, <c>locked</c>, <c>forbidden</c>, <c>invalid_server_type</c> (the same, retired, another
    /// kind, or a disk that would shrink), <c>resource_limit_exceeded</c>, <c>placement_error</c>, <c>insufficient_funds</c>.
    /// </summary>
    /// <param name="serverType">Id or name.</param>
    /// <param name="upgradeDisk">False keeps the disk as it is, so that the change can be taken back.</param>
    public Task<Result<OperationView>> ExecuteAsync(
        ProjectKey project, long serverId, string serverType, bool upgradeDisk, CancellationToken ct) =>
        database.InTransactionAsync(() => ChangeAsync(project, serverId, serverType, upgradeDisk, ct), ct);

    private async Task<Result<OperationView>> ChangeAsync(
        ProjectKey project, long serverId, string serverType, bool upgradeDisk, CancellationToken ct)
    {
        var held = await acceptance.HoldAsync(project, serverId, ct);
        if (!held.IsSuccess)
        {
            return held.Problem!;
        }

        var server = held.Value;
        var type = await parts.TypeAsync(project, serverType, ct);
        if (type is null)
        {
            return Problems.NotFound("server_type", "server_type");
        }

        if (Fits(server, type) is { } misfit)
        {
            return misfit;
        }

        var reservation = await db.HostReservations.SingleAsync(row => row.ServerId == serverId, ct);
        var problem = await quotas.CheckServersAsync(
                project.OrganizationId, servers: 0, type.Cores - reservation.Cores, ct)
            ?? await places.GrowAsync(
                server.OrganizationId, reservation, type.Cores, type.MemoryBytes, upgradeDisk ? type.DiskBytes : server.DiskBytes, ct);
        if (problem is not null)
        {
            return problem;
        }

        var action = await acceptance.StartAsync(
            server, new OperationData { ServerTypeId = type.Id, KeepDisk = !upgradeDisk }, ct);
        if (!action.IsSuccess)
        {
            return action;
        }

        var funded = await funds.ExecuteAsync(server.SubscriptionId, type.ProductCode, ct);
        return funded.IsSuccess ? action : funded.Problem!;
    }

    private static Problem? Fits(Server server, ServerType type) =>
        type.Id == server.ServerTypeId ? Misfit("The server has this type already.")
        : type.RetiredAt is not null || type.Kind != ServerType.Container ? Misfit("This type cannot be ordered.")
        : type.DiskBytes < server.DiskBytes ? Misfit(FormattableString.Invariant(
            $"The disk has {server.DiskBytes >> 30} GiB and this type {type.DiskBytes >> 30} GiB: a disk never shrinks."))
        : null;

    private static Problem Misfit(string message) => new("invalid_server_type", message, "server_type");
}

/// <summary>Begin and end of accepting a change of type.</summary>
public sealed class TypeAcceptance(IntakeLock locks, Acceptance acceptance)
{
    /// <summary>The organization's lock first, because cores are counted; then the server's row.</summary>
    internal async Task<Result<Server>> HoldAsync(ProjectKey project, long serverId, CancellationToken ct)
    {
        await locks.OrganizationAsync(project.OrganizationId, ct);
        return await acceptance.HoldFreeAsync(project, serverId, ct);
    }

    internal Task<Result<OperationView>> StartAsync(Server server, OperationData data, CancellationToken ct) =>
        acceptance.StartAsync(server, OperationKind.ChangeType, data, "server.change_type", ct);
}
