using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Tax;

/// <summary>
/// The tick's part: asks the register of every VAT id of the Union that it has not answered for. What it has not answered is
/// asked again after an hour, what it has is asked again after a month; each question and answer is kept.
/// </summary>
public sealed class CheckVatIds(BillingDb db, IVatRegister register, AuditLog audit, TimeProvider clock)
{
    /// <summary>Questions of one tick, so that an outage of the register holds up little.</summary>
    private const int Most = 20;

    private static readonly TimeSpan Again = TimeSpan.FromHours(1);
    private static readonly TimeSpan Stale = TimeSpan.FromDays(30);

    /// <returns>How many were asked.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var (again, stale) = (now - Again, now - Stale);
        var checks = db.Reachable<VatCheck>();
        var due = await (
            from profile in db.Reachable<BillingProfile>()
            where profile.VatId != "" && TaxRules.MemberStates.Contains(profile.Country)
                && !checks.Any(check => check.OrganizationId == profile.OrganizationId && check.VatId == profile.VatId
                    && check.CheckedAt > (check.State == VatIdState.Unverified ? again : stale))
            join customer in db.Reachable<Customer>() on profile.OrganizationId equals customer.OrganizationId
            join entity in db.LegalEntities on customer.LegalEntityId equals entity.Id
            orderby profile.ChangedAt
            select new
            {
                profile.OrganizationId,
                profile.VatId,
                Requester = TaxRules.MemberStates.Contains(entity.Country) ? entity.VatId : "",
            })
            .AsNoTracking().Take(Most).ToListAsync(ct);

        foreach (var one in due)
        {
            var answer = await register.AskAsync(one.VatId, one.Requester, ct);
            db.VatChecks.Add(new VatCheck
            {
                OrganizationId = one.OrganizationId,
                VatId = one.VatId,
                State = answer.State,
                CheckedAt = clock.GetUtcNow(),
                Source = register.Name,
                Consultation = answer.Consultation,
                RegisteredName = answer.RegisteredName,
                Trouble = answer.Trouble,
            });
            audit.Add("vat_id." + answer.State.ToString().ToLowerInvariant(), one.OrganizationId, $"customer:{one.OrganizationId}");
            await db.SaveChangesAsync(ct);
        }

        return due.Count;
    }
}
