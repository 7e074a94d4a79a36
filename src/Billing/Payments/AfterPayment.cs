using Hostelry.Billing.Dunning;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Limits;

namespace Hostelry.Billing.Payments;

/// <summary>
/// What money on a balance changes at once. Only a convenience: when the process dies before it, the next billing tick does the
/// same.
/// </summary>
public sealed class AfterPayment(SettleInvoices settle, SettleDunning dunning, EnforceLimits enforce)
{
    public async Task ExecuteAsync(long organizationId, CancellationToken ct)
    {
        await settle.ExecuteAsync(organizationId, ct);
        await dunning.ExecuteAsync(organizationId, ct);
        await enforce.ExecuteAsync(organizationId, ct);
    }
}
