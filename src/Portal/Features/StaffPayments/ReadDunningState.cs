using Hostelry.Billing;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Dunning;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.StaffPayments;

/// <summary>A customer's debt: what was done about it, what holds it still, and what would come.</summary>
/// <param name="Forecast">Null: nothing would happen.</param>
/// <param name="Taken">Steps of the open case, in order.</param>
/// <param name="Suspensions">Open reasons.</param>
public sealed record DunningState(
    long Id, string Name, DunningForecast? Forecast, IReadOnlyList<DunningStepTaken> Taken, IReadOnlyList<Suspension> Suspensions)
{
    public string Path => FormattableString.Invariant($"/staff/payments/customers/{Id}");
}

/// <summary>Reads what surrounds a forecast, in three queries.</summary>
internal sealed class ReadDunningState(BillingDb db)
{
    public async Task<DunningState> ExecuteAsync(long organizationId, DunningForecast? forecast, CancellationToken ct) => new(
        organizationId,
        await db.Reachable<Customer>().Where(customer => customer.OrganizationId == organizationId).Select(customer => customer.Name).SingleAsync(ct),
        forecast,
        await db.Reachable<DunningCase>().AsNoTracking().Where(one => one.OrganizationId == organizationId && one.ClosedAt == null)
            .SelectMany(one => one.Taken).OrderBy(step => step.Step).ToListAsync(ct),
        await db.Reachable<Suspension>().AsNoTracking().Where(row => row.OrganizationId == organizationId && row.Until == null)
            .OrderBy(row => row.Since).ToListAsync(ct));
}
