using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Hosts;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

namespace Hostelry.Provisioning.Intake;

/// <summary>
/// Accepts an order: in one transaction over Billing and this room it checks name, quota and funds, reserves host and
/// address, and writes subscription, server and operation. A refusal leaves nothing behind. The worker does the rest.
/// </summary>
public sealed class PlaceOrder(
    Database database,
    OrderCheck check,
    HostPlaces places,
    ServerSubscription subscriptions,
    NewServer servers,
    Acceptance acceptance,
    ServerQueries queries)
{
    /// <summary>
    /// A constant number of statements, whatever the project and the hosts hold; fewer than sixty with Billing's (a test
    /// counts them). Refusals: <c>invalid_input</c>, <c>not_found</c>, <c>uniqueness_error</c>,
    /// <c>resource_limit_exceeded</c>, <c>placement_error</c>, <c>insufficient_funds</c>,
    /// <c>spending_limit_reached</c>, <c>customer_suspended</c>, <c>price_missing</c>.
    /// </summary>
    public async Task<Result<PlacedOrder>> ExecuteAsync(PlaceOrderRequest request, CancellationToken ct) =>
        OrderCheck.CheckFields(request) is { } problem
            ? problem
            : await database.InTransactionAsync(() => PlaceAsync(request, ct), ct);

    private async Task<Result<PlacedOrder>> PlaceAsync(PlaceOrderRequest request, CancellationToken ct)
    {
        var checkedParts = await check.ExecuteAsync(request, ct);
        if (!checkedParts.IsSuccess)
        {
            return checkedParts.Problem!;
        }

        var parts = checkedParts.Value;
        var wish = new PlaceWish(
            request.Project.OrganizationId, request.Project.SellerId, parts.Image.Id, parts.LocationId, parts.DatacenterId);
        var demand = new Demand(parts.Type.Cores, parts.Type.MemoryBytes, parts.Type.DiskBytes);
        var place = await places.FindAsync(wish, demand, ct);
        if (!place.IsSuccess)
        {
            return place.Problem!;
        }

        var subscription = await subscriptions.OpenAsync(request, parts.Type, place.Value.Location, ct);
        if (!subscription.IsSuccess)
        {
            return subscription.Problem!;
        }

        var (server, password) = await servers.AddAsync(request, parts, place.Value, subscription.Value.Id, ct);
        await subscriptions.AttachAsync(subscription.Value, server, ct);
        var data = new OperationData { LeaveOff = !request.StartAfterCreate };
        var action = await acceptance.StartAsync(server, OperationKind.CreateServer, data, "server.create", ct);
        if (!action.IsSuccess)
        {
            return action.Problem!;
        }

        var view = await queries.GetAsync(request.Project, server.Id, ct);
        return new PlacedOrder(view.Value, action.Value, password);
    }
}
