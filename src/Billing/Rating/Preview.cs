using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Rating;

/// <summary>The running month until now, as it would be invoiced.</summary>
public sealed record PreviewView(Month Month, IReadOnlyList<RatedLine> Lines, Money Total);

/// <summary>What the running month costs so far: the invoice's own function, cut off at now.</summary>
public sealed class Preview(BillingDb db, RatingFacts facts, TimeProvider clock)
{
    /// <summary>Null when there is no such customer in reach of the tenant.</summary>
    public async Task<PreviewView?> ForAsync(long organizationId, CancellationToken ct)
    {
        var customer = await db.Reachable<Customer>().AsNoTracking()
            .SingleOrDefaultAsync(customer => customer.OrganizationId == organizationId, ct);
        if (customer is null)
        {
            return null;
        }

        var period = Period.Until(clock.GetUtcNow());
        var record = await facts.LoadAsync(customer, period.Start, ct);
        var lines = Rater.Rate(record.Facts, period);
        return new PreviewView(period.Month, lines, Rater.Total(lines, customer.Currency));
    }
}
