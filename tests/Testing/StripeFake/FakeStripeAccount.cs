using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Hostelry.Testing.StripeFake;

/// <summary>How a stored payment method behaves.</summary>
public enum FakeCard
{
    Good,

    /// <summary>Declined: insufficient_funds.</summary>
    Poor,

    /// <summary>The bank wants its holder to confirm each payment (3-D Secure).</summary>
    Guarded,

    /// <summary>A SEPA debit: stays in processing until settled.</summary>
    Sepa,
}

/// <summary>
/// One Stripe account: its objects, the idempotency keys it remembers for 24 hours, the events it made, and what is to go
/// wrong next. Everything behaves by itself; a test only plays the customer, the bank and the bad luck.
/// </summary>
public sealed class FakeStripeAccount
{
    public static readonly TimeSpan KeysAreKept = TimeSpan.FromHours(24);

    private readonly ConcurrentDictionary<string, Remembered> _keys = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(Func<FakeCall, bool> Which, StripeFault Fault)> _faults = new();
    private readonly FakeStripeApi _api;
    private int _count;

    internal FakeStripeAccount(Uri address, TimeProvider clock, bool live)
    {
        var unique = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        (Address, Clock, Livemode) = (address, clock, live);
        ApiKey = (live ? "sk_live_" : "sk_test_") + unique;
        AccountId = "acct_" + unique[..16];
        WebhookSecret = "whsec_" + unique;
        _api = new FakeStripeApi(this);
    }

    public Uri Address { get; }

    public TimeProvider Clock { get; }

    public bool Livemode { get; }

    public string ApiKey { get; }

    public string AccountId { get; }

    public string WebhookSecret { get; }

    /// <summary>What Stripe keeps of a charge: 1.5 % and 25.</summary>
    public Func<long, long> FeeOf { get; set; } = amount => (amount * 15 / 1000) + 25;

    /// <summary>Lower case; null: charges are paid out in their own currency.</summary>
    public string? PayoutCurrency { get; set; }

    /// <summary>By id: customers, payment methods, intents, charges, refunds, disputes, checkout sessions.</summary>
    public ConcurrentDictionary<string, JsonObject> Objects { get; } = new(StringComparer.Ordinal);

    /// <summary>Everything that happened, oldest first, as Stripe keeps it for 30 days.</summary>
    public ConcurrentQueue<JsonObject> Events { get; } = new();

    /// <summary>All calls that reached the account.</summary>
    public ConcurrentQueue<FakeCall> Calls { get; } = new();

    /// <summary>Called when an event is made, before the call that made it is answered: a webhook that overtakes its own call.</summary>
    public Func<JsonObject, Task>? OnEvent { get; set; }

    /// <summary>False: a payment is not yet found by its metadata, as in the first minute at Stripe.</summary>
    public bool SearchIsCurrent { get; set; } = true;

    /// <summary>Charges that moved money.</summary>
    public IReadOnlyList<JsonObject> Charges =>
        [.. Of("charge").Where(charge => charge["paid"]!.GetValue<bool>())];

    /// <summary>The next call that <paramref name="which"/> fits meets <paramref name="fault"/>, once.</summary>
    public void FailNext(StripeFault fault, Func<FakeCall, bool>? which = null) => _faults.Enqueue((which ?? (_ => true), fault));

    public void FailNext(StripeFault fault, string pathEnds) =>
        FailNext(fault, call => call.Method == "POST" && call.Path.EndsWith(pathEnds, StringComparison.Ordinal));

    /// <summary>Nothing goes wrong any more.</summary>
    public void ForgetFaults() => _faults.Clear();

    /// <summary>Stripe's own reading of a key it was given: gone after 24 hours.</summary>
    public void ForgetKeys() => _keys.Clear();

    public IEnumerable<JsonObject> Of(string kind) =>
        Objects.Values.Where(one => one["object"]!.GetValue<string>() == kind)
            .OrderBy(one => one["id"]!.GetValue<string>(), StringComparer.Ordinal);

    /// <summary>The customer typed a card on Stripe's page: it is attached, and stays there.</summary>
    public string AddCard(string customer, FakeCard card = FakeCard.Good, bool byDefault = true)
    {
        var method = _api.NewMethod(customer, card);
        if (byDefault)
        {
            Objects[customer]["invoice_settings"] = new JsonObject { ["default_payment_method"] = method };
        }

        return method;
    }

    /// <summary>The customer finished a checkout page with this card.</summary>
    public Task FinishCheckoutAsync(string session, FakeCard card = FakeCard.Good) => _api.FinishCheckoutAsync(Objects[session], card);

    /// <summary>Checkout pages whose time is over.</summary>
    public Task ExpireCheckoutsAsync() => _api.ExpireCheckoutsAsync();

    /// <summary>The customer answered the bank's question.</summary>
    public Task AuthenticateAsync(string intent, bool agrees = true) => _api.AuthenticateAsync(Objects[intent], agrees);

    /// <summary>A SEPA debit settles, or comes back.</summary>
    public Task SettleAsync(string intent, bool paid) => _api.SettleAsync(Objects[intent], paid);

    /// <summary>The holder's bank takes a payment back.</summary>
    public Task<string> DisputeAsync(string intent, long fee = 1500) => _api.DisputeAsync(Objects[intent], fee);

    public Task CloseDisputeAsync(string dispute, bool won) => _api.CloseDisputeAsync(Objects[dispute], won);

    /// <summary>A refund made in Stripe's own dashboard.</summary>
    public Task<string> RefundByHandAsync(string intent, long amount) => _api.RefundAsync(Objects[intent], amount, new JsonObject(), "succeeded");

    /// <summary>A refund that the bank gave back after all.</summary>
    public Task FailRefundAsync(string refund) => _api.FailRefundAsync(Objects[refund]);

    /// <summary>An event's body as it is sent, byte for byte.</summary>
    public static string Body(JsonObject made) => made.ToJsonString();

    /// <summary>The <c>Stripe-Signature</c> header of a body: made by hand, so that it proves Stripe.net's reading and ours.</summary>
    public string Sign(string body, DateTimeOffset? at = null, string? secret = null)
    {
        var seconds = (at ?? Clock.GetUtcNow()).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret ?? WebhookSecret), Encoding.UTF8.GetBytes($"{seconds}.{body}"));
        return $"t={seconds},v1={Convert.ToHexStringLower(mac)}";
    }

    internal StripeFault? TakeFault(FakeCall call)
    {
        if (_faults.TryPeek(out var next) && next.Which(call) && _faults.TryDequeue(out next))
        {
            return next.Fault;
        }

        return null;
    }

    internal async Task<FakeAnswer> AnswerAsync(FakeCall call)
    {
        Calls.Enqueue(call);
        if (call.Method != "POST" || call.IdempotencyKey.Length == 0)
        {
            return await _api.AnswerAsync(call);
        }

        var fresh = new Remembered(call.Fingerprint, Clock.GetUtcNow());
        var known = _keys.AddOrUpdate(
            call.IdempotencyKey, fresh, (_, old) => Clock.GetUtcNow() - old.At >= KeysAreKept ? fresh : old);
        if (!ReferenceEquals(known, fresh))
        {
            return known switch
            {
                _ when known.Fingerprint != call.Fingerprint => new FakeAnswer(
                    400, FakeAnswer.Error("idempotency_error", null, "Keys for idempotent requests can only be used with the same parameters.")),
                { Answer: { } kept } => kept,
                _ => new FakeAnswer(409, FakeAnswer.Error("idempotency_error", "idempotency_key_in_use", "Another request with this key is in progress.")),
            };
        }

        var answer = await _api.AnswerAsync(call);
        fresh.Answer = answer;
        return answer;
    }

    internal string NewId(string prefix) =>
        string.Create(CultureInfo.InvariantCulture, $"{prefix}_{AccountId[5..11]}{Interlocked.Increment(ref _count):d6}");

    internal async Task HappenedAsync(string type, JsonObject subject)
    {
        var made = new JsonObject
        {
            ["id"] = NewId("evt"),
            ["object"] = "event",
            ["api_version"] = "2020-08-27",
            ["created"] = Clock.GetUtcNow().ToUnixTimeSeconds(),
            ["type"] = type,
            ["livemode"] = Livemode,
            ["pending_webhooks"] = 1,
            ["data"] = new JsonObject { ["object"] = subject.DeepClone() },
        };
        Events.Enqueue(made);
        if (OnEvent is { } overtake)
        {
            await overtake(made);
        }
    }

    private sealed class Remembered(string fingerprint, DateTimeOffset at)
    {
        public string Fingerprint { get; } = fingerprint;

        public DateTimeOffset At { get; } = at;

        public FakeAnswer? Answer { get; set; }
    }
}
