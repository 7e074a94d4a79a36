using Hostelry.Billing.Payments.Disputes;
using Hostelry.Billing.Payments.Refunds;

using Microsoft.EntityFrameworkCore;

using Wire = global::Stripe;

namespace Hostelry.Billing.Payments.Stripe;

/// <summary>
/// Fetches what an event points to and books what it says. An event whose own words contradict the attempt is refused, even if
/// the object is right: somebody should look.
/// </summary>
public sealed class FollowStripeObject(
    BillingDb db, StripeConnection connection, BookPayment book, AfterPayment after, BookRefund refunds, BookDispute disputes,
    PaymentTrail trail)
{
    internal async Task<EventVerdict> ExecuteAsync(EventHint hint, CancellationToken ct)
    {
        try
        {
            return hint.Subject switch
            {
                { Kind: "payment_intent", Id: { } id } => await PaymentAsync(id, hint.Subject, ct),
                { Kind: "charge", PaymentIntent: { } id } => await ChargeAsync(id, ct),
                { Kind: "checkout.session", Id: { } id } => await PageAsync(id, hint.Subject, ct),
                { Kind: "refund", Id: { } id } => await RefundAsync(id, ct),
                { Kind: "dispute", Id: { } id } => await DisputeAsync(id, ct),
                _ => EventVerdict.Ignored,
            };
        }
        catch (Wire.StripeException missing) when (missing.HttpStatusCode == System.Net.HttpStatusCode.NotFound)
        {
            // Signed with our secret, and Stripe does not know it: another account's, or made up by whoever has the secret.
            return EventVerdict.Refused("account");
        }
        catch (Exception failure) when (StripeAnswers.IsUnknown(failure, ct))
        {
            return EventVerdict.Later;
        }
    }

    private async Task<EventVerdict> PaymentAsync(string id, EventSubject? claimed, CancellationToken ct)
    {
        var intent = await connection.Client.V1.PaymentIntents.GetAsync(id, cancellationToken: ct);
        var attempt = await AttemptAsync(intent.Metadata, ct);
        if (attempt is null)
        {
            return await StrangerAsync(intent, ct);
        }

        if (claimed is not null && Contradicts(claimed, attempt) is { } what)
        {
            return EventVerdict.Refused(what);
        }

        var booked = await book.ExecuteAsync(attempt.Id, StripeAnswers.Of(intent, PaymentRequest.Of(attempt), connection.Settings), ct);
        if (booked is { IsSuccess: true, Value.State: PaymentState.Succeeded })
        {
            await after.ExecuteAsync(attempt.OrganizationId, ct);
        }

        return booked is { IsSuccess: true, Value: { State: PaymentState.Mismatch, MismatchOf: var differs } }
            ? EventVerdict.Refused(differs ?? "amount")
            : EventVerdict.Handled;
    }

    /// <summary>A payment that no attempt of ours asked for: of one of our customers it is an alarm, else another program's.</summary>
    private async Task<EventVerdict> StrangerAsync(Wire.PaymentIntent intent, CancellationToken ct)
    {
        var ours = await db.Reachable<StripeCustomer>().AnyAsync(customer => customer.Reference == intent.CustomerId, ct);
        if (ours && intent.Status == "succeeded")
        {
            await trail.AlarmAsync(
                PaymentAlarm.WithoutAttempt, $"{intent.Id} {intent.CustomerId}", null, "A customer of ours paid, and no attempt asked for it.", ct);
        }

        return EventVerdict.Ignored;
    }

    private async Task<EventVerdict> PageAsync(string id, EventSubject claimed, CancellationToken ct)
    {
        var session = await connection.Client.V1.Checkout.Sessions.GetAsync(id, cancellationToken: ct);
        if (session.Mode == "setup")
        {
            return session.SetupIntentId is { } setup && session.Status == "complete" ? await CardStoredAsync(setup, ct) : EventVerdict.Ignored;
        }

        if (await AttemptAsync(session.Metadata, ct) is not { } attempt)
        {
            return EventVerdict.Ignored;
        }

        if (Contradicts(claimed, attempt) is { } what)
        {
            return EventVerdict.Refused(what);
        }

        if (session.PaymentIntentId is { } payment)
        {
            return await PaymentAsync(payment, null, ct);
        }

        if (session.Status == "expired")
        {
            await book.ExecuteAsync(attempt.Id, new PaymentOutcome.Declined("page_expired"), ct);
        }

        return EventVerdict.Handled;
    }

    /// <summary>The first card becomes the one that is charged; a later one is the customer's own choice.</summary>
    private async Task<EventVerdict> CardStoredAsync(string setupId, CancellationToken ct)
    {
        var setup = await connection.Client.V1.SetupIntents.GetAsync(setupId, cancellationToken: ct);
        if (!await db.Reachable<StripeCustomer>().AnyAsync(customer => customer.Reference == setup.CustomerId, ct))
        {
            return EventVerdict.Ignored;
        }

        var customer = await connection.Client.V1.Customers.GetAsync(setup.CustomerId, cancellationToken: ct);
        if (customer.InvoiceSettings?.DefaultPaymentMethodId is null)
        {
            await connection.Client.V1.Customers.UpdateAsync(
                setup.CustomerId,
                new Wire.CustomerUpdateOptions
                {
                    InvoiceSettings = new Wire.CustomerInvoiceSettingsOptions { DefaultPaymentMethod = setup.PaymentMethodId },
                },
                StripeConnection.Keyed("first-" + setupId),
                ct);
        }

        return EventVerdict.Handled;
    }

    /// <summary>Older accounts tell refunds by their charge.</summary>
    private async Task<EventVerdict> ChargeAsync(string paymentId, CancellationToken ct)
    {
        var verdict = await PaymentAsync(paymentId, null, ct);
        var made = await connection.Client.V1.Refunds.ListAsync(
            new Wire.RefundListOptions { PaymentIntent = paymentId, Limit = 100 }, cancellationToken: ct);
        foreach (var refund in made.Data)
        {
            await refunds.ExecuteAsync(Seen(refund), ct);
        }

        return verdict;
    }

    private async Task<EventVerdict> RefundAsync(string id, CancellationToken ct)
    {
        var refund = await connection.Client.V1.Refunds.GetAsync(id, cancellationToken: ct);
        return await PaidFirstAsync(refund.PaymentIntentId, ct)
            ?? (await refunds.ExecuteAsync(Seen(refund), ct) ? EventVerdict.Handled : EventVerdict.Ignored);
    }

    /// <summary>
    /// Nothing can be taken off a payment that is not on the books: it is followed first, whichever event came first.
    /// </summary>
    /// <returns>Null: the payment is decided; else what becomes of the event.</returns>
    private async Task<EventVerdict?> PaidFirstAsync(string? paymentId, CancellationToken ct)
    {
        if (paymentId is null)
        {
            return EventVerdict.Ignored;
        }

        var verdict = await PaymentAsync(paymentId, null, ct);
        return verdict.State != StripeEventState.Handled ? verdict
            : await db.Reachable<PaymentAttempt>().AnyAsync(
                attempt => attempt.ProviderReference == paymentId && attempt.State != PaymentState.Succeeded
                    && attempt.State != PaymentState.Declined && attempt.State != PaymentState.Mismatch,
                ct)
                ? EventVerdict.Later
            : null;
    }

    private async Task<EventVerdict> DisputeAsync(string id, CancellationToken ct)
    {
        var dispute = await connection.Client.V1.Disputes.GetAsync(id, cancellationToken: ct);
        if (dispute.Livemode != connection.Settings.Live)
        {
            return EventVerdict.Refused("mode");
        }

        if (await PaidFirstAsync(dispute.PaymentIntentId, ct) is { } notYet)
        {
            return notYet;
        }

        // What Stripe charges in another currency than the payment's is not booked here.
        var fee = dispute.BalanceTransactions?.Where(one => one.Currency == dispute.Currency).Sum(one => one.Fee) ?? 0;
        var seen = new DisputeSeen(
            dispute.Id, dispute.PaymentIntentId, StripeAmount.FromStripe(dispute.Amount, dispute.Currency), dispute.Status,
            StripeAmount.FromStripe(fee, dispute.Currency)?.Minor ?? 0, dispute.BalanceTransactions is { Count: > 0 });
        return await disputes.ExecuteAsync(seen, ct) ? EventVerdict.Handled : EventVerdict.Ignored;
    }

    internal static RefundSeen Seen(Wire.Refund refund) => new(
        refund.Id,
        refund.PaymentIntentId,
        StripeAmount.FromStripe(refund.Amount, refund.Currency),
        refund.Status,
        refund.Metadata?.GetValueOrDefault(RefundAtStripe.RefundName));

    private async Task<PaymentAttempt?> AttemptAsync(Dictionary<string, string>? metadata, CancellationToken ct) =>
        Guid.TryParseExact(metadata?.GetValueOrDefault(StripeProvider.AttemptName), "N", out var id)
            ? await db.Reachable<PaymentAttempt>().AsNoTracking().SingleOrDefaultAsync(attempt => attempt.Id == id, ct)
            : null;

    private static string? Contradicts(EventSubject claimed, PaymentAttempt attempt)
    {
        if (claimed.Customer is { } customer && customer != attempt.Payer)
        {
            return "payer";
        }

        if (claimed.Amount is not { } amount)
        {
            return null;
        }

        var money = StripeAmount.FromStripe(amount, claimed.Currency);
        return money?.Currency != attempt.Currency ? "currency" : money != attempt.Amount ? "amount" : null;
    }
}
