using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Identity;

/// <summary>What customers know the seller as. Its legal entity, which invoices, has a name of its own. Runs as worker.</summary>
public sealed class SetSellerName(IdentityDb db, Database database, AuditLog audit)
{
    /// <summary>Refusals: <c>invalid_input</c> (1–100 characters, none of them a control character), <c>not_seeded</c>.</summary>
    public Task<Result<Done>> ExecuteAsync(string name, CancellationToken ct) => database.InTransactionAsync<Done>(
        async () =>
        {
            var trimmed = name.Trim();
            if (trimmed.Length is < 1 or > 100 || trimmed.Any(char.IsControl))
            {
                return new Problem("invalid_input", "name must have 1 to 100 characters, none of them a control character.", "name");
            }

            if (await db.Sellers.SingleOrDefaultAsync(row => row.Id == Seller.First, ct) is not { } seller)
            {
                return new Problem("not_seeded", "There is no seller yet: run the command 'seed' first.");
            }

            seller.Name = trimmed;
            await db.SaveChangesAsync(ct);
            await audit.WriteAsync("seller.rename", null, ct, FormattableString.Invariant($"seller:{seller.Id}"));
            return default(Done);
        },
        ct);
}
