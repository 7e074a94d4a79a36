using Hostelry.Billing.Kernel;
using Hostelry.Billing.Subscriptions;
using Hostelry.Provisioning.Catalogue;
using Hostelry.Provisioning.Servers;

namespace Hostelry.Provisioning.Intake;

/// <summary>What an order asks of Billing: a pending subscription at the type's running price, tied to the server.</summary>
public sealed class ServerSubscription(OpenSubscription open, AttachResource attach)
{
    /// <summary>Refusals are Billing's: <c>insufficient_funds</c>, <c>spending_limit_reached</c>, <c>price_missing</c>, …</summary>
    internal Task<Result<Subscription>> OpenAsync(
        PlaceOrderRequest request, ServerType type, string location, CancellationToken ct) =>
        open.ExecuteAsync(
            new OpenSubscriptionRequest(
                request.Project.OrganizationId,
                type.ProductCode,
                location,
                "server",
                ResourceId: 0,
                $"Server {request.Name} ({type.Name})"),
            ct);

    internal async Task AttachAsync(Subscription subscription, Server server, CancellationToken ct)
    {
        var attached = await attach.ExecuteAsync(subscription.Id, server.Id, ct);
        if (attached.Problem is { } problem)
        {
            throw new InvalidOperationException($"A subscription made in this transaction was refused: {problem.Code}.");
        }
    }
}
