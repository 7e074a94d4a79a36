using Hostelry.Billing;
using Hostelry.Billing.Alarms;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Hosts;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.StaffHome;

/// <summary>What staff want to know first.</summary>
/// <param name="Customers">Of all sellers.</param>
/// <param name="Alarms">Open ones.</param>
/// <param name="Servers">Living ones.</param>
/// <param name="ServersRunning">Of these, as last seen.</param>
/// <param name="InProgress">Operations that are not done.</param>
/// <param name="Failed">Operations that ended with an error within a day.</param>
/// <param name="Hosts">By name.</param>
public sealed record OverviewView(
    int Customers, int Alarms, int Servers, int ServersRunning, int InProgress, int Failed, IReadOnlyList<HostView> Hosts);

/// <summary>Counts over all tenants, for staff; five queries.</summary>
internal sealed class ReadOverview(ProvisioningDb provisioning, BillingDb billing, HostQueries hosts, TimeProvider clock)
{
    public async Task<OverviewView> ExecuteAsync(CancellationToken ct)
    {
        var yesterday = clock.GetUtcNow().AddDays(-1);
        var servers = await provisioning.Reachable<Server>().Where(server => server.DeletedAt == null)
            .GroupBy(server => server.Status)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        var operations = await provisioning.Reachable<Operation>()
            .Where(operation => operation.Status == OperationStatus.Running
                || (operation.Status == OperationStatus.Error && operation.FinishedAt > yesterday))
            .GroupBy(operation => operation.Status)
            .Select(group => new { group.Key, Count = group.Count() })
            .ToDictionaryAsync(row => row.Key, row => row.Count, ct);
        var (customers, alarms) = (billing.Reachable<Customer>(), billing.Reachable<Alarm>());
        // One legal entity is always there: two counts in one query. (A count without a condition would be asked beforehand, on its
        // own and of the tenant alone.)
        var money = await billing.LegalEntities
            .Where(entity => entity.Id == LegalEntities.Default)
            .Select(_ => new { Customers = customers.Count(customer => customer.OrganizationId > 0), Alarms = alarms.Count(alarm => alarm.ClearedAt == null) })
            .SingleOrDefaultAsync(ct);
        return new OverviewView(
            money?.Customers ?? 0,
            money?.Alarms ?? 0,
            servers.Values.Sum(),
            servers.GetValueOrDefault(ServerStatus.Running),
            operations.GetValueOrDefault(OperationStatus.Running),
            operations.GetValueOrDefault(OperationStatus.Error),
            await hosts.ListAsync(ct));
    }
}
