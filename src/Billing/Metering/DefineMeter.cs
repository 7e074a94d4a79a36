using System.Text.RegularExpressions;

using Hostelry.Billing.Audit;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Metering;

/// <param name="Code">1–40 lower case letters, digits and underscores.</param>
/// <param name="Kind">How the records of an hour become one number.</param>
/// <param name="Unit">1–20 characters, for print.</param>
/// <param name="ResourceKind"><c>server</c>, …</param>
/// <param name="SellerId">Whose.</param>
public sealed record DefineMeterRequest(
    string Code, MeterKind Kind, string Unit, string ResourceKind = "server", long SellerId = Prices.DefaultSeller);

/// <summary>Makes a meter known. What it costs, the price of <see cref="Prices.MeterCode(string)"/> says.</summary>
public sealed partial class DefineMeter(BillingDb db, Database database, AuditLog audit)
{
    /// <summary>Idempotent. Refusals: <c>invalid_input</c>, <c>meter_exists</c> (as something else).</summary>
    public Task<Result<Meter>> ExecuteAsync(DefineMeterRequest request, CancellationToken ct) =>
        database.InTransactionAsync(() => DefineAsync(request, ct), ct);

    private async Task<Result<Meter>> DefineAsync(DefineMeterRequest request, CancellationToken ct)
    {
        if (!Code().IsMatch(request.Code))
        {
            return new Problem("invalid_input", "code must have 1 to 40 lower case letters, digits and underscores.", "code");
        }

        if (request.Unit.Length is < 1 or > 20 || request.ResourceKind.Length is < 1 or > 64)
        {
            return new Problem("invalid_input", "unit must have 1 to 20 characters, resource_kind 1 to 64.", "unit");
        }

        var known = await db.Meters.SingleOrDefaultAsync(
            meter => meter.SellerId == request.SellerId && meter.Code == request.Code, ct);
        if (known is not null)
        {
            return known.Kind == request.Kind && known.Unit == request.Unit && known.ResourceKind == request.ResourceKind
                ? known
                : new Problem("meter_exists", "A meter of this code counts something else.", "code");
        }

        var meter = new Meter
        {
            SellerId = request.SellerId,
            Code = request.Code,
            Kind = request.Kind,
            Unit = request.Unit,
            ResourceKind = request.ResourceKind,
        };
        db.Meters.Add(meter);
        await db.SaveChangesAsync(ct);
        await audit.WriteAsync("meter.define", null, ct, $"meter:{meter.Id}");
        return meter;
    }

    [GeneratedRegex("^[a-z0-9_]{1,40}$", RegexOptions.CultureInvariant, 1000)]
    private static partial Regex Code();
}
