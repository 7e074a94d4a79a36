using System.Globalization;

using Hostelry.Billing;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Dunning;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Bank;
using Hostelry.Billing.Payments.Bounds;
using Hostelry.Billing.Payments.Disputes;
using Hostelry.Billing.Payments.Refunds;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.StaffPayments;

/// <summary>A row, and whose it is.</summary>
public sealed record Of<T>(T Row, string Customer);

/// <summary>What waits for staff, oldest first, no list longer than a hundred.</summary>
/// <param name="Requests">Asked for and not carried out.</param>
/// <param name="Attempts">Not decided, or contradicted by the provider.</param>
/// <param name="Me">The actor who looks: whoever asked cannot agree.</param>
public sealed record MoneyDesk(
    IReadOnlyList<Of<MoneyRequest>> Requests, IReadOnlyList<Of<PaymentAttempt>> Attempts, IReadOnlyList<Of<Dispute>> Disputes,
    IReadOnlyList<Of<Parking>> Parked, string Me)
{
    public bool IsQuiet => Requests.Count + Attempts.Count + Disputes.Count + Parked.Count == 0;
}

/// <param name="Waiting">They fit no customer.</param>
/// <param name="Recent">The last ones that somebody or their reference decided.</param>
public sealed record TransferDesk(IReadOnlyList<BankTransfer> Waiting, IReadOnlyList<BankTransfer> Recent, TransferForm Form);

/// <summary>A debt on its way through the timeline.</summary>
public sealed record DunningRow(long OrganizationId, string Customer, DateTimeOffset DueAt, DunningStepTaken? Last, bool Suspended);

public sealed record DunningDesk(string Query, IReadOnlyList<Customer> Found, IReadOnlyList<DunningRow> Cases);

/// <summary>Reads what people must decide about money; at most four queries a page.</summary>
internal sealed class ReadMoneyDesk(BillingDb db)
{
    private const int Most = 100;
    private const int MostFound = 25;

    public async Task<MoneyDesk> ExecuteAsync(CancellationToken ct) => new(
        await Named(db.Reachable<MoneyRequest>()
            .Where(row => row.State == MoneyRequestState.Requested || row.State == MoneyRequestState.Approved)
            .OrderBy(row => row.RequestedAt)).ToListAsync(ct),
        await Named(db.Reachable<PaymentAttempt>()
            .Where(row => row.NextLookAt != null || row.State == PaymentState.Mismatch)
            .OrderBy(row => row.CreatedAt)).ToListAsync(ct),
        await Named(db.Reachable<Dispute>().Where(row => row.State == DisputeState.Open).OrderBy(row => row.OpenedAt)).ToListAsync(ct),
        await Named(db.Reachable<Parking>().Where(row => row.Until == null).OrderBy(row => row.Since)).ToListAsync(ct),
        db.Tenant.Actor);

    public async Task<TransferDesk> TransfersAsync(TransferForm form, CancellationToken ct) => new(
        await db.Reachable<BankTransfer>().AsNoTracking()
            .Where(row => row.State == BankTransferState.Parked).OrderBy(row => row.Id).Take(Most).ToListAsync(ct),
        await db.Reachable<BankTransfer>().AsNoTracking()
            .Where(row => row.State != BankTransferState.Parked).OrderByDescending(row => row.Id).Take(MostFound).ToListAsync(ct),
        form);

    /// <param name="query">A customer's number, or a part of its name; empty: none is looked for.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<DunningDesk> DunningAsync(string query, CancellationToken ct)
    {
        List<Customer> found = query.Length == 0 ? [] : await FoundAsync(query, ct);
        var cases = await (
            from one in db.Reachable<DunningCase>().AsNoTracking()
            join customer in db.Reachable<Customer>() on one.OrganizationId equals customer.OrganizationId
            where one.ClosedAt == null
            orderby one.DueAt
            select new DunningRow(
                one.OrganizationId, customer.Name, one.DueAt, one.Taken.OrderByDescending(step => step.Step).FirstOrDefault(),
                db.Suspensions.Any(row => row.OrganizationId == one.OrganizationId && row.Until == null && row.Reason == SuspensionReason.Overdue)))
            .Take(Most)
            .ToListAsync(ct);
        return new DunningDesk(query, found, cases);
    }

    /// <summary>A customer by its number, or by its whole name; null when that names none, or several.</summary>
    public async Task<long?> FindAsync(string typed, CancellationToken ct)
    {
        var found = await FoundAsync(typed, ct);
        var exact = found.FindAll(one => one.OrganizationId.ToString(CultureInfo.InvariantCulture) == typed
            || string.Equals(one.Name, typed, StringComparison.OrdinalIgnoreCase));
        return exact.Count == 1 ? exact[0].OrganizationId : null;
    }

    private Task<List<Customer>> FoundAsync(string query, CancellationToken ct)
    {
        var id = long.TryParse(query, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var text = query.ToLowerInvariant();
        // Translated to the database's lower(): there is no culture in it.
#pragma warning disable CA1304, CA1311, MA0011
        return db.Reachable<Customer>().AsNoTracking()
            .Where(customer => customer.OrganizationId == id || customer.Name.ToLower().Contains(text))
#pragma warning restore CA1304, CA1311, MA0011
            .OrderBy(customer => customer.OrganizationId)
            .Take(MostFound)
            .ToListAsync(ct);
    }

    private IQueryable<Of<T>> Named<T>(IQueryable<T> rows)
        where T : class, ITenantRow =>
        rows.AsNoTracking().Take(Most)
            .Join(db.Reachable<Customer>(), row => row.OrganizationId, customer => customer.OrganizationId, (row, customer) => new Of<T>(row, customer.Name));
}
