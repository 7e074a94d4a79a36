using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Bank;
using Hostelry.Billing.Payments.Bounds;
using Hostelry.Billing.Payments.Wallet;
using Hostelry.Testing;
using Hostelry.Testing.StripeFake;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Billing.Tests.Payments;

public sealed class WalletTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task A_balance_below_its_threshold_is_filled_from_the_card_up_to_the_months_maximum(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind);
        story.Stripe.AddCard(story.Payer);
        await WishAsync(story, "10.00", "20.00", "40.00");

        Assert.Equal(1, await FillAsync(story));
        Assert.Equal("20.00", await story.BalanceAsync());
        Assert.Equal(0, await FillAsync(story));
        await SpendAsync(story, 1500);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => FillAsync(story))));
        await FillAsync(story);
        Assert.Equal("25.00", await story.BalanceAsync());
        await SpendAsync(story, 2000);
        Assert.Equal(0, await FillAsync(story));

        story.Story.Database.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 1, 0, 5, 0, TimeSpan.Zero));
        Assert.Equal(1, await FillAsync(story));
        Assert.Equal(3, story.Stripe.Charges.Count);
    }

    [Fact]
    public async Task After_a_decline_the_card_cools_down()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        var card = story.Stripe.AddCard(story.Payer, FakeCard.Poor);
        await WishAsync(story, "10.00", "20.00", "100.00");

        Assert.Equal(0, await FillAsync(story));
        story.Stripe.Objects[card]["behaviour"] = "Good";
        story.Story.Database.Clock.Advance(TimeSpan.FromHours(23));
        Assert.Equal(0, await FillAsync(story));
        Assert.Single(await story.Story.AllAsync<PaymentAttempt>());
        story.Story.Database.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await FillAsync(story));

        Assert.Equal("20.00", await story.BalanceAsync());
    }

    [Theory]
    [InlineData(StripeFault.DropBefore)]
    [InlineData(StripeFault.DropAfter)]
    public async Task A_top_up_that_was_not_answered_is_finished_before_another_begins(StripeFault fault)
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        story.Stripe.AddCard(story.Payer);
        await WishAsync(story, "10.00", "20.00", "100.00");
        story.Stripe.FailNext(fault, "/payment_intents");

        Assert.Equal(0, await FillAsync(story));
        Assert.Equal(1, await FillAsync(story));
        Assert.Equal(0, await FillAsync(story));

        Assert.Single(story.Stripe.Charges);
        Assert.Single(await story.Story.AllAsync<PaymentAttempt>());
        Assert.Equal("20.00", await story.BalanceAsync());
    }

    [Theory, OnBothDatabases]
    public async Task A_worker_that_saw_the_first_top_up_undecided_charges_no_second_one(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind);
        story.Stripe.AddCard(story.Payer);
        await WishAsync(story, "10.00", "20.00", "100.00");
        using var filled = new ManualResetEventSlim();
        var second = Task.FromResult(0);
        story.Stripe.OnEvent = async _ =>
        {
            // The first charge has not been answered. The second worker reads, then waits for its card until the first is booked.
            story.Stripe.OnEvent = null;
            var asks = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            story.Stripe.FailNext(StripeFault.DropBefore, call =>
            {
                asks.TrySetResult();
                filled.Wait(TimeSpan.FromSeconds(20));
                return false;
            });
            second = Task.Run(() => FillAsync(story));
            await Task.WhenAny(asks.Task, second);
        };

        Assert.Equal(1, await FillAsync(story));
        filled.Set();
        await second;

        Assert.Single(story.Stripe.Charges);
        Assert.Equal("20.00", await story.BalanceAsync());
    }

    [Fact]
    public async Task Two_automatic_charges_are_never_undecided_at_once()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        var card = story.Stripe.AddCard(story.Payer);
        story.Stripe.FailNext(StripeFault.DropBefore, "/payment_intents");
        Assert.Equal("payment_unknown", (await story.PayAsync(card, key: "first")).Problem!.Code);

        Assert.Equal("payment_processing", (await story.PayAsync(card, key: "second")).Problem!.Code);
        Assert.Null((await story.PayAsync(card, key: "first")).Problem);
        Assert.Null((await story.PayAsync(card, key: "second")).Problem);
    }

    [Fact]
    public async Task While_the_card_cools_down_Stripe_is_not_asked_for_it()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        story.Stripe.AddCard(story.Payer, FakeCard.Poor);
        await WishAsync(story, "10.00", "20.00", "100.00");
        await FillAsync(story);
        var calls = story.Stripe.Calls.Count;

        Assert.Equal(0, await FillAsync(story));

        Assert.Equal(calls, story.Stripe.Calls.Count);
    }

    [Fact]
    public async Task Pages_that_nobody_paid_keep_no_charge_away_that_is_due()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite, new PaymentSettings { DailyChargeCap = 20 });
        var card = story.Stripe.AddCard(story.Payer);
        Assert.Null((await story.OpenPageAsync("15.00")).Problem);
        Assert.Equal("daily_charge_cap", (await story.OpenPageAsync("6.00", "another")).Problem!.Code);

        Assert.Null((await story.PayAsync(card, "15.00")).Problem);

        Assert.Empty(await story.Story.AllAsync<Parking>());
        Assert.Equal("daily_charge_cap", (await story.PayAsync(card, "6.00", "more")).Problem!.Code);
    }

    [Fact]
    public async Task Wishes_out_of_bounds_are_refused_and_name_their_field()
    {
        await using var story = await StripeStory.BeginAsync(DatabaseKind.Sqlite);
        async Task<string?> FieldAsync(string threshold, string amount, string most) =>
            (await TryWishAsync(story, threshold, amount, most)).Problem?.Field;
        Assert.Equal("threshold", await FieldAsync("-0.01", "20.00", "20.00"));
        Assert.Equal("amount", await FieldAsync("10.00", "4.99", "20.00"));
        Assert.Equal("amount", await FieldAsync("10.00", "2000.01", "9000.00"));
        Assert.Equal("monthly_maximum", await FieldAsync("10.00", "20.00", "19.99"));
        Assert.Null(await FieldAsync("0.00", "5.00", "5.00"));
    }

    [Theory, OnBothDatabases]
    public async Task A_day_takes_no_more_than_its_cap_and_an_automatic_breach_parks_the_customer(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind, new PaymentSettings { DailyChargeCap = 20 });
        var card = story.Stripe.AddCard(story.Payer);

        var paid = await Task.WhenAll(Enumerable.Range(0, 6).Select(at => Task.Run(() => story.PayAsync(card, "9.00", $"k{at}", automatic: false))));
        Assert.Equal(2, paid.Count(one => one.IsSuccess));
        Assert.All(paid.Where(one => !one.IsSuccess), one => Assert.Equal("daily_charge_cap", one.Problem!.Code));
        Assert.Empty(await story.Story.AllAsync<Parking>());
        Assert.Equal("daily_charge_cap", (await story.PayAsync(card, "9.00", "automatic")).Problem!.Code);
        Assert.Equal(ParkingReason.DailyCharges, Assert.Single(await story.Story.AllAsync<Parking>()).Reason);
        Assert.Contains(await story.Story.AllAsync<Alarms.Alarm>(), alarm => alarm.Code == PaymentAlarm.Parked);

        story.Story.Database.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("customer_parked", (await story.PayAsync(card, "9.00", "next day")).Problem!.Code);
        await story.Story.Database.AsWorkerAsync((ReleaseCustomer release) => release.ExecuteAsync(7, Ct));
        Assert.Null((await story.PayAsync(card, "9.00", "next day")).Problem);
        Assert.Equal(3, story.Stripe.Charges.Count);
    }

    [Theory, OnBothDatabases]
    public async Task A_month_of_more_lines_than_an_invoice_may_have_is_not_invoiced_until_staff_release_it(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind, services => services.AddSingleton(new PaymentSettings { LinesPerInvoice = 1 }));
        await story.CustomerAsync(7);
        await story.CustomerAsync(8);
        await story.RunningAsync(7);
        await story.RunningAsync(7);
        await story.RunningAsync(8);
        story.Database.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 1, 1, 0, 0, TimeSpan.Zero));
        Task<Result<MonthClosed>> CloseAsync() => story.Database.AsWorkerAsync(
            (CloseMonth close) => close.ExecuteAsync(1, Hostelry.Billing.Rating.Month.Of(story.Now.AddDays(-1)), Ct));

        Assert.Equal([7], (await CloseAsync()).Value.Left);
        Assert.Equal([7], (await CloseAsync()).Value.Left);
        Assert.Equal(8, Assert.Single(await story.AllAsync<Invoice>()).OrganizationId);
        Assert.Equal(ParkingReason.InvoiceLines, Assert.Single(await story.AllAsync<Parking>()).Reason);
        await story.Database.AsWorkerAsync((ReleaseCustomer release) => release.ExecuteAsync(7, Ct));

        Assert.Empty((await CloseAsync()).Value.Left);
        Assert.Equal(2, (await story.AllAsync<Invoice>()).Count);
    }

    [Theory, OnBothDatabases]
    public async Task Ten_euros_buy_one_of_twenty_servers_of_eight_ordered_at_once(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "10.00");

        var orders = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => story.OrderAsync(7))));

        Assert.Single(orders, order => order.IsSuccess);
        Assert.All(orders.Where(order => !order.IsSuccess), order => Assert.Equal("insufficient_funds", order.Problem!.Code));
        Assert.False((await story.BalanceAsync(7)).Free.IsNegative);
    }

    [Theory, OnBothDatabases]
    public async Task A_transfer_with_the_customers_reference_is_on_its_balance_once(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "0.00");
        await story.CustomerAsync(8, "0.00");
        var text = $"Invoice 12, {PaymentReference.Of(7).ToLowerInvariant()} thank you";

        var recorded = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => RecordAsync(story, "line-1", "30.00", text))));

        Assert.All(recorded, one => Assert.Equal((BankTransferState.Matched, 7L), (one.Value.State, one.Value.OrganizationId)));
        Assert.Equal("30.00 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
        Assert.Single(await story.AllAsync<BankTransfer>());
        Assert.Equal("idempotency_key_reused", (await RecordAsync(story, "line-1", "31.00", text)).Problem!.Code);
    }

    [Theory, OnBothDatabases]
    public async Task A_transfer_whose_process_dies_at_any_statement_is_on_the_balance_once_it_is_recorded_again(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "0.00");
        var (source, total) = (story.Database.Source, 0);
        for (var died = true; died; total++)
        {
            source.DieAtStatement(total + 1);
            // As a process that is gone: what it throws nobody hears.
            var line = $"line-{total}";
            var thrown = await Record.ExceptionAsync(() => RecordAsync(story, line, "1.00", PaymentReference.Of(7)));
            Assert.True(thrown is null || source.IsDead, thrown?.ToString());
            died = source.IsDead;
            source.Revive();
            Assert.Null((await RecordAsync(story, $"line-{total}", "1.00", PaymentReference.Of(7))).Problem);

            Assert.Equal((total + 1) * 100, (await story.BalanceAsync(7)).Ledger.Minor);
        }

        Assert.True(total > 5, "The statements of a transfer were not all tried.");
    }

    [Theory, OnBothDatabases]
    public async Task A_transfer_that_names_nobody_is_parked_until_staff_say_whose_it_is(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "0.00");
        await story.CustomerAsync(8, "0.00");
        await story.CustomerAsync(9, "0", "JPY");
        var parked = (await RecordAsync(story, "line-1", "30.00", "for the server")).Value;
        Assert.Equal(BankTransferState.Parked, parked.State);
        Assert.Equal(BankTransferState.Parked, (await RecordAsync(story, "line-2", "5.00", PaymentReference.Of(9))).Value.State);

        Assert.Equal("currency_mismatch", (await MatchAsync(story, parked.Id, 9)).Problem!.Code);
        var both = await Task.WhenAll(Task.Run(() => MatchAsync(story, parked.Id, 7)), Task.Run(() => MatchAsync(story, parked.Id, 8)));

        Assert.Equal("transfer_decided", Assert.Single(both, one => !one.IsSuccess).Problem!.Code);
        Assert.Equal(3000, (await story.BalanceAsync(7)).Ledger.Minor + (await story.BalanceAsync(8)).Ledger.Minor);
        Assert.Empty(await story.Database.AsOrganizationAsync(8, (BillingDb db) => db.Set<BankTransfer>()
            .Where(one => one.State == BankTransferState.Parked).ToListAsync(Ct)));
    }

    [Theory, OnBothDatabases]
    public async Task A_transfer_that_is_matched_reaches_the_balance_whatever_dies_after_it(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "0.00");
        var faults = 0;
        for (var at = 1; ; at++)
        {
            story.Database.Source.FailAtStatement(at);
            try
            {
                await RecordAsync(story, "line", "30.00", PaymentReference.Of(7));
                break;
            }
            catch (Exception fault) when (fault is TestFaultException || fault.InnerException is TestFaultException)
            {
                faults++;
            }

            // Nobody records it again; the worker's minute comes.
            story.Database.Source.FailAtStatement(0);
            story.Database.Clock.Advance(TimeSpan.FromMinutes(2));
            await story.Database.AsWorkerAsync((ResolvePayments resolve) => resolve.ExecuteAsync(Ct));
            var matched = (await story.AllAsync<BankTransfer>()).Exists(one => one.State == BankTransferState.Matched);
            Assert.Equal(matched ? "30.00 EUR" : "0.00 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
        }

        // The last fault was armed beyond the last statement.
        story.Database.Source.FailAtStatement(0);
        Assert.InRange(faults, 5, 200);
        Assert.Equal("30.00 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
    }

    [Fact]
    public void A_reference_survives_spaces_and_case_and_no_slip_of_one_digit()
    {
        foreach (var id in new[] { 1L, 7, 42, 123_456, 99_999_999_999 })
        {
            var reference = PaymentReference.Of(id);
            Assert.Equal(id, PaymentReference.Find($"x {reference} 2026"));
            Assert.Equal(id, PaymentReference.Find(reference.Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant() + "2026"));
            for (var at = 0; at < reference.Length; at++)
            {
                if (char.IsAsciiDigit(reference[at]))
                {
                    var slip = string.Concat(reference.AsSpan(0, at), ((char)('0' + ((reference[at] - '0' + 1) % 10))).ToString(), reference.AsSpan(at + 1));
                    Assert.Null(PaymentReference.Find(slip));
                }
            }
        }

        Assert.Null(PaymentReference.Find(PaymentReference.Of(7) + " " + PaymentReference.Of(8)));
        Assert.Null(PaymentReference.Find("nothing"));
    }

    private static Task<Result<BankTransfer>> RecordAsync(Story story, string line, string amount, string text) =>
        story.Database.AsWorkerAsync((RecordBankTransfer record) => record.ExecuteAsync(
            new BankTransferLine(1, line, Story.Euro(amount), text, new DateOnly(2026, 11, 9)), Ct));

    private static Task<Result<BankTransfer>> MatchAsync(Story story, long transfer, long customer) =>
        story.Database.AsWorkerAsync((MatchBankTransfer match) => match.ExecuteAsync(transfer, customer, null, Ct));

    private static Task<int> FillAsync(StripeStory story) =>
        story.Story.Database.AsWorkerAsync((RunAutoTopUps fill) => fill.ExecuteAsync(Ct));

    private static async Task WishAsync(StripeStory story, string threshold, string amount, string most) =>
        Assert.Null((await TryWishAsync(story, threshold, amount, most)).Problem);

    private static Task<Result<Done>> TryWishAsync(StripeStory story, string threshold, string amount, string most) =>
        story.Story.Database.AsOrganizationAsync(7, (SetAutoTopUp set) => set.ExecuteAsync(
            7, new AutoTopUpWish(true, Story.Euro(threshold), Story.Euro(amount), Story.Euro(most)), Ct));

    /// <summary>Money leaves the balance as an invoice would take it.</summary>
    private static Task SpendAsync(StripeStory story, long minor) => HandBookings.TakeAsync(story.Story, 7, minor);
}
