using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Limits;
using Hostelry.Portal.Features.Funds;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning.Servers;

namespace Hostelry.Portal.Features.Dashboard;

/// <summary>A project's first page.</summary>
/// <param name="Project">Its servers.</param>
/// <param name="Money">The organization's; null for who may not see it.</param>
public sealed record DashboardView(ProjectOverviewView Project, MoneyOverviewView? Money)
{
    /// <summary>What is missing for the month as it runs now; null when the balance covers it.</summary>
    public Money? Short => Money is { } money && money.Balance.Ledger + money.Balance.CreditLimit - money.Forecast is { IsNegative: true } gap
        ? -gap
        : null;

    /// <summary>The highest mark of the spending limit that this month has passed, from four fifths on.</summary>
    public LimitMark? Mark => Money is { Balance: { SpendingLimit: { } limit, MonthAccrued: var used } }
        ? SendSpendingAlerts.Marks.Where(mark => mark >= 80).Select(mark => LimitMark.Of(mark, limit, used)).FirstOrDefault(mark => mark.Passed)
        : null;
}

/// <summary>What a member sees first. Two queries for the servers, two for the money.</summary>
public sealed class ReadDashboard(ProjectOverview project, MoneyOverview money)
{
    private const int Newest = 8;

    public async Task<DashboardView> ExecuteAsync(PageCaller caller, CancellationToken ct) => new(
        await project.ExecuteAsync(caller.Key, Newest, ct),
        caller.May(Permission.SeeMoney) ? await money.ForAsync(caller.OrganizationId, ct) : null);
}
