using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Refunds;
using Hostelry.Portal.Features.Shared;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffPayments;

/// <summary>One customer's payments, and how they go back.</summary>
[Area("StaffPayments")]
[Route("staff/payments/customers/{organization:long}")]
[StaffMay(StaffRight.See)]
public sealed class CustomerPaymentsController(IStringLocalizer<StaffPaymentsText> text, TimeProvider clock) : StaffController
{
    [HttpGet("")]
    public async Task<IActionResult> Customer(long organization, CancellationToken ct)
    {
        if (await Use<ReadCustomerPayments>().ExecuteAsync(organization, ct) is not { } customer)
        {
            return NotFound();
        }

        await AuditAsync("staff.see_payments", organization, ct);
        return View("Customer", customer);
    }

    [HttpGet("payments/{payment:guid}/refund"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> Refund(long organization, Guid payment, CancellationToken ct) =>
        await FindAsync(organization, payment, ct) is { } found
            ? View("Refund", new RefundPage(found.Customer, found.Payment, found.Left, new RefundForm
            {
                Amount = found.Left.ToDecimalString(),
                Key = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"),
            }))
            : NotFound();

    [HttpPost("payments/{payment:guid}/refund"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> Refund(long organization, Guid payment, [Bind(Prefix = "Form")] RefundForm form, CancellationToken ct)
    {
        if (await FindAsync(organization, payment, ct) is not { } found)
        {
            return NotFound();
        }

        if (await IsValidAsync(form, "Form", ct))
        {
            if (!Money.TryParse(form.Amount.Trim().Replace(',', '.'), found.Customer.Currency, out var amount) || amount.Minor <= 0)
            {
                ModelState.AddModelError("Form.Amount", text["NotAnAmount", found.Customer.Currency.Code]);
            }
            else
            {
                var given = await DoAsync<GiveMoney, Result<MoneyRequest>>(give => give.ExecuteAsync(
                    new MoneyWish(MoneyRequestKind.Refund, organization, payment, amount, form.Reason.Trim(), "staff-" + form.Key), ct));
                if (given.Problem is not { } problem)
                {
                    return Done(found.Customer.Path, given.Value.State switch
                    {
                        MoneyRequestState.Requested => "DoneAsked",
                        MoneyRequestState.Failed => "Refused_at_bank",
                        MoneyRequestState.Done => "DoneRefunded",
                        _ => "DoneGiven",
                    });
                }

                Refuse(problem, "Form.Amount", text);
            }
        }

        return View("Refund", new RefundPage(found.Customer, found.Payment, found.Left, form));
    }

    private async Task<(CustomerPayments Customer, PaymentAttempt Payment, Money Left)?> FindAsync(
        long organization, Guid payment, CancellationToken ct) =>
        await Use<ReadCustomerPayments>().ExecuteAsync(organization, ct) is { } customer
            && customer.Payments.FirstOrDefault(one => one.Id == payment) is { State: PaymentState.Succeeded } attempt
                ? (customer, attempt, customer.LeftOf(attempt))
                : null;
}
