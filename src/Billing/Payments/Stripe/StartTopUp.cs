using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

using Wire = global::Stripe;

namespace Hostelry.Billing.Payments.Stripe;

/// <param name="OrganizationId">The customer.</param>
/// <param name="Amount">In the customer's currency, within the bounds of <see cref="PaymentSettings"/>.</param>
/// <param name="OperationKey">The form's own name for this one payment: a double click opens the same page.</param>
/// <param name="Back">Where the customer comes back to.</param>
public sealed record StartTopUpRequest(long OrganizationId, Money Amount, string OperationKey, Uri Back);

/// <summary>
/// The customer adds money on a page of Stripe's. The attempt is stored, then the page is made; what was paid is booked by the
/// worker, from Stripe's word and never from the browser's return.
/// </summary>
public sealed class StartTopUp(
    Database database, StoreAttempt store, StripeCards cards, StripeConnection connection, PaymentSettings settings)
{
    /// <summary>Stripe lets pages live 30 minutes to 24 hours.</summary>
    private static readonly TimeSpan PageLives = TimeSpan.FromHours(2);

    /// <summary>
    /// The address to send the browser to. Refusals: those of <see cref="StoreAttempt"/>, <c>stripe_off</c>,
    /// <c>stripe_unavailable</c>, <c>payment_decided</c> (this key's payment is over).
    /// </summary>
    public async Task<Result<string>> ExecuteAsync(StartTopUpRequest request, CancellationToken ct)
    {
        if (Check(request) is { } problem)
        {
            return problem;
        }

        var payer = await cards.FindOrMakeAsync(request.OrganizationId, ct);
        if (!payer.IsSuccess)
        {
            return payer;
        }

        var stored = await database.InTransactionAsync(
            () => store.ExecuteAsync(
                new TakePaymentRequest(StripeProvider.ProviderName, request.OrganizationId, request.Amount, "top-up", request.OperationKey)
                {
                    Payer = payer.Value,
                    OnPage = true,
                },
                ct),
            ct);
        if (stored.Problem is { } refused)
        {
            return refused;
        }

        Failpoint.Hit("payment-stored");
        var attempt = stored.Value.Attempt;
        return attempt.IsDecided
            ? new Problem("payment_decided", "This payment is over; begin another.")
            : await cards.AskAsync(() => OpenAsync(attempt, request.Back, ct), ct);
    }

    private Problem? Check(StartTopUpRequest request)
    {
        var (least, most) = (settings.LeastIn(request.Amount.Currency), settings.MostIn(request.Amount.Currency));
        if (request.Amount.Minor < least.Minor || request.Amount.Minor > most.Minor)
        {
            return new Problem("invalid_input", $"amount must be {least} to {most}.", "amount");
        }

        return StripeAmount.ToStripe(request.Amount) is null
            ? new Problem("invalid_input", $"The last digit of an amount in {request.Amount.Currency} must be 0 for cards.", "amount")
            : null;
    }

    private async Task<string> OpenAsync(PaymentAttempt attempt, Uri back, CancellationToken ct)
    {
        var metadata = StripeProvider.MetadataOf(PaymentRequest.Of(attempt));
        var session = await connection.Client.V1.Checkout.Sessions.CreateAsync(
            new Wire.Checkout.SessionCreateOptions
            {
                Mode = "payment",
                Customer = attempt.Payer,
                AllowedPaymentMethodTypes = attempt.Currency.Code == "EUR" ? ["card", "sepa_debit"] : ["card"],
                LineItems =
                [
                    new Wire.Checkout.SessionLineItemOptions
                    {
                        Quantity = 1,
                        PriceData = new Wire.Checkout.SessionLineItemPriceDataOptions
                        {
                            Currency = StripeAmount.CodeOf(attempt.Currency),
                            UnitAmount = StripeAmount.ToStripe(attempt.Amount),
                            ProductData = new Wire.Checkout.SessionLineItemPriceDataProductDataOptions { Name = "Prepaid balance" },
                        },
                    },
                ],
                PaymentIntentData = new Wire.Checkout.SessionPaymentIntentDataOptions { Metadata = metadata },
                Metadata = metadata,
                ExpiresAt = (attempt.CreatedAt + PageLives).UtcDateTime,
                SuccessUrl = back.AbsoluteUri + "?paid=1",
                CancelUrl = back.AbsoluteUri,
            },
            StripeConnection.Keyed(attempt.IdempotencyKey),
            ct);
        return session.Url;
    }
}

/// <summary>The customer comes back to a payment that its bank wants confirmed (3-D Secure).</summary>
public sealed class ConfirmPayment(BillingDb db, StripeCards cards, StripeConnection connection, TimeProvider clock)
{
    /// <summary>
    /// The bank's page to send the browser to; null when nothing is left to confirm. Refusals: <c>not_found</c>,
    /// <c>payment_decided</c>, <c>stripe_off</c>, <c>stripe_unavailable</c>.
    /// </summary>
    public async Task<Result<string?>> ExecuteAsync(long organizationId, Guid attemptId, Uri back, CancellationToken ct)
    {
        var attempt = await db.Reachable<PaymentAttempt>().AsNoTracking().SingleOrDefaultAsync(
            attempt => attempt.OrganizationId == organizationId && attempt.Id == attemptId
                && attempt.Provider == StripeProvider.ProviderName && !attempt.OnPage,
            ct);
        if (attempt?.ProviderReference is not { } reference)
        {
            return new Problem("not_found", "There is no such payment.");
        }

        return attempt.IsDecided
            ? new Problem("payment_decided", "This payment is over.")
            : await cards.AskAsync(() => ConfirmAsync(attempt, reference, back, ct), ct);
    }

    private async Task<string?> ConfirmAsync(PaymentAttempt attempt, string reference, Uri back, CancellationToken ct)
    {
        var intent = await connection.Client.V1.PaymentIntents.GetAsync(reference, cancellationToken: ct);
        if (intent.Status == "requires_payment_method" && intent.Metadata.GetValueOrDefault(StripeProvider.AttemptName) == attempt.IdempotencyKey)
        {
            // Away from the desk the bank refused to ask; now its holder is here. Not twice within a minute.
            intent = await connection.Client.V1.PaymentIntents.ConfirmAsync(
                reference,
                new Wire.PaymentIntentConfirmOptions { PaymentMethod = attempt.Method, ReturnUrl = back.AbsoluteUri },
                StripeConnection.Keyed(string.Create(
                    System.Globalization.CultureInfo.InvariantCulture, $"{attempt.IdempotencyKey}-confirm-{clock.GetUtcNow():yyyyMMddHHmm}")),
                ct);
        }

        return intent.NextAction?.RedirectToUrl?.Url;
    }
}
