using Hostelry.Billing.Alarms;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Verification;
using Hostelry.Portal.Features.Shared;
using Hostelry.Provisioning.Verification;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Features.StaffAlarms;

/// <summary>What a person must look at: breaches of the books, and money that went another way than it should.</summary>
[Area("StaffAlarms")]
[Route("staff/alarms")]
[StaffMay(StaffRight.See)]
public sealed class StaffAlarmsController : StaffController
{
    private const string Here = "/staff/alarms";

    [HttpGet("")]
    public async Task<IActionResult> Index(CancellationToken ct)
    {
        await AuditAsync("staff.see_alarms", null, ct);
        return View(await Use<ReadAlarms>().ExecuteAsync(ct));
    }

    [HttpPost("{alarm:long}/acknowledge"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> Acknowledge(long alarm, CancellationToken ct)
    {
        var done = await DoAsync<AcknowledgeAlarm, Result<Done>>(use => use.ExecuteAsync(alarm, ct));
        return Done(Here, done.Problem is { } problem ? "Refused_" + problem.Code : "DoneAcknowledge");
    }

    /// <summary>Proves all of the books now, as every night: what is not found any more is closed.</summary>
    [HttpPost("verify"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> Verify(CancellationToken ct)
    {
        var breaches = await DoAsync<VerifyBooks, IReadOnlyList<Breach>>(verify => verify.WholeAsync(ct));
        var unpaid = await DoAsync<VerifyServers, IReadOnlyList<Breach>>(verify => verify.ExecuteAsync(ct));
        return Done(Here, breaches.Count + unpaid.Count == 0 ? "DoneSound" : "Refused_breaches");
    }
}
