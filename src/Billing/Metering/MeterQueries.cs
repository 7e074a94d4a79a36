using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Metering;

/// <summary>Which meters there are, for who counts.</summary>
public sealed class MeterQueries(BillingDb db)
{
    public Task<bool> IsDefinedAsync(long sellerId, string code, CancellationToken ct) =>
        db.Meters.AnyAsync(meter => meter.SellerId == sellerId && meter.Code == code, ct);
}
