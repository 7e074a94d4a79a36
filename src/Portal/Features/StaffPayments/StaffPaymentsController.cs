using Hostelry.Billing.Dunning;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Bounds;
using Hostelry.Billing.Payments.Refunds;
using Hostelry.Portal.Features.Shared;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffPayments;

/// <summary>Money that needs people: large refunds and credits, payments nobody knows about, disputes, transfers, debts.</summary>
[Area("StaffPayments")]
[Route("staff/payments")]
[StaffMay(StaffRight.See)]
public sealed class StaffPaymentsController(IStringLocalizer<StaffPaymentsText> text) : StaffController
{
    private const string Desk = "/staff/payments";

    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken ct)
    {
        await AuditAsync("staff.see_payments", null, ct);
        return View(await Use<ReadMoneyDesk>().ExecuteAsync(ct));
    }

    [HttpPost("requests/{request:guid}/approve"), StaffMay(StaffRight.HandleMoney)]
    public Task<IActionResult> Approve(Guid request, CancellationToken ct) => DecideAsync(request, approve: true, ct);

    [HttpPost("requests/{request:guid}/reject"), StaffMay(StaffRight.HandleMoney)]
    public Task<IActionResult> Reject(Guid request, CancellationToken ct) => DecideAsync(request, approve: false, ct);

    /// <summary>Asks the provider now what became of a payment; never charges.</summary>
    [HttpPost("attempts/{attempt:guid}/look"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> Look(Guid attempt, CancellationToken ct)
    {
        var looked = await DoAsync<LookUpPayment, Result<PaymentAttempt>>(look => look.ExecuteAsync(attempt, ct));
        return Back(looked.Problem, looked is { IsSuccess: true, Value.IsDecided: true } ? "DoneDecided" : "DoneStillUnknown");
    }

    [HttpPost("parked/{organization:long}/release"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> Release(long organization, CancellationToken ct) =>
        Back((await DoAsync<ReleaseCustomer, Result<Done>>(release => release.ExecuteAsync(organization, ct))).Problem, "DoneReleased");

    /// <summary>Debts under way, and whose future may be looked at.</summary>
    [HttpGet("dunning")]
    public async Task<IActionResult> Dunning(string? q, CancellationToken ct)
    {
        await AuditAsync("staff.see_dunning", null, ct);
        return View(await Use<ReadMoneyDesk>().DunningAsync((q ?? "").Trim(), ct));
    }

    /// <summary>What would happen to a customer, and when, if it paid nothing more.</summary>
    [HttpGet("customers/{organization:long}/dunning")]
    public async Task<IActionResult> Simulate(long organization, CancellationToken ct)
    {
        var simulated = await Use<SimulateDunning>().ExecuteAsync(organization, ct);
        if (!simulated.IsSuccess)
        {
            return NotFound();
        }

        await AuditAsync("staff.see_dunning", organization, ct);
        return View(await Use<ReadDunningState>().ExecuteAsync(organization, simulated.Value, ct));
    }

    private async Task<IActionResult> DecideAsync(Guid request, bool approve, CancellationToken ct)
    {
        var decided = await DoAsync<DecideMoneyRequest, Result<MoneyRequest>>(decide => decide.ExecuteAsync(request, approve, ct));
        if (decided is { IsSuccess: true, Value.State: MoneyRequestState.Approved })
        {
            // At once, where it can be; the worker does it anyway.
            await DoAsync<CarryOutMoneyRequests, bool>(carry => carry.OneAsync(request, ct));
        }

        return Back(decided.Problem, approve ? "DoneApproved" : "DoneRejected");
    }

    private LocalRedirectResult Back(Problem? problem, string done) =>
        Done(Desk, problem is null ? done : text["Refused_" + problem.Code].ResourceNotFound ? "Refused_other" : "Refused_" + problem.Code);
}
