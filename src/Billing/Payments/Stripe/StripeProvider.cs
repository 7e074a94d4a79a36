using Hostelry.Billing.Ledger;

using Microsoft.Extensions.Logging;

using Wire = global::Stripe;

namespace Hostelry.Billing.Payments.Stripe;

/// <summary>Cards and debits stored at Stripe, charged while the customer is away; and what became of any payment there.</summary>
public sealed partial class StripeProvider(StripeConnection connection, ILogger<StripeProvider> log) : IPaymentProvider
{
    public const string ProviderName = "stripe";

    internal const string AttemptName = "attempt";
    internal const string OrganizationName = "organization";

    public string Name => ProviderName;

    public AccountKind Source => AccountKind.Clearing;

    /// <summary>Stripe keeps keys for 24 hours; an hour less, so that no call on its way outlives its key.</summary>
    public TimeSpan KeysLast => TimeSpan.FromHours(23);

    public async Task<PaymentOutcome> ChargeAsync(PaymentRequest request, CancellationToken ct)
    {
        if (StripeAmount.ToStripe(request.Amount) is not { } amount)
        {
            return new PaymentOutcome.Declined("amount_not_chargeable");
        }

        var options = new Wire.PaymentIntentCreateOptions
        {
            Amount = amount,
            Currency = StripeAmount.CodeOf(request.Amount.Currency),
            Customer = request.Payer,
            PaymentMethod = request.Method,
            AllowedPaymentMethodTypes = ["card", "sepa_debit"],
            Confirm = true,
            OffSession = true,
            Metadata = MetadataOf(request),
        };
        return await AskAsync(
            async () =>
            {
                try
                {
                    return Of(await connection.Client.V1.PaymentIntents.CreateAsync(options, StripeConnection.Keyed(request.IdempotencyKey), ct), request);
                }
                catch (Wire.StripeException refusal) when (!StripeAnswers.IsUnknown(refusal, ct))
                {
                    return StripeAnswers.Of(refusal, request, connection.Settings);
                }
            },
            request,
            ct);
    }

    /// <summary>By Stripe's id where it is known, else by the metadata that every payment of ours carries.</summary>
    public Task<PaymentOutcome> LookUpAsync(PaymentRequest request, CancellationToken ct) =>
        AskAsync(() => FindAsync(request, ct), request, ct);

    /// <summary>Ends what the customer never finished, so that it cannot be finished later.</summary>
    public Task<PaymentOutcome> GiveUpAsync(PaymentRequest request, CancellationToken ct) =>
        AskAsync(
            async () =>
            {
                if (request.Reference is not ['p', 'i', '_', ..])
                {
                    return await FindAsync(request, ct);
                }

                try
                {
                    return Of(await connection.Client.V1.PaymentIntents.CancelAsync(
                        request.Reference, null, StripeConnection.Keyed(request.IdempotencyKey + "-cancel"), ct), request);
                }
                catch (Wire.StripeException refusal) when (!StripeAnswers.IsUnknown(refusal, ct))
                {
                    // It was paid meanwhile; or it belongs to a page, which alone can end it, and that has ended long ago.
                    var found = await FindAsync(request, ct);
                    return found is PaymentOutcome.Waiting && request.OnPage
                        ? new PaymentOutcome.Declined("page_expired", request.Reference)
                        : found;
                }
            },
            request,
            ct);

    internal static Dictionary<string, string> MetadataOf(PaymentRequest request) => new(StringComparer.Ordinal)
    {
        [AttemptName] = request.IdempotencyKey,
        [OrganizationName] = request.OrganizationId.ToString(System.Globalization.CultureInfo.InvariantCulture),
    };

    private async Task<PaymentOutcome> FindAsync(PaymentRequest request, CancellationToken ct)
    {
        if (request.Reference is ['p', 'i', '_', ..])
        {
            return Of(await connection.Client.V1.PaymentIntents.GetAsync(request.Reference, cancellationToken: ct), request);
        }

        var found = await connection.Client.V1.PaymentIntents.SearchAsync(
            new Wire.PaymentIntentSearchOptions { Query = $"metadata['{AttemptName}']:'{request.IdempotencyKey}'" }, cancellationToken: ct);
        if (found.Data is [var intent, ..])
        {
            return Of(intent, request);
        }

        return request.OnPage ? await FindPageAsync(request, ct) : new PaymentOutcome.NeverSeen();
    }

    /// <summary>A page that nobody has finished yet has no payment; it ends by itself.</summary>
    private async Task<PaymentOutcome> FindPageAsync(PaymentRequest request, CancellationToken ct)
    {
        var sessions = await connection.Client.V1.Checkout.Sessions.ListAsync(
            new Wire.Checkout.SessionListOptions { Customer = request.Payer, Limit = 100 }, cancellationToken: ct);
        var session = sessions.Data.FirstOrDefault(session => session.Metadata?.GetValueOrDefault(AttemptName) == request.IdempotencyKey);
        if (session is null)
        {
            return new PaymentOutcome.NeverSeen();
        }

        if (session.PaymentIntentId is { } reference)
        {
            return await FindAsync(request with { Reference = reference }, ct);
        }

        return session.Status == "expired" ? new PaymentOutcome.Declined("page_expired") : new PaymentOutcome.Waiting(session.Id);
    }

    private PaymentOutcome Of(Wire.PaymentIntent intent, PaymentRequest request) => StripeAnswers.Of(intent, request, connection.Settings);

    /// <summary>A look-up that Stripe refuses (a key of another account, say) has told nothing about the payment either.</summary>
    private async Task<PaymentOutcome> AskAsync(Func<Task<PaymentOutcome>> ask, PaymentRequest request, CancellationToken ct)
    {
        if (!connection.Settings.IsOn)
        {
            return new PaymentOutcome.Unknown();
        }

        try
        {
            return await ask();
        }
        catch (Exception failure) when (failure is Wire.StripeException || StripeAnswers.IsUnknown(failure, ct))
        {
            LogNoAnswer(request.IdempotencyKey, failure.GetType().Name, (failure as Wire.StripeException)?.HttpStatusCode.ToString());
            return new PaymentOutcome.Unknown();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Stripe did not answer about payment {Key}: {Failure} {Status}")]
    private partial void LogNoAnswer(string key, string failure, string? status);
}
