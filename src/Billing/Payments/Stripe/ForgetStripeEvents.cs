using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments.Stripe;

/// <summary>
/// A worker's duty: lets go of events that are done with, 90 days after they came (Stripe itself lists them for 30, and a
/// deleted one would be stored anew while it does), and of refused ones after 13 months. What is not done with stays.
/// </summary>
public sealed class ForgetStripeEvents(BillingDb db, Database database, TimeProvider clock)
{
    private const int Piece = 5000;

    private const int RefusedAreKeptMonths = 13;

    public static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    /// <summary>How many went; a piece at a time, so that no statement holds the table for long.</summary>
    public async Task<Result<long>> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow().ToUniversalTime();
        var (done, refused) = (now - Kept, now.AddMonths(-RefusedAreKeptMonths));
        var gone = 0L;
        while (true)
        {
            var piece = await database.InTransactionAsync<int>(
                async () =>
                {
                    var old = await db.StripeEvents
                        .Where(one => ((one.State == StripeEventState.Handled || one.State == StripeEventState.Ignored) && one.ReceivedAt < done)
                            || (one.State == StripeEventState.Refused && one.ReceivedAt < refused))
                        .OrderBy(one => one.Id).Select(one => one.Id).Take(Piece).ToListAsync(ct);
                    return old.Count == 0 ? 0 : await db.StripeEvents.Where(one => old.Contains(one.Id)).ExecuteDeleteAsync(ct);
                },
                ct);
            gone += piece.Value;
            if (piece.Value < Piece)
            {
                return gone;
            }
        }
    }
}
