using System.Globalization;

using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Refunds;
using Hostelry.Portal.Features.Shared;
using Hostelry.Provisioning.Intake;

using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffCustomers;

/// <summary>What staff do to a customer: each act has a page that says what will happen, and is audited by its use case.</summary>
[Area("StaffCustomers")]
[Route("staff/customers/{id:long}")]
public sealed class CustomerActsController(
    IStringLocalizer<StaffCustomersText> text, IStringLocalizer<SharedText> words, TimeProvider clock) : StaffController
{
    [HttpGet("credit"), StaffMay(StaffRight.HandleMoney)]
    public Task<IActionResult> Credit(long id, CancellationToken ct) => FormAsync(id, ct, head =>
        View("Credit", new CustomerPage<CreditForm>(head, new CreditForm { Key = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N") })));

    [HttpPost("credit"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> Credit(long id, [Bind(Prefix = "Body")] CreditForm form, CancellationToken ct)
    {
        var waits = false;
        var answer = await ActAsync(id, form, "Credit", "DoneCredit", ct, async head =>
        {
            if (ReadAmount(form.Amount, head, "Body.Amount") is not { } amount)
            {
                return;
            }

            if (amount.IsZero)
            {
                ModelState.AddModelError("Body.Amount", text["Refused_not_positive"]);
                return;
            }

            var given = await DoAsync<GiveMoney, Result<MoneyRequest>>(give => give.ExecuteAsync(
                new MoneyWish(MoneyRequestKind.Credit, id, null, amount, form.Reason.Trim(), "staff-" + form.Key), ct));
            Refused(given.Problem ?? ProblemOf(given.Value), "Body.Amount");
            waits = given is { IsSuccess: true, Value.State: MoneyRequestState.Requested };
        });
        return waits ? Done(FormattableString.Invariant($"/staff/customers/{id}"), "DoneCreditAsked") : answer;
    }

    [HttpGet("suspend"), StaffMay(StaffRight.SetStanding)]
    public Task<IActionResult> Suspend(long id, CancellationToken ct) => FormAsync(id, ct, head =>
        View("Suspend", new CustomerPage<SuspendForm>(head, new SuspendForm())));

    [HttpPost("suspend"), StaffMay(StaffRight.SetStanding)]
    public Task<IActionResult> Suspend(long id, [Bind(Prefix = "Body")] SuspendForm form, CancellationToken ct) =>
        ActAsync(id, form, "Suspend", "DoneSuspend", ct, async head =>
        {
            Confirm(form.Confirm, head.Name, words, "Body.Confirm");
            if (ModelState.IsValid)
            {
                var done = await DoAsync<SuspendCustomer, Result<Done>>(use => use.ExecuteAsync(id, form.Reason, ct));
                Refused(done.Problem, "Body.Reason");
            }
        });

    [HttpGet("resume"), StaffMay(StaffRight.SetStanding)]
    public Task<IActionResult> Resume(long id, CancellationToken ct) => FormAsync(id, ct, head =>
        View("Resume", new CustomerPage<ResumeForm>(head, new ResumeForm())));

    [HttpPost("resume"), StaffMay(StaffRight.SetStanding)]
    public Task<IActionResult> Resume(long id, [Bind(Prefix = "Body")] ResumeForm form, CancellationToken ct) =>
        ActAsync(id, form, "Resume", "DoneResume", ct, async _ =>
        {
            var done = await DoAsync<ResumeCustomer, Result<Done>>(use => use.ExecuteAsync(id, form.Reason, ct));
            Refused(done.Problem, "Body.Reason");
        });

    [HttpGet("limits"), StaffMay(StaffRight.HandleMoney)]
    public Task<IActionResult> Limits(long id, CancellationToken ct) => FormAsync(id, ct, head =>
        View("Limits", new CustomerPage<LimitsForm>(head, new LimitsForm
        {
            Credit = head.Books?.CreditLimit.ToDecimalString() ?? "",
            Spending = head.Books?.SpendingLimit?.ToDecimalString() ?? "",
        })));

    [HttpPost("limits"), StaffMay(StaffRight.HandleMoney)]
    public Task<IActionResult> Limits(long id, [Bind(Prefix = "Body")] LimitsForm form, CancellationToken ct) =>
        ActAsync(id, form, "Limits", "DoneLimits", ct, async head =>
        {
            var credit = ReadAmount(form.Credit, head, "Body.Credit");
            var none = string.IsNullOrWhiteSpace(form.Spending);
            var spending = none ? null : ReadAmount(form.Spending, head, "Body.Spending");
            if (!ModelState.IsValid)
            {
                return;
            }

            var first = await DoAsync<SetCreditLimit, Result<Done>>(use => use.ExecuteAsync(id, credit!.Value, ct));
            Refused(first.Problem, "Body.Credit");
            if (first.IsSuccess)
            {
                var second = await DoAsync<SetSpendingLimit, Result<Done>>(use => use.ExecuteAsync(id, spending, ct));
                Refused(second.Problem, "Body.Spending");
            }
        });

    [HttpGet("legal-entity"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> LegalEntity(long id, CancellationToken ct)
    {
        ViewBag.Entities = await EntitiesAsync(ct);
        return await FormAsync(id, ct, head => View("LegalEntity", new CustomerPage<EntityForm>(head, new EntityForm
        {
            Entity = head.Books?.LegalEntityId.ToString(CultureInfo.InvariantCulture) ?? "",
        })));
    }

    [HttpPost("legal-entity"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> LegalEntity(long id, [Bind(Prefix = "Body")] EntityForm form, CancellationToken ct)
    {
        ViewBag.Entities = await EntitiesAsync(ct);
        return await ActAsync(id, form, "LegalEntity", "DoneEntity", ct, async _ =>
        {
            var entity = long.TryParse(form.Entity, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
            var done = await DoAsync<AssignLegalEntity, Result<Done>>(use => use.ExecuteAsync(id, entity, ct));
            Refused(done.Problem, "Body.Entity");
        });
    }

    [HttpGet("quotas/edit"), StaffMay(StaffRight.Support)]
    public async Task<IActionResult> EditQuotas(long id, CancellationToken ct)
    {
        var quotas = await Use<QuotaQueries>().ListAsync(id, ct);
        string Own(string resource) => quotas.First(quota => quota.Resource == resource).Own?.ToString(CultureInfo.InvariantCulture) ?? "";
        return await FormAsync(id, ct, head => View("EditQuotas", new CustomerPage<QuotaForm>(head, new QuotaForm
        {
            Servers = Own(Provisioning.Intake.Quotas.Servers),
            Cores = Own(Provisioning.Intake.Quotas.Cores),
            SshKeys = Own(Provisioning.Intake.Quotas.SshKeys),
        })));
    }

    [HttpPost("quotas/edit"), StaffMay(StaffRight.Support)]
    public Task<IActionResult> EditQuotas(long id, [Bind(Prefix = "Body")] QuotaForm form, CancellationToken ct) =>
        ActAsync(id, form, "EditQuotas", "DoneQuotas", ct, async _ =>
        {
            var done = await DoAsync<SetQuotas, Result<Done>>(use => use.ExecuteAsync(id, form.ToLimits(), ct));
            Refused(done.Problem, "Body.Servers");
        });

    private async Task<IActionResult> FormAsync(long id, CancellationToken ct, Func<CustomerHead, IActionResult> show) =>
        await Use<ReadCustomer>().ExecuteAsync(id, ct) is { } head ? show(head) : NotFound();

    private async Task<IReadOnlyList<Choice>> EntitiesAsync(CancellationToken ct) =>
    [
        .. (await Use<Billing.BillingDb>().LegalEntities.AsNoTracking().OrderBy(entity => entity.Id).ToListAsync(ct))
            .Select(entity => new Choice(entity.Id.ToString(CultureInfo.InvariantCulture), entity.Name)),
    ];

    /// <summary>Checks the form, acts, and goes back to the customer; or shows the form again with what is wrong beside it.</summary>
    private async Task<IActionResult> ActAsync<T>(
        long id, T form, string view, string done, CancellationToken ct, Func<CustomerHead, Task> act)
    {
        if (await Use<ReadCustomer>().ExecuteAsync(id, ct) is not { } head)
        {
            return NotFound();
        }

        if (await IsValidAsync(form, "Body", ct))
        {
            await act(head);
        }

        return ModelState.IsValid ? Done(head.Path, done) : View(view, new CustomerPage<T>(head, form));
    }

    /// <summary>Null and a message beside the field when it is no amount of the customer's currency, 0 or more.</summary>
    private Money? ReadAmount(string typed, CustomerHead head, string field)
    {
        if (head.Books is { } books && Money.TryParse(typed.Trim().Replace(',', '.'), books.Currency, out var amount) && !amount.IsNegative)
        {
            return amount;
        }

        ModelState.AddModelError(field, text["NoAmount", head.Books?.Currency.Code ?? "?"]);
        return null;
    }

    private static Problem? ProblemOf(MoneyRequest request) => request.FailureCode is { } code
        ? new Problem(code, $"The credit was not booked ({code}).")
        : null;

    private void Refused(Problem? problem, string field)
    {
        if (problem is not null)
        {
            Refuse(problem, field, text);
        }
    }
}
