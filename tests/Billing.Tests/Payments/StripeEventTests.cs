using System.Text.Json.Nodes;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Testing;
using Hostelry.Testing.StripeFake;

namespace Hostelry.Billing.Tests.Payments;

public sealed class StripeEventTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task A_page_that_was_paid_is_booked_once_by_a_hundred_webhooks_at_once(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind);
        var page = await story.OpenPageAsync();
        Assert.Null(page.Problem);
        await story.Stripe.FinishCheckoutAsync(story.SessionOf(page));

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => story.SendAllAsync())));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(story.HandleAsync)));
        await story.HandleAsync();

        Assert.Equal("20.00", await story.BalanceAsync());
        Assert.Single(await story.Story.AllAsync<LedgerTransaction>());
        var stored = await story.Story.AllAsync<StripeEvent>();
        Assert.Equal(story.Stripe.Events.Count, stored.Count);
        Assert.All(stored, one => Assert.Equal(StripeEventState.Handled, one.State));
    }

    [Fact]
    public async Task The_order_of_events_does_not_matter()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        var total = 0;
        foreach (var order in Orders(3))
        {
            var page = await story.OpenPageAsync(key: $"page-{total}");
            var before = story.Stripe.Events.Count;
            await story.Stripe.FinishCheckoutAsync(story.SessionOf(page), FakeCard.Sepa);
            await story.Stripe.SettleAsync(story.Stripe.Of("payment_intent").Last()["id"]!.GetValue<string>(), paid: true);
            List<JsonObject> made = [.. story.Stripe.Events.Skip(before)];
            Assert.Equal(3, made.Count);
            foreach (var at in order)
            {
                Assert.Null((await story.SendAsync(made[at])).Problem);
                await story.HandleAsync();
            }

            total++;
            Assert.Equal(total * 2000, (await story.Story.BalanceAsync(7)).Ledger.Minor);
        }
    }

    [Theory, OnBothDatabases]
    public async Task A_webhook_that_overtakes_our_own_call_books_for_it(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind);
        var card = story.Stripe.AddCard(story.Payer);
        story.Stripe.OnEvent = async made =>
        {
            story.Stripe.OnEvent = null;
            Assert.Null((await story.SendAsync(made)).Problem);
            Assert.Equal(1, await story.HandleAsync());
        };

        Assert.Null((await story.PayAsync(card)).Problem);

        Assert.Equal("9.00", await story.BalanceAsync());
        Assert.Single(await story.Story.AllAsync<LedgerTransaction>());
    }

    [Fact]
    public async Task Unsigned_altered_old_and_foreign_webhooks_are_refused_and_leave_nothing()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        await story.Stripe.FinishCheckoutAsync(story.SessionOf(await story.OpenPageAsync()));
        var body = FakeStripeAccount.Body(story.Stripe.Events.First());
        var good = story.Stripe.Sign(body);
        List<(string Body, string? Signature)> bad =
        [
            (body, null),
            (body, ""),
            (body, "t=1"),
            (body, "nonsense"),
            (body, "t=x,v1=y"),
            (body, story.Stripe.Sign(body, secret: "whsec_other")),
            (body, story.Stripe.Sign(body, story.Story.Now.AddMinutes(-6))),
            (body, good.Replace("v1=", "v0=", StringComparison.Ordinal)),
        ];

        // One byte changed, at every place of the body.
        bad.AddRange(Enumerable.Range(0, body.Length).Select(at => (
            string.Concat(body.AsSpan(0, at), ((char)(body[at] ^ 1)).ToString(), body.AsSpan(at + 1)), (string?)good)));
        foreach (var (altered, signature) in bad)
        {
            Assert.Equal("signature_invalid", (await story.SendAsync(altered, signature)).Problem!.Code);
        }

        Assert.Equal("not_an_event", (await story.SendAsync("{}", story.Stripe.Sign("{}"))).Problem!.Code);
        Assert.Equal("not_an_event", (await story.SendAsync("[1", story.Stripe.Sign("[1"))).Problem!.Code);
        Assert.Empty(await story.Story.AllAsync<StripeEvent>());
        Assert.Null((await story.SendAsync(body, good)).Problem);
        Assert.Equal(body, Assert.Single(await story.Story.AllAsync<StripeEvent>()).Body);
    }

    [Theory, OnBothDatabases]
    public async Task Four_days_without_webhooks_lose_nothing(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind);
        await story.ReconcileAsync();
        await story.Stripe.FinishCheckoutAsync(story.SessionOf(await story.OpenPageAsync()));
        for (var other = 0; other < 120; other++)
        {
            story.Stripe.Events.Enqueue(new JsonObject
            {
                ["id"] = $"evt_noise{other}",
                ["object"] = "event",
                ["type"] = "payment_intent.created",
                ["created"] = story.Story.Now.ToUnixTimeSeconds(),
                ["livemode"] = false,
                ["data"] = new JsonObject { ["object"] = new JsonObject { ["id"] = "prod_1", ["object"] = "product" } },
            });
        }

        story.Story.Database.Clock.Advance(TimeSpan.FromDays(4));
        Assert.Equal(122, await story.ReconcileAsync());
        while (await story.HandleAsync() > 0)
        {
        }

        Assert.Equal("20.00", await story.BalanceAsync());
        story.Story.Database.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(0, await story.ReconcileAsync());
    }

    [Theory]
    [InlineData("amount", "2001", "amount")]
    [InlineData("currency", "\"usd\"", "currency")]
    [InlineData("customer", "\"cus_other\"", "payer")]
    public async Task An_event_whose_words_contradict_the_attempt_pays_nothing(string field, string value, string what)
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        await story.Stripe.FinishCheckoutAsync(story.SessionOf(await story.OpenPageAsync()));
        var wrong = story.Stripe.Events.Single(made => made["type"]!.GetValue<string>() == "payment_intent.succeeded").DeepClone().AsObject();
        wrong["data"]!["object"]![field] = JsonNode.Parse(value);

        await RefusedAsync(story, wrong, what);
    }

    [Fact]
    public async Task An_event_of_the_other_mode_or_of_another_account_pays_nothing()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        await story.Stripe.FinishCheckoutAsync(story.SessionOf(await story.OpenPageAsync()));
        var made = story.Stripe.Events.Single(one => one["type"]!.GetValue<string>() == "payment_intent.succeeded");
        var live = made.DeepClone().AsObject();
        (live["id"], live["livemode"]) = ("evt_live", true);
        var foreign = made.DeepClone().AsObject();
        (foreign["id"], foreign["account"]) = ("evt_foreign", "acct_other");

        await RefusedAsync(story, live, "mode");
        await RefusedAsync(story, foreign, "account");
    }

    [Fact]
    public async Task A_paid_page_of_another_amount_pays_nothing_however_it_is_told()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        var session = story.SessionOf(await story.OpenPageAsync());
        story.Stripe.Objects[session]["amount_total"] = 1L;
        await story.Stripe.FinishCheckoutAsync(session);

        await story.SendAllAsync();
        await story.HandleAsync();
        story.Story.Database.Clock.Advance(TimeSpan.FromMinutes(2));
        await story.ResolveAsync();

        Assert.Equal("0.00", await story.BalanceAsync());
        Assert.Contains(await story.Story.AllAsync<StripeEvent>(), one => one is { State: StripeEventState.Refused, Problem: "amount" });
    }

    [Fact]
    public async Task A_page_that_nobody_finished_ends_by_its_event_or_by_the_look_up()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        await story.OpenPageAsync(key: "told");
        await story.OpenPageAsync(key: "asked");
        story.Story.Database.Clock.Advance(TimeSpan.FromHours(3));
        await story.Stripe.ExpireCheckoutsAsync();

        await story.SendAsync(story.Stripe.Events.First());
        await story.HandleAsync();
        Assert.Single(await story.Story.AllAsync<PaymentAttempt>(), one => one.State == PaymentState.Declined);
        await story.ResolveAsync();

        Assert.All(await story.Story.AllAsync<PaymentAttempt>(), one => Assert.Equal((PaymentState.Declined, "page_expired"), (one.State, one.DeclineCode)));
    }

    [Theory, OnBothDatabases]
    public async Task An_event_whose_handling_dies_at_any_statement_is_handled_by_the_next_round(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind, new PaymentSettings { DailyChargeCap = 100_000 });
        var total = 0;
        for (var at = 1; ; at++)
        {
            await story.Stripe.FinishCheckoutAsync(story.SessionOf(await story.OpenPageAsync("5.00", $"page-{at}")));
            await story.SendAllAsync(all => all.TakeLast(2));
            story.Story.Database.Source.FailAtStatement(at);
            try
            {
                await story.HandleAsync();
            }
            catch (Exception fault) when (fault is TestFaultException || fault.InnerException is TestFaultException)
            {
                // The worker's next minute does the rest.
            }

            var reached = story.Story.Database.Source.Statements;
            story.Story.Database.Source.FailAtStatement(0);
            story.Story.Database.Clock.Advance(TimeSpan.FromMinutes(2));
            await story.HandleAsync();
            total++;
            Assert.Equal(total * 500, (await story.Story.BalanceAsync(7)).Ledger.Minor);
            if (reached < at)
            {
                break;
            }
        }

        Assert.True(total > 5, "The statements of an event were not all tried.");
    }

    [Fact]
    public async Task While_Stripe_is_down_events_wait_and_are_followed_later()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        await story.Stripe.FinishCheckoutAsync(story.SessionOf(await story.OpenPageAsync()));
        await story.SendAllAsync(all => all.TakeLast(1));
        story.Stripe.FailNext(StripeFault.FailBefore);

        Assert.Equal(0, await story.HandleAsync());
        Assert.Equal("0.00", await story.BalanceAsync());
        story.Story.Database.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await story.HandleAsync());

        Assert.Equal("20.00", await story.BalanceAsync());
    }

    [Fact]
    public async Task A_card_stored_on_Stripes_page_is_listed_chosen_and_removed_and_never_in_our_database()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        var back = new Uri("https://portal.example/organizations/7/payments");
        var page = await story.Story.Database.AsOrganizationAsync(7, (StripeCards cards) => cards.OpenSetupPageAsync(7, back, Ct));
        await story.Stripe.FinishCheckoutAsync(story.SessionOf(page));
        await story.SendAllAsync();
        await story.HandleAsync();
        var second = story.Stripe.AddCard(story.Payer, FakeCard.Sepa, byDefault: false);
        var stranger = story.Stripe.AddCard("cus_stranger", byDefault: false);

        var cards = await ListAsync(story);
        Assert.Equal(
            [("card", "visa", "4242", "12/2034", true), ("sepa_debit", "DE", "3000", null, false)],
            cards.Select(card => (card.Kind, card.Brand, card.Last4, card.Expires, card.IsDefault)));
        Assert.Equal("not_found", (await story.Story.Database.AsOrganizationAsync(
            7, (StripeCards one) => one.RemoveAsync(7, stranger, Ct))).Problem!.Code);
        Assert.Null((await story.Story.Database.AsOrganizationAsync(7, (StripeCards one) => one.PreferAsync(7, second, Ct))).Problem);
        Assert.Null((await story.Story.Database.AsOrganizationAsync(7, (StripeCards one) => one.RemoveAsync(7, cards[0].Id, Ct))).Problem);

        Assert.Equal((second, true), ((await ListAsync(story)).Single().Id, (await ListAsync(story)).Single().IsDefault));
    }

    [Fact]
    public async Task Who_prefers_one_card_then_the_other_and_the_first_again_is_charged_by_the_first()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        var (one, other) = (story.Stripe.AddCard(story.Payer), story.Stripe.AddCard(story.Payer, byDefault: false));
        foreach (var card in new[] { one, other, one })
        {
            Assert.Null((await story.Story.Database.AsOrganizationAsync(7, (StripeCards cards) => cards.PreferAsync(7, card, Ct))).Problem);
        }

        Assert.Equal(one, (await ListAsync(story)).Single(card => card.IsDefault).Id);
    }

    [Fact]
    public async Task A_suspended_customer_runs_again_when_its_payment_arrives_by_webhook()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        await story.Story.Database.AsWorkerAsync((SuspendCustomer suspend) => suspend.ExecuteAsync(7, SuspensionReason.NoFunds, Ct));
        await story.Stripe.FinishCheckoutAsync(story.SessionOf(await story.OpenPageAsync()));

        await story.SendAllAsync();
        await story.HandleAsync();

        Assert.Empty(await story.Story.Database.AsOrganizationAsync(7, (Standing standing) => standing.ReasonsAsync(7, Ct)));
    }

    private static Task<IReadOnlyList<StoredCard>> ListAsync(StripeStory story) => story.Story.Database.AsOrganizationAsync(
        7, async (StripeCards cards) => (await cards.ListAsync(7, Ct)).Value);

    private static async Task RefusedAsync(StripeStory story, JsonObject wrong, string what)
    {
        Assert.Null((await story.SendAsync(wrong)).Problem);
        await story.HandleAsync();
        var id = wrong["id"]!.GetValue<string>();
        var stored = (await story.Story.AllAsync<StripeEvent>()).Single(one => one.Id == id);
        Assert.Equal((StripeEventState.Refused, what), (stored.State, stored.Problem));
        Assert.Equal("0.00", await story.BalanceAsync());
    }

    private static IEnumerable<int[]> Orders(int count) => count == 0
        ? [[]]
        : Orders(count - 1).SelectMany(shorter => Enumerable.Range(0, count).Select(at => (int[])[.. shorter[..at], count - 1, .. shorter[at..]]));
}
