using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Bank;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Localization;

namespace Hostelry.Portal.Features.StaffPayments;

/// <summary>Lines of the bank's statement: recorded, matched by their reference or by staff, or nobody's.</summary>
[Area("StaffPayments")]
[Route("staff/payments/transfers")]
[StaffMay(StaffRight.See)]
public sealed class TransfersController(IStringLocalizer<StaffPaymentsText> text) : StaffController
{
    private const string Desk = "/staff/payments/transfers";

    [HttpGet("")]
    public async Task<IActionResult> Transfers(CancellationToken ct)
    {
        await AuditAsync("staff.see_transfers", null, ct);
        return View("Transfers", await Use<ReadMoneyDesk>().TransfersAsync(new TransferForm(), ct));
    }

    [HttpPost("record"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> Transfers([Bind(Prefix = "Form")] TransferForm form, CancellationToken ct)
    {
        if (await IsValidAsync(form, "Form", ct) && Read(form) is { } amount)
        {
            var recorded = await DoAsync<RecordBankTransfer, Result<BankTransfer>>(record => record.ExecuteAsync(
                new BankTransferLine(
                    Seller.First, form.BankReference.Trim(), amount, form.Payer.Trim(), TransferFormValidator.Day(form.BookedOn)!.Value),
                ct));
            if (recorded.Problem is not { } problem)
            {
                return Done(Desk, recorded.Value.State == BankTransferState.Matched ? "DoneMatched" : "DoneParked");
            }

            Refuse(problem, "Form.BankReference", text);
        }

        return View("Transfers", await Use<ReadMoneyDesk>().TransfersAsync(form, ct));
    }

    [HttpPost("{transfer:long}/match"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> Match(long transfer, [FromForm] string? customer, CancellationToken ct)
    {
        if (await Use<ReadMoneyDesk>().FindAsync((customer ?? "").Trim(), ct) is not { } organization)
        {
            return Done(Desk, "Refused_customer_missing");
        }

        var matched = await DoAsync<MatchBankTransfer, Result<BankTransfer>>(match => match.ExecuteAsync(transfer, organization, null, ct));
        return Back(matched.Problem, "DoneMatched");
    }

    [HttpPost("{transfer:long}/dismiss"), StaffMay(StaffRight.HandleMoney)]
    public async Task<IActionResult> Dismiss(long transfer, CancellationToken ct) =>
        Back((await DoAsync<DismissBankTransfer, Result<Done>>(dismiss => dismiss.ExecuteAsync(transfer, ct))).Problem, "DoneDismissed");

    private LocalRedirectResult Back(Problem? problem, string done) =>
        Done(Desk, problem is null ? done : text["Refused_" + problem.Code].ResourceNotFound ? "Refused_other" : "Refused_" + problem.Code);

    /// <summary>Null and a message beside the field when it is no amount of a currency, above 0.</summary>
    private Money? Read(TransferForm form)
    {
        if (!Currency.TryOf(form.Currency.Trim().ToUpperInvariant(), out var currency))
        {
            ModelState.AddModelError("Form.Currency", text["NoCurrency"]);
            return null;
        }

        if (Money.TryParse(form.Amount.Trim().Replace(',', '.'), currency, out var amount) && amount.Minor > 0)
        {
            return amount;
        }

        ModelState.AddModelError("Form.Amount", text["NotAnAmount", currency.Code]);
        return null;
    }
}
