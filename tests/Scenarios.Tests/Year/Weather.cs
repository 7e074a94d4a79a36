using System.Text;
using System.Text.Json.Nodes;

using Hostelry.Billing.Payments.Stripe;
using Hostelry.Testing.StripeFake;

using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Scenarios.Tests.Year;

/// <summary>
/// What Stripe and the network do by themselves: webhooks at once, before our own call returns, late, twice, in any order, changed
/// on their way, or never; debits that settle days later; disputes; refunds that come back.
/// </summary>
internal sealed class Weather
{
    private readonly Stage _stage;
    private readonly List<(DateTimeOffset At, JsonObject Made)> _onTheirWay = [];
    private readonly List<string> _undecided = [];
    private readonly List<string> _paid = [];
    private readonly List<string> _disputes = [];
    private readonly List<string> _refunds = [];
    private bool _overtakes;

    public Weather(Stage stage)
    {
        _stage = stage;
        stage.House.Stripe.OnEvent = HappenedAsync;
    }

    private FakeStripeAccount Stripe => _stage.House.Stripe;

    /// <summary>Payments that moved money, oldest first.</summary>
    public IReadOnlyList<string> Paid => _paid;

    /// <summary>Payments that a bank or its customer has still to decide.</summary>
    public IReadOnlyList<string> Undecided => _undecided;

    public static string? Text(JsonObject of, string name) => of[name]?.GetValue<string>();

    public static long Number(JsonObject of, string name) => of[name]!.GetValue<long>();

    /// <summary>What goes on at Stripe while nobody here does anything.</summary>
    public async Task PassAsync()
    {
        // On some days a new payment is not found by what it carries, as in its first minute.
        Stripe.SearchIsCurrent = !_stage.Dice.Chance(0.05);
        await Stripe.ExpireCheckoutsAsync();
        foreach (var id in _undecided.Where(_ => _stage.Dice.Chance(0.3)).ToList())
        {
            if (Text(Stripe.Objects[id], "status") == "processing")
            {
                _undecided.Remove(id);
                _stage.Count("debit settled");
                await Stripe.SettleAsync(id, paid: _stage.Dice.Chance(0.8));
            }
        }

        if (_stage.Dice.Chance(Share(0.0006)) && Disputable() is { Count: > 0 } disputable)
        {
            _stage.Count("dispute");
            _disputes.Add(await Stripe.DisputeAsync(_stage.Dice.Of(disputable)));
        }

        if (_disputes.Count > 0 && _stage.Dice.Chance(0.1))
        {
            var dispute = _stage.Dice.Of(_disputes);
            _disputes.Remove(dispute);
            await Stripe.CloseDisputeAsync(dispute, won: _stage.Dice.Chance(0.5));
        }

        if (_refunds.Count > 0 && _stage.Dice.Chance(0.05))
        {
            var refund = _stage.Dice.Of(_refunds);
            _refunds.Remove(refund);
            _stage.Count("refund came back");
            await Stripe.FailRefundAsync(refund);
        }

        if (_stage.Dice.Chance(Share(0.0003)) && Disputable() is { Count: > 0 } refundable)
        {
            var payment = _stage.Dice.Of(refundable);
            _stage.Count("refund by hand");
            await Stripe.RefundByHandAsync(payment, Number(Stripe.Objects[payment], "amount_received") / 3);
        }
    }

    /// <summary>Webhooks whose time has come, in any order; some twice, some by somebody who cannot sign.</summary>
    public async Task DeliverAsync(bool all = false)
    {
        var due = _onTheirWay.Where(one => all || one.At <= _stage.Now).OrderBy(_ => _stage.Dice.Between(0, 1_000_000)).ToList();
        _onTheirWay.RemoveAll(due.Contains);
        foreach (var (_, made) in due)
        {
            for (var times = _stage.Dice.Chance(0.15) ? 2 : 1; times > 0; times--)
            {
                var body = FakeStripeAccount.Body(made);
                var answer = await _stage.TryAsync(() => SendAsync(body, Stripe.Sign(body)));
                _stage.Accepted("webhook", answer);
            }

            if (_stage.Dice.Chance(0.02))
            {
                var body = FakeStripeAccount.Body(made).Replace("\"amount\":", "\"amount\": 1", StringComparison.Ordinal);
                _stage.Accepted("forged webhook", await SendAsync(body, Stripe.Sign(body, secret: "whsec_other")), "signature_invalid");
            }
        }
    }

    /// <summary>A debit or a bank's question that the scenario has dealt with.</summary>
    public void Decided(string id) => _undecided.Remove(id);

    /// <summary>Whether webhooks may come before the call that caused them returns.</summary>
    public void MayOvertake(bool may) => _overtakes = may;

    private double Share(double perCustomer) => Math.Min(1, perCustomer * _stage.People.Count);

    private List<string> Disputable()
    {
        var touched = Stripe.Objects.Values
            .Where(one => Text(one, "object") is "refund" or "dispute").Select(one => Text(one, "payment_intent")).ToHashSet(StringComparer.Ordinal);
        return _paid.FindAll(id => !touched.Contains(id));
    }

    private async Task HappenedAsync(JsonObject made)
    {
        var subject = made["data"]!["object"]!.AsObject();
        var id = Text(subject, "id")!;
        switch (Text(made, "type"))
        {
            case "payment_intent.processing":
                _undecided.Add(id);
                break;
            case "payment_intent.payment_failed" when Text(subject["last_payment_error"]!.AsObject(), "code") == "authentication_required":
                _undecided.Add(id);
                break;
            case "payment_intent.succeeded":
                _paid.Add(id);
                _undecided.Remove(id);
                break;
            case "refund.created":
                _refunds.Add(id);
                break;
        }

        var fate = _stage.Dice.Between(1, 100);
        if (fate <= 5 && _overtakes && !_stage.House.Database.Source.IsArmed)
        {
            _stage.Count("webhook overtook its call");
            var body = FakeStripeAccount.Body(made);
            await SendAsync(body, Stripe.Sign(body));
            await _stage.House.WorkAsync((HandleStripeEvents handle) => handle.ExecuteAsync(CancellationToken.None));
        }
        else if (fate <= 20)
        {
            _stage.Count("webhook lost");
        }
        else
        {
            var late = fate <= 35 ? _stage.Dice.UpTo(TimeSpan.FromDays(5)) : TimeSpan.Zero;
            _onTheirWay.Add((_stage.Now + late, made));
        }
    }

    /// <summary>As the web process takes it, before any tenant is known.</summary>
    private async Task<Billing.Kernel.Result<string>> SendAsync(string body, string signature)
    {
        await using var scope = _stage.House.Database.Scope(_ => { });
        return await scope.ServiceProvider.GetRequiredService<ReceiveStripeEvent>()
            .ExecuteAsync(Encoding.UTF8.GetBytes(body), signature, CancellationToken.None);
    }
}
