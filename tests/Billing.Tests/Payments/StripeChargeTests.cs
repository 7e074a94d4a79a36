using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Notices;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Testing;
using Hostelry.Testing.StripeFake;

namespace Hostelry.Billing.Tests.Payments;

public sealed class StripeChargeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task A_stored_card_is_charged_once_and_the_books_say_from_where(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind);
        var card = story.Stripe.AddCard(story.Payer);

        Assert.Null((await story.PayAsync(card)).Problem);
        Assert.Null((await story.PayAsync(card)).Problem);

        Assert.Single(story.Stripe.Charges);
        Assert.Equal("9.00", await story.BalanceAsync());
        var accounts = (await story.Story.AllAsync<LedgerAccount>()).ToDictionary(account => account.Id, account => account.Kind);
        Assert.Equal(
            [(AccountKind.Prepaid, 900), (AccountKind.Clearing, -900)],
            (await story.Story.AllAsync<LedgerEntry>()).OrderByDescending(entry => entry.AmountMinor)
                .Select(entry => (accounts[entry.AccountId], entry.AmountMinor)));
    }

    [Theory, OnBothDatabases]
    public async Task Twenty_at_once_with_one_key_are_one_charge(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind);
        var card = story.Stripe.AddCard(story.Payer);

        var paid = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => story.PayAsync(card))));

        // Who came while another's call was under way learns it by asking again.
        Assert.All(paid, one => Assert.True(one.Problem is null or { Code: "payment_unknown" }, one.Problem?.Code));
        Assert.Null((await story.PayAsync(card)).Problem);
        Assert.Single(story.Stripe.Charges);
        Assert.Equal("9.00", await story.BalanceAsync());
        Assert.Single(await story.Story.AllAsync<PaymentAttempt>());
    }

    [Theory]
    [InlineData(StripeFault.DropBefore)]
    [InlineData(StripeFault.DropAfter)]
    [InlineData(StripeFault.FailBefore)]
    [InlineData(StripeFault.FailAfter)]
    public async Task A_lost_answer_is_unknown_until_it_is_looked_up_and_charges_once(StripeFault fault)
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        var card = story.Stripe.AddCard(story.Payer);
        story.Stripe.FailNext(fault, "/payment_intents");

        Assert.Equal("payment_unknown", (await story.PayAsync(card)).Problem!.Code);
        Assert.Equal("0.00", await story.BalanceAsync());
        Assert.Null((await story.PayAsync(card)).Problem);

        Assert.Single(story.Stripe.Charges);
        Assert.Equal("9.00", await story.BalanceAsync());
    }

    [Fact]
    public async Task A_charge_that_the_search_does_not_find_yet_is_repeated_with_its_own_key_only()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        var card = story.Stripe.AddCard(story.Payer);
        story.Stripe.SearchIsCurrent = false;
        story.Stripe.FailNext(StripeFault.DropAfter, "/payment_intents");

        Assert.Equal("payment_unknown", (await story.PayAsync(card)).Problem!.Code);
        Assert.Null((await story.PayAsync(card)).Problem);

        Assert.Single(story.Stripe.Charges);
        var sent = story.Stripe.Calls.Where(call => call.Method == "POST" && call.Path == "/v1/payment_intents").ToList();
        Assert.Equal(2, sent.Count);
        var key = (await story.AttemptAsync()).IdempotencyKey;
        Assert.All(sent, call => Assert.Equal(key, call.IdempotencyKey));
    }

    [Theory, OnBothDatabases]
    public async Task A_charge_whose_key_Stripe_has_forgotten_is_found_by_its_metadata(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind);
        var card = story.Stripe.AddCard(story.Payer);
        story.Stripe.FailNext(StripeFault.DropAfter, "/payment_intents");
        Assert.Equal("payment_unknown", (await story.PayAsync(card)).Problem!.Code);

        story.Story.Database.Clock.Advance(TimeSpan.FromHours(25));
        Assert.Null((await story.PayAsync(card)).Problem);

        Assert.Single(story.Stripe.Charges);
        Assert.Equal("9.00", await story.BalanceAsync());
    }

    [Theory, OnBothDatabases]
    public async Task A_payment_that_was_never_sent_is_given_up_when_its_key_is_dead_and_not_sent_then(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind);
        var card = story.Stripe.AddCard(story.Payer);
        story.Stripe.FailNext(StripeFault.DropBefore, "/payment_intents");
        Assert.Equal("payment_unknown", (await story.PayAsync(card)).Problem!.Code);

        story.Story.Database.Clock.Advance(TimeSpan.FromHours(25));
        var late = await story.PayAsync(card);

        Assert.Equal("payment_declined", late.Problem!.Code);
        Assert.Equal("never_sent", (await story.AttemptAsync()).DeclineCode);
        Assert.Empty(story.Stripe.Charges);
    }

    [Theory, OnBothDatabases]
    public async Task What_was_left_unknown_is_resolved_by_the_worker_which_never_charges(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind);
        var card = story.Stripe.AddCard(story.Payer);
        story.Stripe.FailNext(StripeFault.DropAfter, "/payment_intents");
        await story.PayAsync(card, key: "sent");
        story.Stripe.FailNext(StripeFault.DropBefore, "/payment_intents");

        // The customer's own: of automatic ones no second is begun while the first is undecided.
        await story.PayAsync(card, key: "lost", automatic: false);
        var calls = story.Stripe.Calls.Count(call => call.Method == "POST");

        story.Story.Database.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(1, await story.ResolveAsync());
        Assert.Equal("9.00", await story.BalanceAsync());
        story.Story.Database.Clock.Advance(TimeSpan.FromHours(24));
        Assert.Equal(1, await story.ResolveAsync());

        Assert.Equal(calls, story.Stripe.Calls.Count(call => call.Method == "POST"));
        Assert.Equal(
            [("lost", PaymentState.Declined), ("sent", PaymentState.Succeeded)],
            (await story.Story.AllAsync<PaymentAttempt>()).OrderBy(one => one.OperationKey, StringComparer.Ordinal).Select(one => (one.OperationKey, one.State)));
        Assert.Equal("9.00", await story.BalanceAsync());
    }

    [Fact]
    public async Task A_declined_card_is_refused_with_the_banks_code_and_the_customer_is_told_once()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        var card = story.Stripe.AddCard(story.Payer, FakeCard.Poor);

        Assert.Equal("payment_declined", (await story.PayAsync(card)).Problem!.Code);
        Assert.Equal("payment_declined", (await story.PayAsync(card)).Problem!.Code);

        Assert.Equal("insufficient_funds", (await story.AttemptAsync()).DeclineCode);
        Assert.Equal("0.00", await story.BalanceAsync());
        Assert.Equal(MailKind.PaymentDeclined, Assert.Single(await story.Story.AllAsync<CustomerNotice>()).Kind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_bank_that_wants_its_holder_waits_for_the_customer_and_then_decides(bool agrees)
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        var card = story.Stripe.AddCard(story.Payer, FakeCard.Guarded);

        Assert.Equal("payment_needs_action", (await story.PayAsync(card)).Problem!.Code);
        var attempt = await story.AttemptAsync();
        var notice = Assert.Single(await story.Story.AllAsync<CustomerNotice>());
        Assert.Equal((MailKind.PaymentNeedsYou, $"9.00 EUR\n{attempt.IdempotencyKey}"), (notice.Kind, notice.Values));

        var back = new Uri("https://portal.example/organizations/7/payments");
        var page = await story.Story.Database.AsOrganizationAsync(7, (ConfirmPayment confirm) => confirm.ExecuteAsync(7, attempt.Id, back, Ct));
        Assert.StartsWith("https://hooks.stripe.example/authenticate/", page.Value);
        Assert.Equal("not_found", (await story.Story.Database.AsOrganizationAsync(
            8, (ConfirmPayment confirm) => confirm.ExecuteAsync(8, attempt.Id, back, Ct))).Problem!.Code);
        await story.Stripe.AuthenticateAsync(attempt.ProviderReference!, agrees);
        await story.SendAllAsync();
        await story.HandleAsync();

        Assert.Equal(agrees ? PaymentState.Succeeded : PaymentState.Declined, (await story.AttemptAsync()).State);
        Assert.Equal(agrees ? "9.00" : "0.00", await story.BalanceAsync());
    }

    [Fact]
    public async Task A_payment_that_was_confirmed_before_it_is_given_up_is_booked()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        Assert.Equal("payment_needs_action", (await story.PayAsync(story.Stripe.AddCard(story.Payer, FakeCard.Guarded))).Problem!.Code);
        await story.Stripe.AuthenticateAsync((await story.AttemptAsync()).ProviderReference!);
        story.Story.Database.Clock.Advance(TimeSpan.FromDays(8));

        Assert.Equal(1, await story.ResolveAsync());

        Assert.Equal("9.00", await story.BalanceAsync());
    }

    [Fact]
    public async Task A_pages_payment_that_only_its_page_can_end_is_given_up_with_the_page()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        await story.Stripe.FinishCheckoutAsync(story.SessionOf(await story.OpenPageAsync()), FakeCard.Sepa);
        story.Story.Database.Clock.Advance(TimeSpan.FromMinutes(2));
        await story.ResolveAsync();
        await story.Stripe.SettleAsync((await story.AttemptAsync()).ProviderReference!, paid: false);
        story.Story.Database.Clock.Advance(TimeSpan.FromHours(7));
        await story.ResolveAsync();
        Assert.Equal(PaymentState.Waiting, (await story.AttemptAsync()).State);
        story.Story.Database.Clock.Advance(TimeSpan.FromDays(8));

        Assert.Equal(1, await story.ResolveAsync());

        Assert.Equal((PaymentState.Declined, "page_expired"), ((await story.AttemptAsync()).State, (await story.AttemptAsync()).DeclineCode));
    }

    [Fact]
    public async Task A_payment_that_nobody_confirms_is_cancelled_after_a_week()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        var card = story.Stripe.AddCard(story.Payer, FakeCard.Guarded);
        await story.PayAsync(card);

        story.Story.Database.Clock.Advance(TimeSpan.FromDays(7) + TimeSpan.FromMinutes(1));
        Assert.Equal(1, await story.ResolveAsync());

        var attempt = await story.AttemptAsync();
        Assert.Equal((PaymentState.Declined, "cancelled"), (attempt.State, attempt.DeclineCode));
        Assert.Equal("canceled", story.Stripe.Objects[attempt.ProviderReference!]["status"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_SEPA_debit_is_processing_for_days_and_pays_when_it_settles(bool paid)
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        var account = story.Stripe.AddCard(story.Payer, FakeCard.Sepa);

        Assert.Equal("payment_processing", (await story.PayAsync(account)).Problem!.Code);
        story.Story.Database.Clock.Advance(TimeSpan.FromDays(5));
        Assert.Equal("payment_processing", (await story.PayAsync(account)).Problem!.Code);
        Assert.Equal("0.00", await story.BalanceAsync());
        await story.Stripe.SettleAsync((await story.AttemptAsync()).ProviderReference!, paid);
        story.Story.Database.Clock.Advance(TimeSpan.FromHours(7));
        await story.ResolveAsync();

        Assert.Equal(paid ? "9.00" : "0.00", await story.BalanceAsync());
        Assert.Equal(paid ? PaymentState.Succeeded : PaymentState.Declined, (await story.AttemptAsync()).State);
    }

    [Theory]
    [InlineData("amount_received", "90000", "amount")]
    [InlineData("currency", "\"usd\"", "currency")]
    [InlineData("customer", "\"cus_other\"", "payer")]
    [InlineData("livemode", "true", "mode")]
    [InlineData("on_behalf_of", "\"acct_other\"", "account")]
    public async Task A_payment_that_is_not_the_one_asked_for_pays_nothing(string field, string value, string what)
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        var card = story.Stripe.AddCard(story.Payer);
        story.Stripe.FailNext(StripeFault.DropAfter, "/payment_intents");
        await story.PayAsync(card);
        story.Stripe.Of("payment_intent").Single()[field] = System.Text.Json.Nodes.JsonNode.Parse(value);

        Assert.Equal("payment_mismatch", (await story.PayAsync(card)).Problem!.Code);

        var attempt = await story.AttemptAsync();
        Assert.Equal((PaymentState.Mismatch, what), (attempt.State, attempt.MismatchOf));
        Assert.Equal("0.00", await story.BalanceAsync());
        Assert.Contains(await story.Story.AllAsync<AuditEntry>(), entry => entry.Action == "payment.mismatch");
    }

    [Theory, OnBothDatabases]
    public async Task A_payment_that_dies_at_any_statement_is_finished_by_its_repetition_and_charged_once(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind, new PaymentSettings { DailyChargeCap = 100_000 });
        var card = story.Stripe.AddCard(story.Payer);
        var total = 0;
        for (var at = 1; ; at++)
        {
            story.Story.Database.Source.FailAtStatement(at);
            var died = false;
            try
            {
                await story.PayAsync(card, "1.00", $"key-{at}");
            }
            catch (Exception fault) when (fault is TestFaultException || fault.InnerException is TestFaultException)
            {
                died = true;
            }

            story.Story.Database.Source.FailAtStatement(0);
            Assert.Null((await story.PayAsync(card, "1.00", $"key-{at}")).Problem);
            total++;
            Assert.Equal(total, story.Stripe.Charges.Count);
            Assert.Equal(total * 100, (await story.Story.BalanceAsync(7)).Ledger.Minor);
            if (!died)
            {
                break;
            }
        }

        Assert.True(total > 5, "The statements of a payment were not all tried.");
    }

    [Fact]
    public async Task Every_unsafe_call_carries_a_key_of_ours_and_the_library_repeats_none()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        var card = story.Stripe.AddCard(story.Payer);
        story.Stripe.FailNext(StripeFault.FailBefore, "/payment_intents");
        await story.PayAsync(card);
        await story.OpenPageAsync();

        var unsafeCalls = story.Stripe.Calls.Where(call => call.Method == "POST").ToList();
        var attempts = (await story.Story.AllAsync<PaymentAttempt>()).Select(one => one.IdempotencyKey).ToHashSet(StringComparer.Ordinal);

        // The refused charge never reached the account, and was not sent again by itself.
        Assert.Equal(["/v1/customers", "/v1/checkout/sessions"], unsafeCalls.Select(call => call.Path));
        Assert.StartsWith("customer-7-", unsafeCalls[0].IdempotencyKey);
        Assert.Contains(unsafeCalls[1].IdempotencyKey, attempts);
    }

    [Theory]
    [InlineData("JPY", "500", 500)]
    [InlineData("EUR", "5.00", 500)]
    [InlineData("KWD", "5.000", 5000)]
    [InlineData("ISK", "5", 500)]
    [InlineData("KWD", "5.001", null)]
    public void Amounts_are_counted_as_Stripe_counts_them(string code, string amount, int? stripe)
    {
        var money = Money.Parse(amount, Currency.Of(code));
        var counted = StripeAmount.ToStripe(money);
        Assert.Equal(stripe, (int?)counted);
        if (counted is { } units)
        {
            Assert.Equal(money, StripeAmount.FromStripe(units, code.ToLowerInvariant()));
        }
    }
}
