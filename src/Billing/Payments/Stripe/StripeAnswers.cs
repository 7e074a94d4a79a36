using System.Net;

using Hostelry.Billing.Kernel;

using Wire = global::Stripe;

namespace Hostelry.Billing.Payments.Stripe;

/// <summary>What Stripe's answers mean; pure.</summary>
internal static class StripeAnswers
{
    /// <summary>Whoever reads these has not learnt whether it happened: no answer, an outage, too many at once, the same call under way.</summary>
    public static bool IsUnknown(Exception failure, CancellationToken ct) => failure switch
    {
        Wire.StripeException { HttpStatusCode: var status } => (int)status == 0 || status is HttpStatusCode.Conflict or HttpStatusCode.TooManyRequests
            or HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden || (int)status >= 500,
        OperationCanceledException => !ct.IsCancellationRequested,
        HttpRequestException or IOException => true,
        _ => false,
    };

    /// <summary>Where a payment stands, if it is the one that was asked for; otherwise what differs.</summary>
    public static PaymentOutcome Of(Wire.PaymentIntent intent, PaymentRequest request, StripeSettings settings)
    {
        var paid = intent.Status == "succeeded";
        var reported = StripeAmount.FromStripe(paid ? intent.AmountReceived : intent.Amount, intent.Currency);
        if (Differs(intent, reported, request, settings) is { } what)
        {
            return new PaymentOutcome.Mismatch(intent.Id, what, reported);
        }

        return intent.Status switch
        {
            "succeeded" => new PaymentOutcome.Succeeded(intent.Id, reported!.Value),
            "processing" => new PaymentOutcome.Processing(intent.Id),
            "requires_action" => new PaymentOutcome.Waiting(intent.Id),
            "canceled" => new PaymentOutcome.Declined("cancelled", intent.Id),
            // On Stripe's page the customer may try another card; and the bank's question may still be answered.
            "requires_payment_method" => request.OnPage || NeedsHolder(intent.LastPaymentError)
                ? new PaymentOutcome.Waiting(intent.Id)
                : new PaymentOutcome.Declined(CodeOf(intent.LastPaymentError), intent.Id),
            _ => new PaymentOutcome.Unknown(),
        };
    }

    /// <summary>What a refused call says: a decline with the payment inside, a request that Stripe would not take.</summary>
    public static PaymentOutcome Of(Wire.StripeException refusal, PaymentRequest request, StripeSettings settings)
    {
        if (refusal.StripeError?.PaymentIntent is { } intent)
        {
            return Of(intent, request, settings);
        }

        // A key that stands for another body is a bug of ours; what its first use did is found out by looking.
        return refusal.StripeError?.Type == "idempotency_error"
            ? new PaymentOutcome.Unknown()
            : new PaymentOutcome.Declined(CodeOf(refusal.StripeError));
    }

    /// <summary>Stable codes only, never Stripe's sentences.</summary>
    private static string CodeOf(Wire.StripeError? error) => error?.DeclineCode ?? error?.Code ?? "declined";

    private static bool NeedsHolder(Wire.StripeError? error) => error?.Code == "authentication_required";

    private static string? Differs(Wire.PaymentIntent intent, Money? reported, PaymentRequest request, StripeSettings settings)
    {
        if (intent.Livemode != settings.Live)
        {
            return "mode";
        }

        if (intent.OnBehalfOfId is not null || intent.TransferData is not null)
        {
            return "account";
        }

        if (reported?.Currency != request.Amount.Currency)
        {
            return "currency";
        }

        return reported != request.Amount ? "amount"
            : intent.CustomerId != request.Payer ? "payer"
            : null;
    }
}
