using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Invoicing;

/// <summary>
/// The close as a worker's tick does it: the month that is over last, and any earlier one that is open, for every legal
/// entity. Once that is done, a run is one query for each of them.
/// </summary>
public sealed class CloseLastMonth(BillingDb db, CloseMonth close, TimeProvider clock)
{
    /// <summary>For workers. Refusals: none of its own.</summary>
    public async Task<Result<Done>> ExecuteAsync(CancellationToken ct)
    {
        var month = Month.Of(clock.GetUtcNow() - CloseMonth.Grace).Previous;
        foreach (var entity in await db.LegalEntities.Select(entity => entity.Id).Order().ToListAsync(ct))
        {
            if ((await close.ExecuteAsync(entity, month, ct)).Problem is { } problem)
            {
                return problem;
            }
        }

        return default(Done);
    }
}
