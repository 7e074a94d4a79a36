using System.Collections.Concurrent;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Payments;
using Hostelry.Testing;

using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Billing.Tests.Payments;

public sealed class GrantCreditTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task One_key_books_once_however_often_and_at_once(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "0.00");

        var grants = await Task.WhenAll(
            Enumerable.Range(0, 10).Select(_ => Task.Run(() => story.GrantAsync(7, Story.Euro("50.00"), "key"))));

        Assert.All(grants, grant => Assert.Null(grant.Problem));
        Assert.Single(grants.Select(grant => grant.Value.Id).Distinct());
        Assert.Equal("50.00 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
        Assert.Single(await story.AllAsync<LedgerTransaction>());
    }

    [Theory, OnBothDatabases]
    public async Task A_key_used_for_another_amount_is_refused(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "50.00");
        var other = await story.GrantAsync(7, Story.Euro("60.00"), "first");
        Assert.Equal("idempotency_key_reused", other.Problem!.Code);
        Assert.Equal("50.00 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
    }

    [Theory, OnBothDatabases]
    public async Task Foreign_currency_negative_amounts_and_unknown_customers_are_refused(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "0.00");
        var yen = Money.Parse("5000", Currency.Of("JPY"));
        Assert.Equal("currency_mismatch", (await story.GrantAsync(7, yen, "a")).Problem!.Code);
        Assert.Equal("invalid_input", (await story.GrantAsync(7, Story.Euro("-1.00"), "b")).Problem!.Code);
        Assert.Equal("invalid_input", (await story.GrantAsync(7, Story.Euro("0.00"), "c")).Problem!.Code);
        Assert.Equal("customer_missing", (await story.GrantAsync(9, Story.Euro("1.00"), "d")).Problem!.Code);
        Assert.Empty(await story.AllAsync<PaymentAttempt>());
    }

    [Theory, OnBothDatabases]
    public async Task An_unanswered_charge_is_looked_up_and_never_repeated(DatabaseKind kind)
    {
        var provider = new ForgetfulProvider();
        await using var story = await Story.BeginAsync(kind, services => services.AddSingleton<IPaymentProvider>(provider));
        await story.CustomerAsync(7, "0.00");
        Task<Result<PaymentAttempt>> PayAsync() => story.Database.AsWorkerAsync((TakePayment take) =>
            take.ExecuteAsync(new TakePaymentRequest(provider.Name, 7, Story.Euro("9.00"), "card", "k"), Ct));

        Assert.Equal("payment_unknown", (await PayAsync()).Problem!.Code);
        Assert.Equal("0.00 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
        Assert.Null((await PayAsync()).Problem);
        Assert.Null((await PayAsync()).Problem);

        Assert.Equal(1, provider.Charges);
        Assert.Equal("9.00 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
        var accounts = (await story.AllAsync<LedgerAccount>()).ToDictionary(account => account.Id, account => account.Kind);
        Assert.Equal(
            [(AccountKind.Prepaid, 900), (provider.Source, -900)],
            (await story.AllAsync<LedgerEntry>()).OrderByDescending(entry => entry.AmountMinor)
                .Select(entry => (accounts[entry.AccountId], entry.AmountMinor)));
    }

    [Theory, OnBothDatabases]
    public async Task Another_amount_than_asked_for_is_kept_for_staff_and_books_nothing(DatabaseKind kind)
    {
        var provider = new ForgetfulProvider { Moves = Story.Euro("90.00") };
        await using var story = await Story.BeginAsync(kind, services => services.AddSingleton<IPaymentProvider>(provider));
        await story.CustomerAsync(7, "0.00");
        Task<Result<PaymentAttempt>> PayAsync() => story.Database.AsWorkerAsync((TakePayment take) =>
            take.ExecuteAsync(new TakePaymentRequest(provider.Name, 7, Story.Euro("9.00"), "card", "k"), Ct));

        Assert.Equal("payment_unknown", (await PayAsync()).Problem!.Code);
        Assert.Equal("payment_mismatch", (await PayAsync()).Problem!.Code);
        Assert.Equal("payment_mismatch", (await PayAsync()).Problem!.Code);

        var kept = Assert.Single(await story.AllAsync<PaymentAttempt>());
        Assert.Equal((PaymentState.Mismatch, "f-1", Story.Euro("90.00")), (kept.State, kept.ProviderReference, kept.Reported));
        Assert.Equal(1, provider.LookUps);
        Assert.Equal("0.00 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
        Assert.Contains(await story.AllAsync<Audit.AuditEntry>(), entry => entry.Action == "payment.mismatch");
    }

    [Theory, OnBothDatabases]
    public async Task A_grant_that_dies_at_any_statement_is_finished_by_its_repetition(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "0.00");
        var total = 0;
        for (var at = 1; ; at++)
        {
            story.Database.Source.FailAtStatement(at);
            var died = false;
            try
            {
                await story.GrantAsync(7, Story.Euro("1.00"), $"key-{at}");
            }
            catch (Exception fault) when (fault is TestFaultException || fault.InnerException is TestFaultException)
            {
                died = true;
            }

            story.Database.Source.FailAtStatement(0);
            Assert.Null((await story.GrantAsync(7, Story.Euro("1.00"), $"key-{at}")).Problem);
            total++;
            Assert.Equal(total * 100, (await story.BalanceAsync(7)).Ledger.Minor);
            if (!died)
            {
                break;
            }
        }

        Assert.True(total > 5, "The statements of a grant were not all tried.");
    }

    /// <summary>Takes the money, and loses its answer the first time.</summary>
    private sealed class ForgetfulProvider : IPaymentProvider
    {
        private readonly ConcurrentDictionary<string, PaymentRequest> _seen = new(StringComparer.Ordinal);

        public int Charges { get; private set; }

        public int LookUps { get; private set; }

        /// <summary>What moves, whatever is asked for; null: what is asked for.</summary>
        public Money? Moves { get; init; }

        public string Name => "forgetful";

        public AccountKind Source => AccountKind.Revenue;

        public TimeSpan KeysLast => TimeSpan.FromHours(1);

        public Task<PaymentOutcome> ChargeAsync(PaymentRequest request, CancellationToken ct)
        {
            Charges++;
            _seen[request.IdempotencyKey] = request;
            return Task.FromResult<PaymentOutcome>(new PaymentOutcome.Unknown());
        }

        public Task<PaymentOutcome> LookUpAsync(PaymentRequest request, CancellationToken ct)
        {
            LookUps++;
            return Task.FromResult<PaymentOutcome>(_seen.TryGetValue(request.IdempotencyKey, out var known)
                ? new PaymentOutcome.Succeeded("f-1", Moves ?? known.Amount)
                : new PaymentOutcome.NeverSeen());
        }
    }
}
