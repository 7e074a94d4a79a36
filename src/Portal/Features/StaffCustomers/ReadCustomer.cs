using Hostelry.Billing;
using Hostelry.Billing.Customers;
using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.StaffCustomers;

/// <summary>What stands above every page of one customer.</summary>
/// <param name="Owner">E-mail address; null when nobody owns it.</param>
/// <param name="Books">Null when the organization has no place in the books.</param>
/// <param name="Suspensions">Open ones, oldest first.</param>
public sealed record CustomerHead(
    long Id, string Name, string? Owner, DateTimeOffset CreatedAt, Customer? Books, IReadOnlyList<Suspension> Suspensions)
{
    /// <summary>Where the customer's pages begin.</summary>
    public string Path => FormattableString.Invariant($"/staff/customers/{Id}");

    public bool IsSuspended => Suspensions.Count > 0;
}

/// <summary>Reads the head of a customer's pages, in two queries.</summary>
internal sealed class ReadCustomer(IdentityDb identity, BillingDb billing)
{
    /// <summary>Null when there is no such organization, or it is closed.</summary>
    public async Task<CustomerHead?> ExecuteAsync(long organizationId, CancellationToken ct)
    {
        var found = await identity.Reachable<Organization>()
            .Where(row => row.Id == organizationId && row.DeletedAt == null)
            .Select(row => new
            {
                row.Name,
                row.CreatedAt,
                Owner = identity.Members.Where(member => member.OrganizationId == row.Id && member.Role == MemberRole.Owner)
                    .Join(identity.Users, member => member.UserId, user => user.Id, (_, user) => user.Email).FirstOrDefault()
                    ?? identity.Invitations.Where(seat => seat.OrganizationId == row.Id && seat.Role == MemberRole.Owner)
                        .Select(seat => seat.Email).FirstOrDefault(),
            })
            .SingleOrDefaultAsync(ct);
        if (found is null)
        {
            return null;
        }

        var books = await billing.Reachable<Customer>().AsNoTracking()
            .Where(customer => customer.OrganizationId == organizationId)
            .Select(customer => new
            {
                Customer = customer,
                Suspensions = billing.Suspensions
                    .Where(row => row.OrganizationId == customer.OrganizationId && row.Until == null)
                    .OrderBy(row => row.Since).ToList(),
            })
            .SingleOrDefaultAsync(ct);
        return new CustomerHead(
            organizationId, found.Name, found.Owner, found.CreatedAt, books?.Customer, books?.Suspensions ?? []);
    }
}
