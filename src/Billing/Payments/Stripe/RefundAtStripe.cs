using Hostelry.Billing.Payments.Refunds;

using Wire = global::Stripe;

namespace Hostelry.Billing.Payments.Stripe;

/// <summary>Sends a refund to Stripe, at most once however often it is called.</summary>
public sealed class RefundAtStripe(StripeConnection connection)
{
    internal const string RefundName = "refund";

    /// <summary>
    /// The refund as Stripe has it; or the code of a refusal for good; or neither: unknown, ask again. Stripe lists the refunds
    /// of a payment at once, so one that an unanswered call made is found there, however old its key is.
    /// </summary>
    internal async Task<(RefundSeen? Seen, string? Refused)> SendAsync(MoneyRequest request, PaymentAttempt attempt, CancellationToken ct)
    {
        if (!connection.Settings.IsOn)
        {
            return (null, null);
        }

        try
        {
            var made = await connection.Client.V1.Refunds.ListAsync(
                new Wire.RefundListOptions { PaymentIntent = attempt.ProviderReference, Limit = 100 }, cancellationToken: ct);
            var found = made.Data.FirstOrDefault(one => one.Metadata?.GetValueOrDefault(RefundName) == request.IdempotencyKey);
            return (FollowStripeObject.Seen(found ?? await CreateAsync(request, attempt, ct)), null);
        }
        catch (Exception failure) when (StripeAnswers.IsUnknown(failure, ct))
        {
            return (null, null);
        }
        catch (Wire.StripeException refusal)
        {
            return (null, refusal.StripeError?.Code ?? "refused");
        }
    }

    private Task<Wire.Refund> CreateAsync(MoneyRequest request, PaymentAttempt attempt, CancellationToken ct) =>
        connection.Client.V1.Refunds.CreateAsync(
            new Wire.RefundCreateOptions
            {
                PaymentIntent = attempt.ProviderReference,
                Amount = StripeAmount.ToStripe(request.Amount) ?? throw new InvalidOperationException("A payment of such an amount was never taken."),
                Metadata = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    [RefundName] = request.IdempotencyKey,
                    [StripeProvider.AttemptName] = attempt.IdempotencyKey,
                },
            },
            StripeConnection.Keyed(request.IdempotencyKey),
            ct);
}
