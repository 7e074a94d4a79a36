using Hostelry.Billing;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.StaffCustomers;

/// <param name="Address">Null when it has none (any more).</param>
/// <param name="LockedBy">The operation that holds it now.</param>
public sealed record CustomerServer(
    long Id, string Name, long ProjectId, ServerStatus Status, bool Suspended, string Type, string Host, string? Address,
    DateTimeOffset CreatedAt, long? LockedBy);

/// <summary>Living servers of a customer, newest first, a page at a time; one query.</summary>
internal sealed class ReadCustomerServers(ProvisioningDb db)
{
    public const int PageSize = 50;

    /// <summary>One more than a page when there is a page after it.</summary>
    /// <param name="organizationId">The customer.</param>
    /// <param name="before">Only ids below it; null from the newest on.</param>
    /// <param name="ct">Cancels.</param>
    public Task<List<CustomerServer>> ExecuteAsync(long organizationId, long? before, CancellationToken ct) => (
        from server in db.Reachable<Server>()
        where server.OrganizationId == organizationId && server.DeletedAt == null && (before == null || server.Id < before)
        orderby server.Id descending
        select new CustomerServer(
            server.Id,
            server.Name,
            server.ProjectId,
            server.Status,
            server.Suspended,
            db.ServerTypes.Where(type => type.Id == server.ServerTypeId).Select(type => type.Name).First(),
            db.Hosts.Where(host => host.Id == server.HostId).Select(host => host.Name).First(),
            db.Addresses.Where(row => row.ServerId == server.Id && row.ReleasedAt == null).Select(row => row.Ipv4).FirstOrDefault(),
            server.CreatedAt,
            server.LockedBy)).Take(PageSize + 1).ToListAsync(ct);
}

public sealed record CustomerMember(string Email, MemberRole Role, bool SecondFactor, DateTimeOffset Since);

public sealed record CustomerInvitation(string Email, MemberRole Role, DateTimeOffset ExpiresAt);

public sealed record CustomerProject(long Id, string Name, DateTimeOffset CreatedAt);

public sealed record CustomerPeople(IReadOnlyList<CustomerMember> Members, IReadOnlyList<CustomerInvitation> Invitations);

/// <summary>Who belongs to a customer, or may; two queries.</summary>
internal sealed class ReadCustomerPeople(IdentityDb db)
{
    private const int Most = 200;

    public async Task<CustomerPeople> ExecuteAsync(long organizationId, CancellationToken ct)
    {
        var members = await db.Reachable<Member>()
            .Where(member => member.OrganizationId == organizationId)
            .Join(db.Users, member => member.UserId, user => user.Id, (member, user) => new { member, user })
            .OrderBy(row => row.member.Id)
            .Select(row => new CustomerMember(
                row.user.Email ?? row.user.Subject, row.member.Role, row.user.TwoFactorEnabled, row.member.CreatedAt))
            .Take(Most)
            .ToListAsync(ct);
        var invitations = await db.Reachable<Invitation>()
            .Where(seat => seat.OrganizationId == organizationId && seat.AcceptedAt == null)
            .OrderBy(seat => seat.Id)
            .Select(seat => new CustomerInvitation(seat.Email, seat.Role, seat.ExpiresAt))
            .Take(Most)
            .ToListAsync(ct);
        return new CustomerPeople(members, invitations);
    }
}

/// <summary>Living projects of a customer; one query.</summary>
internal sealed class ReadCustomerProjects(IdentityDb db)
{
    private const int Most = 500;

    public Task<List<CustomerProject>> ExecuteAsync(long organizationId, CancellationToken ct) =>
        db.Reachable<Project>()
            .Where(project => project.OrganizationId == organizationId && project.DeletedAt == null)
            .OrderBy(project => project.Id)
            .Select(project => new CustomerProject(project.Id, project.Name, project.CreatedAt))
            .Take(Most)
            .ToListAsync(ct);
}

/// <param name="Name">As <c>INV-000012</c>.</param>
public sealed record CustomerInvoice(long Id, string Name, DateTimeOffset PeriodStart, DateTimeOffset? IssuedAt, Money Total);

public sealed record CustomerPayment(
    DateTimeOffset At, string Provider, Money Amount, PaymentState State, string Reason, string Actor);

public sealed record CustomerMoney(IReadOnlyList<CustomerInvoice> Invoices, IReadOnlyList<CustomerPayment> Payments);

/// <summary>A customer's newest invoices and payments; two queries.</summary>
internal sealed class ReadCustomerMoney(BillingDb db)
{
    private const int Most = 50;

    public async Task<CustomerMoney> ExecuteAsync(long organizationId, CancellationToken ct)
    {
        var invoices = await db.Reachable<Invoice>().AsNoTracking()
            .Where(invoice => invoice.OrganizationId == organizationId && invoice.State == InvoiceState.Finalised)
            .OrderByDescending(invoice => invoice.Id)
            .Select(invoice => new { invoice.Id, invoice.Series, invoice.Number, invoice.PeriodStart, invoice.IssuedAt, invoice.TotalMinor, invoice.Currency })
            .Take(Most)
            .ToListAsync(ct);
        var payments = await db.Reachable<PaymentAttempt>().AsNoTracking()
            .Where(attempt => attempt.OrganizationId == organizationId)
            .OrderByDescending(attempt => attempt.CreatedAt)
            .Take(Most)
            .ToListAsync(ct);
        return new CustomerMoney(
            invoices.ConvertAll(row => new CustomerInvoice(
                row.Id, FormattableString.Invariant($"{row.Series}-{row.Number:D6}"), row.PeriodStart, row.IssuedAt,
                new Money(row.TotalMinor, row.Currency))),
            payments.ConvertAll(row => new CustomerPayment(row.CreatedAt, row.Provider, row.Amount, row.State, row.Reason, row.Actor)));
    }
}

/// <summary>Audit rows of a customer, newest first; one query.</summary>
internal sealed class ReadCustomerHistory(BillingDb db)
{
    public const int PageSize = 50;

    /// <summary>One more than a page when there is a page after it.</summary>
    public Task<List<AuditEntry>> ExecuteAsync(long organizationId, long? before, CancellationToken ct) =>
        db.Reachable<AuditEntry>().AsNoTracking()
            .Where(entry => entry.OrganizationId == organizationId && (before == null || entry.Id < before))
            .OrderByDescending(entry => entry.Id)
            .Take(PageSize + 1)
            .ToListAsync(ct);
}
