using Hostelry.Billing.Kernel;
using Hostelry.Billing.Subscriptions;
using Hostelry.Provisioning.Catalogue;

namespace Hostelry.Provisioning.Intake;

/// <summary>What an order asks of Billing: a pending subscription of the server, at the type's running price.</summary>
public sealed class ServerSubscription(OpenSubscription open)
{
    /// <summary>Refusals are Billing's: <c>insufficient_funds</c>, <c>spending_limit_reached</c>, <c>price_missing</c>, …</summary>
    internal Task<Result<Subscription>> OpenAsync(
        PlaceOrderRequest request, ServerType type, string location, long serverId, CancellationToken ct) =>
        open.ExecuteAsync(
            new OpenSubscriptionRequest(
                request.Project.OrganizationId,
                type.ProductCode,
                location,
                "server",
                serverId,
                $"Server {request.Name} ({type.Name})")
            {
                QuotedPriceId = request.QuotedPriceId,
            },
            ct);
}
