#pragma warning disable IDE0060 // signatures first; the body follows
using Hostelry.Billing.Kernel;

namespace Hostelry.Provisioning.Intake;

/// <summary>Accepts an order: funds, quota, host and address reserved in one transaction.</summary>
public sealed class PlaceOrder
{
    /// <summary>
    /// Refusals: <c>invalid_input</c>, <c>not_found</c>, <c>uniqueness_error</c>, <c>resource_limit_exceeded</c>,
    /// <c>placement_error</c>, <c>insufficient_funds</c>, <c>spending_limit_reached</c>, <c>customer_suspended</c>.
    /// </summary>
    public Task<Result<PlacedOrder>> ExecuteAsync(PlaceOrderRequest request, CancellationToken ct) =>
        Task.FromResult<Result<PlacedOrder>>(Problems.Placement("Orders are not taken yet."));
}
