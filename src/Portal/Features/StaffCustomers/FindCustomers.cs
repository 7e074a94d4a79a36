using System.Globalization;
using System.Net;

using Hostelry.Billing;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.StaffCustomers;

/// <summary>A customer in a list.</summary>
/// <param name="Owner">E-mail address; null when nobody owns it.</param>
/// <param name="Balance">What is held for it, less what it owes; null when it has no place in the books.</param>
public sealed record CustomerRow(
    long Id, string Name, string? Owner, DateTimeOffset CreatedAt, int Servers, bool Suspended, Money? Balance);

/// <param name="Rows">Newest first.</param>
/// <param name="Page">From 1.</param>
/// <param name="HasMore">There is a page after this one.</param>
public sealed record CustomerList(string Query, IReadOnlyList<CustomerRow> Rows, int Page, bool HasMore);

/// <summary>
/// Looks for customers over all tenants: by name, owner's address, id, name or address of a living server. At most four
/// queries.
/// </summary>
internal sealed class FindCustomers(IdentityDb identity, ProvisioningDb provisioning, BillingDb billing)
{
    public const int PageSize = 25;

    /// <summary>Customers that are found through their servers: more would say nothing.</summary>
    private const int MostByServer = 200;

    public async Task<CustomerList> ExecuteAsync(string? query, int page, CancellationToken ct)
    {
        var term = (query ?? "").Trim();
        page = Math.Clamp(page, 1, 100_000);
        var matching = identity.Reachable<Organization>().AsNoTracking().Where(row => row.DeletedAt == null);
        if (term.Length > 0)
        {
            matching = await MatchingAsync(matching, term, ct);
        }

        var found = await matching
            .OrderByDescending(row => row.Id)
            .Skip((page - 1) * PageSize)
            .Take(PageSize + 1)
            .Select(row => new
            {
                row.Id,
                row.Name,
                row.CreatedAt,
                Owner = identity.Members.Where(member => member.OrganizationId == row.Id && member.Role == MemberRole.Owner)
                    .Join(identity.Users, member => member.UserId, user => user.Id, (_, user) => user.Email).FirstOrDefault()
                    ?? identity.Invitations.Where(seat => seat.OrganizationId == row.Id && seat.Role == MemberRole.Owner)
                        .Select(seat => seat.Email).FirstOrDefault(),
            })
            .ToListAsync(ct);
        var shown = found.Take(PageSize).ToList();
        var ids = shown.ConvertAll(row => row.Id);
        var servers = await ServersAsync(ids, ct);
        var money = await MoneyAsync(ids, ct);
        return new CustomerList(
            term,
            shown.ConvertAll(row => new CustomerRow(
                row.Id, row.Name, row.Owner, row.CreatedAt, servers.GetValueOrDefault(row.Id),
                money.TryGetValue(row.Id, out var one) && one.Suspended, one?.Balance)),
            page,
            found.Count > PageSize);
    }

    private async Task<IQueryable<Organization>> MatchingAsync(IQueryable<Organization> rows, string term, CancellationToken ct)
    {
        var id = long.TryParse(term, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
        var byServer = await ByServerAsync(term, id, ct);
        // Translated to the database's lower(): there is no culture in it.
#pragma warning disable CA1304, CA1311, MA0011
        var lower = term.ToLowerInvariant();
        return rows.Where(row => row.Id == id
            || row.Name.ToLower().Contains(lower)
            || byServer.Contains(row.Id)
            || identity.Invitations.Any(seat => seat.OrganizationId == row.Id && seat.Role == MemberRole.Owner && seat.Email.StartsWith(lower))
            || identity.Members.Any(member => member.OrganizationId == row.Id && member.Role == MemberRole.Owner
                && identity.Users.Any(user => user.Id == member.UserId && user.Email!.ToLower().StartsWith(lower))));
#pragma warning restore CA1304, CA1311, MA0011
    }

    private Task<List<long>> ByServerAsync(string term, long id, CancellationToken ct)
    {
        var living = provisioning.Reachable<Server>().Where(server => server.DeletedAt == null);
        if (IPAddress.TryParse(term, out _) && term.Contains('.', StringComparison.Ordinal))
        {
            living = living.Where(server => provisioning.Addresses
                .Any(address => address.ServerId == server.Id && address.ReleasedAt == null && address.Ipv4 == term));
        }
        else
        {
            // Host names are lower case.
            var lower = term.ToLowerInvariant();
            living = living.Where(server => server.Id == id || server.Name.StartsWith(lower));
        }

        return living.Select(server => server.OrganizationId).Distinct().Take(MostByServer).ToListAsync(ct);
    }

    private Task<Dictionary<long, int>> ServersAsync(List<long> ids, CancellationToken ct) =>
        provisioning.Reachable<Server>()
            .Where(server => server.DeletedAt == null && ids.Contains(server.OrganizationId))
            .GroupBy(server => server.OrganizationId)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, ct);

    private async Task<Dictionary<long, Standing>> MoneyAsync(List<long> ids, CancellationToken ct)
    {
        var rows = await billing.Reachable<Customer>().AsNoTracking()
            .Where(customer => ids.Contains(customer.OrganizationId))
            .Select(customer => new
            {
                customer.OrganizationId,
                customer.Currency,
                Suspended = billing.Suspensions.Any(row => row.OrganizationId == customer.OrganizationId && row.Until == null),
                Minor = billing.LedgerEntries
                    .Where(entry => entry.OrganizationId == customer.OrganizationId && (entry.Account!.Kind == AccountKind.Prepaid || entry.Account.Kind == AccountKind.Receivable))
                    .Sum(entry => entry.AmountMinor),
            })
            .ToListAsync(ct);
        return rows.ToDictionary(row => row.OrganizationId, row => new Standing(row.Suspended, new Money(row.Minor, row.Currency)));
    }

    private sealed record Standing(bool Suspended, Money Balance);
}
