using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Hosts;

namespace Hostelry.Provisioning.Intake;

/// <summary>
/// Accepts an order: in one transaction over Billing and this room it checks name, quota and funds, reserves host and
/// address, and writes subscription, server and operation. A refusal leaves nothing behind. The worker does the rest.
/// </summary>
/// <remarks>
/// Orders of one customer follow each other under its lock, and those of a seller under placement's: what needs no lock is
/// read before they are taken, rows are numbered before they are written, and what was just written is not read again.
/// </remarks>
public sealed class PlaceOrder(
    Database database,
    OrderCheck check,
    IntakeLock locks,
    HostPlaces places,
    ServerSubscription subscriptions,
    NewServer servers)
{
    /// <summary>
    /// A constant number of statements, whatever the project and the hosts hold; about twenty with Billing's (a test
    /// counts them). Refusals: <c>invalid_input</c>, <c>not_found</c>, <c>uniqueness_error</c>,
    /// <c>resource_limit_exceeded</c>, <c>placement_error</c>, <c>insufficient_funds</c>,
    /// <c>spending_limit_reached</c>, <c>customer_suspended</c>, <c>price_missing</c>, <c>price_changed</c>.
    /// </summary>
    public async Task<Result<PlacedOrder>> ExecuteAsync(PlaceOrderRequest request, CancellationToken ct)
    {
        if (OrderCheck.CheckFields(request) is { } problem)
        {
            return problem;
        }

        await using var open = await database.KeepOpenAsync(ct);
        var parts = await check.PartsAsync(request, ct);
        return parts.IsSuccess
            ? await database.InTransactionAsync(() => PlaceAsync(request, parts.Value, ct), ct)
            : parts.Problem!;
    }

    private async Task<Result<PlacedOrder>> PlaceAsync(PlaceOrderRequest request, OrderParts parts, CancellationToken ct)
    {
        await locks.ForOrderAsync(request.Project.OrganizationId, request.Project.SellerId, ct);
        if (request.ProjectLives is { } lives && !await lives(ct))
        {
            return new Problem("not_found", "There is no such project.");
        }

        if (await check.LimitsAsync(request, parts, ct) is { } limit)
        {
            return limit;
        }

        var wish = new PlaceWish(
            request.Project.SellerId, parts.Type.Id, parts.Image.Id, parts.LocationId, parts.DatacenterId);
        var demand = new Demand(parts.Type.Cores, parts.Type.MemoryBytes, parts.Type.DiskBytes);
        var place = await places.FindAsync(wish, demand, ct);
        if (!place.IsSuccess)
        {
            return place.Problem!;
        }

        var ids = await servers.NumberAsync(request.Project, ct);
        var subscription = await subscriptions.OpenAsync(request, parts.Type, place.Value.Location.Name, ids.Server, ct);
        return subscription.IsSuccess
            ? await servers.AddAsync(request, parts, place.Value, ids, subscription.Value.Id, ct)
            : subscription.Problem!;
    }
}
