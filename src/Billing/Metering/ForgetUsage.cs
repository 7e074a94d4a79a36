using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Metering;

/// <summary>
/// Lets go of what is old, a piece at a time, so that no statement holds the tables for long: single records after 70 days
/// (nothing is rated from them any more: a record may come 35 days late), hours after 25 months. Months stay with the books.
/// </summary>
public sealed class ForgetUsage(BillingDb db, Database database, TimeProvider clock)
{
    public const int Piece = 20_000;

    public static readonly TimeSpan RecordsAreKept = TimeSpan.FromDays(70);

    public const int HoursAreKeptMonths = 25;

    /// <summary>For workers. How many rows went.</summary>
    public async Task<Result<long>> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var gone = await PiecesAsync(
            "DELETE FROM usage_records WHERE (source, record_id) IN (SELECT source, record_id FROM usage_records WHERE hour_at < {0} LIMIT {1})",
            now - RecordsAreKept, ct);
        gone += await PiecesAsync(
            "DELETE FROM usage_hours WHERE (subscription_id, meter_id, hour_at) IN (SELECT subscription_id, meter_id, hour_at FROM usage_hours WHERE hour_at < {0} LIMIT {1})",
            now.ToUniversalTime().AddMonths(-HoursAreKeptMonths), ct);
        return gone;
    }

    private async Task<long> PiecesAsync(string statement, DateTimeOffset before, CancellationToken ct)
    {
        var gone = 0L;
        while (true)
        {
            var piece = await database.InTransactionAsync<int>(
                async () => await db.Database.ExecuteSqlRawAsync(statement, [database.Stored(before), Piece], ct), ct);
            gone += piece.Value;
            if (piece.Value < Piece)
            {
                return gone;
            }
        }
    }
}
