using System.Text;
using System.Text.Json.Nodes;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Testing;
using Hostelry.Testing.StripeFake;

using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Billing.Tests.Payments;

/// <summary>A story with an account at the fake Stripe; customer 7 is known there, and its card is charged in these tests.</summary>
internal sealed class StripeStory : IAsyncDisposable
{
    private StripeStory(Story story, FakeStripeAccount stripe, string payer) => (Story, Stripe, Payer) = (story, stripe, payer);

    public Story Story { get; }

    public FakeStripeAccount Stripe { get; }

    /// <summary>Customer 7 at Stripe.</summary>
    public string Payer { get; }

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<StripeStory> BeginAsync(
        DatabaseKind kind, PaymentSettings? payments = null, Action<IServiceCollection>? configure = null, string currency = "EUR")
    {
        var stripe = await FakeStripe.OpenAccountAsync(new LateClock());
        var story = await Story.BeginAsync(kind, services =>
        {
            services.AddSingleton(payments ?? new PaymentSettings());
            services.AddSingleton(Settings(stripe));
            configure?.Invoke(services);
        });
        ((LateClock)stripe.Clock).Inner = story.Database.Clock;
        await story.CustomerAsync(7, "0", currency);
        var payer = await story.Database.AsOrganizationAsync(7, (StripeCards cards) => cards.FindOrMakeAsync(7, Ct));
        Assert.Null(payer.Problem);
        return new StripeStory(story, stripe, payer.Value);
    }

    public static StripeSettings Settings(FakeStripeAccount stripe) => new()
    {
        ApiKey = stripe.ApiKey,
        ApiBase = stripe.Address.AbsoluteUri,
        WebhookSecret = stripe.WebhookSecret,
        Account = stripe.AccountId,
        Live = stripe.Livemode,
    };

    /// <summary>An off-session charge of customer 7's card.</summary>
    public Task<Result<PaymentAttempt>> PayAsync(string card, string amount = "9.00", string key = "k", bool automatic = true) =>
        Story.Database.AsWorkerAsync((TakePayment take) => take.ExecuteAsync(
            new TakePaymentRequest(StripeProvider.ProviderName, 7, Story.Euro(amount), "top-up", key)
            {
                Payer = Payer,
                Method = card,
                Automatic = automatic,
            },
            Ct));

    public Task<Result<string>> OpenPageAsync(string amount = "20.00", string key = "page") =>
        Story.Database.AsOrganizationAsync(7, (StartTopUp start) => start.ExecuteAsync(
            new StartTopUpRequest(7, Story.Euro(amount), key, new Uri("https://portal.example/organizations/7/payments")), Ct));

    /// <summary>The page's session at Stripe.</summary>
    public string SessionOf(Result<string> page) => page.Value.Split('/')[^1];

    /// <summary>A webhook as the web process takes it, before any tenant is known.</summary>
    public async Task<Result<string>> SendAsync(string body, string? signature)
    {
        await using var scope = Story.Database.Scope(_ => { });
        return await scope.ServiceProvider.GetRequiredService<ReceiveStripeEvent>()
            .ExecuteAsync(Encoding.UTF8.GetBytes(body), signature, Ct);
    }

    public Task<Result<string>> SendAsync(JsonObject made)
    {
        var body = FakeStripeAccount.Body(made);
        return SendAsync(body, Stripe.Sign(body));
    }

    /// <summary>Every event so far, as webhooks.</summary>
    public async Task SendAllAsync(Func<IEnumerable<JsonObject>, IEnumerable<JsonObject>>? order = null)
    {
        foreach (var made in (order ?? (all => all))([.. Stripe.Events]))
        {
            Assert.Null((await SendAsync(made)).Problem);
        }
    }

    public Task<int> HandleAsync() => Story.Database.AsWorkerAsync((HandleStripeEvents handle) => handle.ExecuteAsync(Ct));

    public Task<int> ReconcileAsync() => Story.Database.AsWorkerAsync((ReconcileStripeEvents reconcile) => reconcile.ExecuteAsync(Ct));

    public Task<int> ResolveAsync() => Story.Database.AsWorkerAsync((ResolvePayments resolve) => resolve.ExecuteAsync(Ct));

    public async Task<string> BalanceAsync() => (await Story.BalanceAsync(7)).Ledger.ToDecimalString();

    public async Task<PaymentAttempt> AttemptAsync() => Assert.Single(await Story.AllAsync<PaymentAttempt>());

    public ValueTask DisposeAsync() => Story.DisposeAsync();

    /// <summary>The story's clock, which is made after the account.</summary>
    private sealed class LateClock : TimeProvider
    {
        public TimeProvider Inner { get; set; } = System;

        public override DateTimeOffset GetUtcNow() => Inner.GetUtcNow();
    }
}
