using System.Globalization;

using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Portal.Features.Shared;
using Hostelry.Provisioning.Intake;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.StaffCustomers;

/// <summary>Customers, for staff: the list, and a page for each side of one. Who looked is audited.</summary>
[Area("StaffCustomers")]
[Route("staff/customers")]
[StaffMay(StaffRight.See)]
public sealed class StaffCustomersController : StaffController
{
    [HttpGet("")]
    public async Task<IActionResult> Index(string? q, int page, CancellationToken ct)
    {
        var list = await Use<FindCustomers>().ExecuteAsync(q?.Length > 254 ? q[..254] : q, page, ct);
        await AuditAsync("staff.see_customers", null, ct);
        return View(list);
    }

    [HttpGet("{id:long}")]
    public Task<IActionResult> Show(long id, CancellationToken ct) => PageAsync(id, "overview", ct, async head =>
        View("Show", new CustomerPage<BalanceView?>(
            head, head.Books is null ? null : await Use<Balance>().OfAsync(head.Books, null, ct))));

    [HttpGet("{id:long}/servers")]
    public Task<IActionResult> Servers(long id, long? before, CancellationToken ct) => PageAsync(id, "servers", ct, async head =>
    {
        var rows = await Use<ReadCustomerServers>().ExecuteAsync(id, before, ct);
        var shown = rows.Take(ReadCustomerServers.PageSize).ToList();
        ViewBag.Pager = Pager(before, rows.Count > shown.Count ? shown[^1].Id : null);
        return View("Servers", new CustomerPage<IReadOnlyList<CustomerServer>>(head, shown));
    });

    [HttpGet("{id:long}/people")]
    public Task<IActionResult> People(long id, CancellationToken ct) => PageAsync(id, "people", ct, async head =>
        View("People", new CustomerPage<CustomerPeople>(head, await Use<ReadCustomerPeople>().ExecuteAsync(id, ct))));

    [HttpGet("{id:long}/projects")]
    public Task<IActionResult> Projects(long id, CancellationToken ct) => PageAsync(id, "projects", ct, async head =>
        View("Projects", new CustomerPage<IReadOnlyList<CustomerProject>>(head, await Use<ReadCustomerProjects>().ExecuteAsync(id, ct))));

    [HttpGet("{id:long}/money")]
    public Task<IActionResult> Money(long id, CancellationToken ct) => PageAsync(id, "money", ct, async head =>
        View("Money", new CustomerPage<CustomerMoney>(head, await Use<ReadCustomerMoney>().ExecuteAsync(id, ct))));

    [HttpGet("{id:long}/quotas")]
    public Task<IActionResult> Quotas(long id, CancellationToken ct) => PageAsync(id, "quotas", ct, async head =>
        View("Quotas", new CustomerPage<IReadOnlyList<QuotaView>>(head, await Use<QuotaQueries>().ListAsync(id, ct))));

    [HttpGet("{id:long}/history")]
    public Task<IActionResult> History(long id, long? before, CancellationToken ct) => PageAsync(id, "history", ct, async head =>
    {
        var rows = await Use<ReadCustomerHistory>().ExecuteAsync(id, before, ct);
        var shown = rows.Take(ReadCustomerHistory.PageSize).ToList();
        ViewBag.Pager = Pager(before, rows.Count > shown.Count ? shown[^1].Id : null);
        return View("History", new CustomerPage<IReadOnlyList<AuditEntry>>(head, shown));
    });

    private async Task<IActionResult> PageAsync(
        long id, string tab, CancellationToken ct, Func<CustomerHead, Task<IActionResult>> show)
    {
        if (await Use<ReadCustomer>().ExecuteAsync(id, ct) is not { } head)
        {
            return NotFound();
        }

        ViewBag.Tab = tab;
        await AuditAsync("staff.see_customer", id, ct, FormattableString.Invariant($"organization:{id}"));
        return await show(head);
    }

    private PagerView Pager(long? before, long? last) => new(
        before is null ? null : Request.Path,
        last is { } id ? PagerView.With(Request, ("before", id.ToString(CultureInfo.InvariantCulture))) : null);
}

/// <summary>One side of a customer.</summary>
public sealed record CustomerPage<T>(CustomerHead Head, T Body);
