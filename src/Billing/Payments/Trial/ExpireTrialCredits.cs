using System.Globalization;

using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments.Trial;

/// <summary>
/// A worker's duty: trial credit whose day has come goes back to where it was granted, but for what was used until then and is
/// not invoiced yet; what that month's invoice leaves of the rest goes back after it. One customer is one transaction under its
/// lock, and a booking has its own reference, so that nothing goes back twice.
/// </summary>
public sealed class ExpireTrialCredits(
    BillingDb db, Database database, CustomerLock customers, Balance balance, Journal journal, AuditLog audit, TimeProvider clock)
{
    /// <summary>How many bookings were made.</summary>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await db.Reachable<TrialCredit>().Where(credit => credit.EndedAt == null && credit.ExpiresAt <= now)
            .Select(credit => credit.OrganizationId).Distinct().Order().ToListAsync(ct);
        var made = 0;
        foreach (var organizationId in due)
        {
            made += (await database.InTransactionAsync<int>(async () => await OneAsync(organizationId, now, ct), ct)).Value;
            db.ChangeTracker.Clear();
        }

        return made;
    }

    private async Task<int> OneAsync(long organizationId, DateTimeOffset now, CancellationToken ct)
    {
        if (await customers.TakeAsync(organizationId, ct) is not { } customer)
        {
            return 0;
        }

        var credits = await SpendTrialCredit.OpenAsync(db, organizationId, ct);
        if (!credits.Exists(credit => credit.ExpiresAt <= now && (credit.ExpiredAt is null || customer.ClosedUntil > credit.ExpiresAt)))
        {
            return 0;
        }

        var zero = Money.Zero(customer.Currency);
        var uninvoiced = (await balance.OfAsync(customer, null, ct)).Accrued;
        var wallets = await journal.WalletsAsync([organizationId], ct);
        var wallet = Money.Max(new Money(wallets.GetValueOrDefault(organizationId), customer.Currency), zero);
        var made = 0;
        foreach (var credit in credits)
        {
            var kept = Money.Min(credit.Left, uninvoiced);
            uninvoiced -= kept;
            if (credit.ExpiresAt > now)
            {
                continue;
            }

            var isInvoiced = customer.ClosedUntil > credit.ExpiresAt;
            var goes = Money.Min(isInvoiced ? credit.Left : credit.ExpiredAt is null ? credit.Left - kept : zero, wallet);
            if (goes.Minor > 0)
            {
                wallet -= goes;
                await BookAsync(customer, credit, goes, ct);
                made++;
            }

            credit.ExpiredAt ??= now;
            credit.EndedAt = isInvoiced || credit.Left.IsZero ? now : null;
        }

        await db.SaveChangesAsync(ct);
        return made;
    }

    private async Task BookAsync(Customer customer, TrialCredit credit, Money goes, CancellationToken ct)
    {
        var part = credit.ExpiredAt is null ? 1 : 2;
        credit.ExpiredMinor += goes.Minor;
        await journal.PostAsync(
            customer, "trial_expired", string.Create(CultureInfo.InvariantCulture, $"{credit.Id:N}:{part}"),
            [new Posting(AccountKind.Prepaid, -goes), new Posting(AccountKind.Granted, goes)], ct);
        audit.Add("trial.expire", customer.OrganizationId, $"payment:{credit.Id:N}");
    }
}
