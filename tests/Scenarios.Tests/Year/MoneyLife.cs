using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Bank;
using Hostelry.Billing.Payments.Credit;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Billing.Payments.Wallet;
using Hostelry.Testing.StripeFake;

namespace Hostelry.Scenarios.Tests.Year;

/// <summary>How customers pay: on Stripe's page, by a stored card, by itself, by bank; and what they set.</summary>
internal sealed class MoneyLife(Stage stage, Weather weather)
{
    private static readonly Uri Back = new("https://portal.example/payments");

    /// <summary>Reasons that a payment may have for not being there at once.</summary>
    private static readonly string[] Undecided =
    [
        "payment_declined", "payment_unknown", "payment_processing", "payment_needs_action", "daily_charge_cap",
    ];

    /// <summary>On the page of Stripe's; a double click opens the same one, and some go away from it.</summary>
    public async Task PayOnPageAsync(Person person)
    {
        var (key, amount) = (stage.Name("page"), Stage.Cents(stage.Dice.Between(500, 6000)));
        stage.MayFailStripe();
        var opened = default(Result<string>);
        for (var times = stage.Dice.Chance(0.2) ? 2 : 1; times > 0; times--)
        {
            opened = await stage.TryAsync(() => stage.House.AskAsync(person.Id, (StartTopUp start) =>
                start.ExecuteAsync(new StartTopUpRequest(person.Id, amount, key, Back), Stage.Ct)));
        }

        if (!stage.Accepted("page opened", opened, "stripe_unavailable", "daily_charge_cap"))
        {
            return;
        }

        var session = opened.Value.Split('/')[^1];
        stage.House.Clock.Advance(stage.Dice.UpTo(TimeSpan.FromMinutes(5)));
        if (stage.Dice.Chance(0.8))
        {
            stage.Count("page finished");
            await stage.House.Stripe.FinishCheckoutAsync(session, CardKind(poor: 5));
        }
    }

    /// <summary>By the stored card while it is there; an answer that got lost is asked for once more, with the same key.</summary>
    public async Task PayByCardAsync(Person person)
    {
        if (await CardAsync(person) is not { } card)
        {
            return;
        }

        var request = new TakePaymentRequest(
            StripeProvider.ProviderName, person.Id, Stage.Cents(stage.Dice.Between(500, 5000)), "top-up", stage.Name("card"))
        {
            Payer = person.Payer,
            Method = card,
        };
        stage.MayFailStripe();
        for (var times = stage.Dice.Chance(0.3) ? 2 : 1; times > 0; times--)
        {
            var paid = await stage.TryAsync(() =>
                stage.House.WorkAsync((TakePayment take) => take.ExecuteAsync(request, Stage.Ct)));
            stage.Accepted("card charged", paid, Undecided);
        }
    }

    public async Task PayByBankAsync(Person person)
    {
        var cents = stage.Dice.Between(1000, 8000);
        var line = new BankTransferLine(
            1, stage.Name("bank"), Stage.Cents(cents), "invoice, " + PaymentReference.Of(person.Id), DateOnly.FromDateTime(stage.Now.UtcDateTime));
        for (var times = stage.Dice.Chance(0.2) ? 2 : 1; times > 0; times--)
        {
            stage.Accepted("transfer", await stage.TryAsync(() =>
                stage.House.WorkAsync((RecordBankTransfer record) => record.ExecuteAsync(line, Stage.Ct))));
        }

        person.Diary.Given += cents;
    }

    public async Task GrantAsync(Person person, int cents)
    {
        var request = new GrantCreditRequest(person.Id, Stage.Cents(cents), "goodwill", stage.Name("grant"));
        stage.Accepted("credit granted", await stage.TryAsync(() =>
            stage.House.WorkAsync((GrantCredit grant) => grant.ExecuteAsync(request, Stage.Ct))));
        person.Diary.Given += cents;
    }

    /// <summary>Another card takes the place of the one that was charged.</summary>
    public async Task StoreCardAsync(Person person)
    {
        if (await PayerAsync(person) is { } payer)
        {
            stage.Count("card stored");
            stage.House.Stripe.AddCard(payer, CardKind(poor: 15));
        }
    }

    public async Task FillByItselfAsync(Person person)
    {
        await StoreCardAsync(person);
        var (amount, times) = (stage.Dice.Between(10, 30) * 100L, stage.Dice.Between(1, 4));
        var wish = new AutoTopUpWish(
            stage.Dice.Chance(0.8), Stage.Cents(stage.Dice.Between(0, 10) * 100L), Stage.Cents(amount), Stage.Cents(amount * times));
        stage.Accepted("auto top-up set", await stage.TryAsync(() => stage.House.AskAsync(
            person.Id, (SetAutoTopUp set) => set.ExecuteAsync(person.Id, wish, Stage.Ct))));
        person.MostFilledPerMonth = Math.Max(person.MostFilledPerMonth == long.MaxValue ? 0 : person.MostFilledPerMonth, amount * times);
    }

    public async Task LimitAsync(Person person)
    {
        if (stage.Dice.Chance(0.5))
        {
            var limit = stage.Dice.Chance(0.3) ? (Money?)null : Stage.Cents(stage.Dice.Between(300, 6000));
            stage.Accepted("spending limit set", await stage.TryAsync(() => stage.House.AskAsync(
                person.Id, (SetSpendingLimit set) => set.ExecuteAsync(person.Id, limit, Stage.Ct))));
        }
        else
        {
            var limit = Stage.Cents(stage.Dice.Between(0, 3000));
            stage.Accepted("credit limit set", await stage.TryAsync(() =>
                stage.House.WorkAsync((SetCreditLimit set) => set.ExecuteAsync(person.Id, limit, Stage.Ct))));
        }
    }

    /// <summary>Some answer what their bank asks (3-D Secure), some say no, some never do.</summary>
    public async Task AnswerBankAsync()
    {
        foreach (var id in weather.Undecided.Where(_ => stage.Dice.Chance(0.25)).ToList())
        {
            var intent = stage.House.Stripe.Objects[id];
            if (Weather.Text(intent, "status") != "requires_payment_method")
            {
                continue;
            }

            weather.Decided(id);
            var attempt = Guid.ParseExact(Weather.Text(intent["metadata"]!.AsObject(), "attempt")!, "N");
            var customer = long.Parse(
                Weather.Text(intent["metadata"]!.AsObject(), "organization")!, System.Globalization.CultureInfo.InvariantCulture);
            var page = await stage.TryAsync(() => stage.House.AskAsync(
                customer, (ConfirmPayment confirm) => confirm.ExecuteAsync(customer, attempt, Back, Stage.Ct)));
            if (stage.Accepted("bank's question opened", page, "payment_decided", "not_found", "stripe_unavailable") && page.Value is not null)
            {
                stage.Count("bank answered");
                await stage.House.Stripe.AuthenticateAsync(id, agrees: stage.Dice.Chance(0.8));
            }
        }
    }

    private async Task<string?> CardAsync(Person person)
    {
        if (await PayerAsync(person) is null)
        {
            return null;
        }

        var stored = await stage.House.AskAsync(person.Id, (StripeCards cards) => cards.DefaultAsync(person.Id, Stage.Ct));
        return stage.Accepted("card looked up", stored, "stripe_unavailable") ? stored.Value?.Id : null;
    }

    private async Task<string?> PayerAsync(Person person)
    {
        if (person.Payer is null)
        {
            stage.MayFailStripe();
            var made = await stage.TryAsync(() => stage.House.AskAsync(
                person.Id, (StripeCards cards) => cards.FindOrMakeAsync(person.Id, Stage.Ct)));
            person.Payer = stage.Accepted("customer at Stripe", made, "stripe_unavailable") ? made.Value : null;
        }

        return person.Payer;
    }

    private FakeCard CardKind(int poor) => stage.Dice.Weighted(
    [
        (60, FakeCard.Good), (poor, FakeCard.Poor), (12, FakeCard.Guarded), (15, FakeCard.Sepa),
    ]);
}
