using Hostelry.Billing.Alarms;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Notices;

using Microsoft.Extensions.Logging;

namespace Hostelry.Billing.Payments;

/// <summary>What a payment's change of state leaves behind: audit, alarms for staff, notices for the customer. The caller saves.</summary>
public sealed partial class PaymentTrail(AuditLog audit, NoticeBoard notices, AlarmLog alarms, ILogger<PaymentTrail> log)
{
    public void Succeeded(PaymentAttempt attempt) =>
        audit.Add("payment." + attempt.Provider, attempt.OrganizationId, Subject(attempt));

    public async Task DeclinedAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        audit.Add("payment.declined", attempt.OrganizationId, Subject(attempt));
        if (attempt.Automatic)
        {
            await notices.TellAsync(
                attempt.OrganizationId, MailKind.PaymentDeclined, "declined:" + attempt.IdempotencyKey, ct,
                attempt.Amount.ToString(), attempt.DeclineCode ?? "");
        }
    }

    /// <summary>Only what the customer did not start itself needs a mail: on the page it is standing before the question.</summary>
    public async Task WaitsAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        if (attempt is { State: PaymentState.Waiting, OnPage: false })
        {
            await notices.TellAsync(
                attempt.OrganizationId, MailKind.PaymentNeedsYou, "action:" + attempt.IdempotencyKey, ct,
                attempt.Amount.ToString(), attempt.IdempotencyKey);
        }
    }

    public Task MismatchedAsync(PaymentAttempt attempt, CancellationToken ct)
    {
        audit.Add("payment.mismatch", attempt.OrganizationId, Subject(attempt));
        return AlarmAsync(
            PaymentAlarm.Mismatch, Subject(attempt), attempt.OrganizationId,
            $"The provider's payment differs in {attempt.MismatchOf}: asked {attempt.Amount}, reported {attempt.Reported}.", ct);
    }

    public async Task DisputedAsync(Disputes.Dispute dispute, CancellationToken ct)
    {
        await AlarmAsync(
            PaymentAlarm.DisputeOpened, "dispute:" + dispute.ProviderReference, dispute.OrganizationId,
            $"The bank took {dispute.Amount} back; answer it in the provider's dashboard.", ct);
        await notices.TellAsync(
            dispute.OrganizationId, MailKind.PaymentDisputed, "dispute:" + dispute.ProviderReference, ct, dispute.Amount.ToString());
    }

    /// <summary>Staff must look: written in the transaction that found it.</summary>
    /// <param name="code">One of <see cref="PaymentAlarm"/>.</param>
    /// <param name="subject">Ids only.</param>
    /// <param name="organizationId">Null when it concerns no single organization.</param>
    /// <param name="detail">One English sentence for staff.</param>
    /// <param name="ct">Cancels.</param>
    public Task AlarmAsync(string code, string subject, long? organizationId, string detail, CancellationToken ct)
    {
        LogAlarm(code, subject, detail);
        return alarms.RaiseAsync(code, subject, organizationId, detail, ct);
    }

    private static string Subject(PaymentAttempt attempt) => "payment:" + attempt.IdempotencyKey;

    [LoggerMessage(LogLevel.Error, "Alarm {Code}: {Subject}: {Detail}")]
    private partial void LogAlarm(string code, string subject, string detail);
}

/// <summary>Stable codes of what staff must look at; docs/billing.md says what to do about each.</summary>
public static class PaymentAlarm
{
    public const string Mismatch = "payment_mismatch";

    public const string DisputeOpened = "dispute_opened";

    /// <summary>A bank asks about a payment; no money has moved.</summary>
    public const string DisputeInquiry = "dispute_inquiry";

    public const string RefundMismatch = "refund_mismatch";

    public const string RefundFailed = "refund_failed";

    /// <summary>A refund was made in the provider's dashboard; the books have followed.</summary>
    public const string RefundByHand = "refund_by_hand";

    /// <summary>A signed event says something else than the attempt, or is of another mode or account.</summary>
    public const string EventRefused = "stripe_event_refused";

    /// <summary>A customer of ours paid at the provider, and no attempt asked for it.</summary>
    public const string WithoutAttempt = "payment_without_attempt";

    /// <summary>The key belongs to another account than the settings name.</summary>
    public const string WrongAccount = "stripe_wrong_account";

    /// <summary>A safety bound was broken: the customer's money stands still.</summary>
    public const string Parked = "customer_parked";

    /// <summary>A bank transfer fits no customer.</summary>
    public const string TransferParked = "transfer_parked";
}
