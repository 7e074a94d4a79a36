using Hostelry.Billing.Ledger;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Billing.Verification;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Tests.Payments;

public sealed class StripeFeeTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task What_Stripe_keeps_of_a_payment_is_booked_once_and_clearing_holds_the_rest(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind);
        Assert.Null((await story.PayAsync(story.Stripe.AddCard(story.Payer), "20.00")).Problem);
        Assert.Equal(1, await FeesAsync(story));
        Assert.Equal(0, await FeesAsync(story));

        Assert.Equal((-1945L, -55L), (await SumAsync(story, AccountKind.Clearing), await SumAsync(story, AccountKind.Fees)));
        Assert.Equal("20.00", await story.BalanceAsync());
        Assert.Empty(await story.Story.Database.AsWorkerAsync((VerifyBooks verify) => verify.WholeAsync(Ct)));
    }

    [Theory, OnBothDatabases]
    public async Task A_fee_in_another_currency_than_the_payments_is_left_to_the_payout(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind);
        story.Stripe.PayoutCurrency = "usd";
        Assert.Null((await story.PayAsync(story.Stripe.AddCard(story.Payer), "20.00")).Problem);

        Assert.Equal(1, await FeesAsync(story));
        Assert.Equal(0, await SumAsync(story, AccountKind.Fees));
        Assert.NotNull((await story.AttemptAsync()).FeeBookedAt);
    }

    [Theory, OnBothDatabases]
    public async Task Events_that_are_done_with_go_after_ninety_days_and_others_stay(DatabaseKind kind)
    {
        await using var story = await StripeStory.BeginAsync(kind);
        Assert.Null((await story.PayAsync(story.Stripe.AddCard(story.Payer), "20.00")).Problem);
        await story.SendAllAsync();
        await story.HandleAsync();
        var handled = (await story.Story.AllAsync<StripeEvent>()).Count;
        Assert.Null((await story.PayAsync(story.Stripe.AddCard(story.Payer), "21.00", "second")).Problem);
        await story.SendAllAsync();
        var all = (await story.Story.AllAsync<StripeEvent>()).Count;
        Assert.True(all > handled && handled > 0);

        story.Story.Database.Clock.Advance(ForgetStripeEvents.Kept);
        Assert.Equal(0, await ForgetAsync(story));
        story.Story.Database.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(handled, await ForgetAsync(story));
        Assert.All(await story.Story.AllAsync<StripeEvent>(), one => Assert.Equal(StripeEventState.Pending, one.State));
    }

    private static Task<int> FeesAsync(StripeStory story) =>
        story.Story.Database.AsWorkerAsync((BookPaymentFees fees) => fees.ExecuteAsync(Ct));

    private static async Task<long> ForgetAsync(StripeStory story) =>
        (await story.Story.Database.AsWorkerAsync((ForgetStripeEvents forget) => forget.ExecuteAsync(Ct))).Value;

    private static Task<long> SumAsync(StripeStory story, AccountKind account) => story.Story.ReadAsync(db => db.Reachable<LedgerEntry>()
        .Where(entry => entry.Account!.Kind == account).SumAsync(entry => entry.AmountMinor, Ct));
}
