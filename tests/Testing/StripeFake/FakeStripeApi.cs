using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Hostelry.Testing.StripeFake;

/// <summary>The calls that the product makes, and what follows from them by itself. Fields that nobody reads are left out.</summary>
internal sealed partial class FakeStripeApi(FakeStripeAccount account)
{
    private readonly FakeStripeLife _life = new(account);

    public Task<FakeAnswer> AnswerAsync(FakeCall call) => (call.Method, call.Path.Split('/')[2..]) switch
    {
        ("GET", ["account"]) => Now(new JsonObject { ["id"] = account.AccountId, ["object"] = "account" }),
        ("POST", ["customers"]) => Now(NewCustomer(call)),
        ("GET", ["customers", "search"]) => Now(Search("customer", call)),
        ("POST", ["customers", var id]) => Found(id, one => SetDefault(one, call)),
        ("GET", ["customers", _, "payment_methods"]) => Now(Methods(call)),
        ("GET", ["payment_methods", var id]) => Found(id),
        ("POST", ["payment_methods", var id, "detach"]) => Found(id, one => one["customer"] = null),
        ("POST", ["payment_intents"]) => ChargeAsync(call),
        ("GET", ["payment_intents", "search"]) => Now(Search("payment_intent", call)),
        ("POST", ["payment_intents", var id, "confirm"]) => ConfirmAsync(id, call),
        ("POST", ["payment_intents", var id, "cancel"]) => CancelAsync(id),
        ("POST", ["checkout", "sessions"]) => Now(NewSession(call)),
        ("GET", ["checkout", "sessions"]) => Now(Sessions(call)),
        ("POST", ["checkout", "sessions", var id, "expire"]) => ExpireAsync(id),
        ("POST", ["refunds"]) => RefundAsync(call),
        ("GET", ["refunds"]) => Now(List(account.Of("refund").Where(one => one["payment_intent"]!.GetValue<string>() == call["payment_intent"]))),
        ("GET", ["events"]) => Now(EventsSince(call)),
        ("GET", ["checkout", "sessions", var id]) => Found(id),
        ("GET", ["payment_intents", var id]) when call["expand[0]"] == "latest_charge.balance_transaction" => Now(WithCharge(id)),
        ("GET", ["payment_intents" or "refunds" or "disputes" or "charges" or "setup_intents" or "customers", var id]) => Found(id),
        _ => Task.FromResult(FakeAnswer.Missing($"url {call.Method} {call.Path}")),
    };

    public string NewMethod(string customer, FakeCard card)
    {
        var id = account.NewId("pm");
        account.Objects[id] = new JsonObject
        {
            ["id"] = id,
            ["object"] = "payment_method",
            ["customer"] = customer,
            ["livemode"] = account.Livemode,
            ["type"] = card == FakeCard.Sepa ? "sepa_debit" : "card",
            [card == FakeCard.Sepa ? "sepa_debit" : "card"] = card == FakeCard.Sepa
                ? new JsonObject { ["last4"] = "3000", ["country"] = "DE" }
                : new JsonObject { ["brand"] = "visa", ["last4"] = "4242", ["exp_month"] = 12, ["exp_year"] = 2034 },
            ["behaviour"] = card.ToString(),
        };
        return id;
    }

    public Task FinishCheckoutAsync(JsonObject session, FakeCard card) => _life.FinishCheckoutAsync(session, NewMethod(session["customer"]!.GetValue<string>(), card));

    public async Task ExpireCheckoutsAsync()
    {
        var now = account.Clock.GetUtcNow().ToUnixTimeSeconds();
        foreach (var session in account.Of("checkout.session")
            .Where(one => one["status"]!.GetValue<string>() == "open" && one["expires_at"]!.GetValue<long>() <= now).ToList())
        {
            await _life.ExpireAsync(session);
        }
    }

    public Task AuthenticateAsync(JsonObject intent, bool agrees) => _life.AuthenticateAsync(intent, agrees);

    public Task SettleAsync(JsonObject intent, bool paid) => _life.SettleAsync(intent, paid);

    public Task<string> DisputeAsync(JsonObject intent, long fee) => _life.DisputeAsync(intent, fee);

    public Task CloseDisputeAsync(JsonObject dispute, bool won) => _life.CloseDisputeAsync(dispute, won);

    public Task<string> RefundAsync(JsonObject intent, long amount, JsonObject metadata, string status) =>
        _life.RefundAsync(intent, amount, metadata, status);

    public Task FailRefundAsync(JsonObject refund) => _life.FailRefundAsync(refund);

    private static JsonObject Metadata(FakeCall call, string prefix = "metadata")
    {
        var found = new JsonObject();
        foreach (var (key, value) in call.Form.Where(pair => pair.Key.StartsWith(prefix + "[", StringComparison.Ordinal)))
        {
            found[key[(prefix.Length + 1)..^1]] = value;
        }

        return found;
    }

    private static JsonObject List(IEnumerable<JsonObject> found, string? kind = null, bool more = false) => new()
    {
        ["object"] = kind ?? "list",
        ["has_more"] = more,
        ["data"] = new JsonArray([.. found.Select(one => one.DeepClone())]),
    };

    private static Task<FakeAnswer> Now(JsonObject body) => Task.FromResult(FakeAnswer.Ok(body));

    private Task<FakeAnswer> Found(string id, Action<JsonObject>? act = null)
    {
        if (!account.Objects.TryGetValue(id, out var one))
        {
            return Task.FromResult(FakeAnswer.Missing(id));
        }

        act?.Invoke(one);
        return Now(one);
    }

    /// <summary>The payment with its charge inside, and what that came to.</summary>
    private JsonObject WithCharge(string id)
    {
        var intent = (JsonObject)account.Objects[id].DeepClone();
        if ((string?)intent["latest_charge"] is { } charge)
        {
            var whole = (JsonObject)account.Objects[charge].DeepClone();
            whole["balance_transaction"] = account.Objects[(string)whole["balance_transaction"]!].DeepClone();
            intent["latest_charge"] = whole;
        }

        return intent;
    }

    private JsonObject NewCustomer(FakeCall call)
    {
        var id = account.NewId("cus");
        return account.Objects[id] = new JsonObject
        {
            ["id"] = id,
            ["object"] = "customer",
            ["name"] = call["name"],
            ["livemode"] = account.Livemode,
            ["metadata"] = Metadata(call),
            ["invoice_settings"] = new JsonObject { ["default_payment_method"] = null },
        };
    }

    private static void SetDefault(JsonObject customer, FakeCall call)
    {
        if (call["invoice_settings[default_payment_method]"] is { } method)
        {
            customer["invoice_settings"]!["default_payment_method"] = method;
        }
    }

    private JsonObject Methods(FakeCall call)
    {
        var customer = call.Path.Split('/')[3];
        return List(account.Of("payment_method").Where(one => one["customer"]?.GetValue<string>() == customer));
    }

    /// <summary><c>metadata['attempt']:'…'</c>, the one form of query that the product asks.</summary>
    private JsonObject Search(string kind, FakeCall call)
    {
        var asked = MetadataQuery().Match(call["query"] ?? "");
        var found = asked.Success && account.SearchIsCurrent
            ? account.Of(kind).Where(one => one["metadata"]?[asked.Groups["name"].Value]?.GetValue<string>() == asked.Groups["value"].Value)
            : [];
        return List(found, "search_result");
    }

    private async Task<FakeAnswer> ChargeAsync(FakeCall call)
    {
        if (call["customer"] is not { } customer || !account.Objects.ContainsKey(customer))
        {
            return FakeAnswer.Missing("customer");
        }

        if (!account.Objects.TryGetValue(call["payment_method"] ?? "", out var method) || method["customer"]?.GetValue<string>() != customer)
        {
            return FakeAnswer.Missing("PaymentMethod");
        }

        var intent = _life.NewIntent(
            long.Parse(call["amount"]!, CultureInfo.InvariantCulture), call["currency"]!, customer, Metadata(call));
        return await _life.ConfirmAsync(intent, method, offSession: call["off_session"] == "true", call["return_url"]);
    }

    private Task<FakeAnswer> ConfirmAsync(string id, FakeCall call) => account.Objects.TryGetValue(id, out var intent)
        ? _life.ConfirmAsync(intent, account.Objects[call["payment_method"] ?? intent["payment_method"]!.GetValue<string>()], offSession: false, call["return_url"])
        : Task.FromResult(FakeAnswer.Missing(id));

    private async Task<FakeAnswer> CancelAsync(string id)
    {
        var intent = account.Objects[id];
        if (intent["status"]!.GetValue<string>() is "succeeded" or "canceled" or "processing"
            || account.Of("checkout.session").Any(page => page["payment_intent"]?.GetValue<string>() == id))
        {
            return new FakeAnswer(400, FakeAnswer.Error("invalid_request_error", "payment_intent_unexpected_state", "It cannot be canceled."));
        }

        await _life.CancelAsync(intent);
        return FakeAnswer.Ok(intent);
    }

    private JsonObject NewSession(FakeCall call)
    {
        var id = account.NewId("cs");
        var payment = call["mode"] == "payment";
        return account.Objects[id] = new JsonObject
        {
            ["id"] = id,
            ["object"] = "checkout.session",
            ["mode"] = call["mode"],
            ["status"] = "open",
            ["payment_status"] = payment ? "unpaid" : "no_payment_required",
            ["url"] = $"https://checkout.stripe.example/c/{id}",
            ["customer"] = call["customer"],
            ["client_reference_id"] = call["client_reference_id"],
            ["amount_total"] = payment ? long.Parse(call["line_items[0][price_data][unit_amount]"]!, CultureInfo.InvariantCulture) : null,
            ["currency"] = payment ? call["line_items[0][price_data][currency]"] : call["currency"],
            ["livemode"] = account.Livemode,
            ["created"] = account.Clock.GetUtcNow().ToUnixTimeSeconds(),
            ["expires_at"] = call["expires_at"] is { } at
                ? long.Parse(at, CultureInfo.InvariantCulture)
                : account.Clock.GetUtcNow().AddHours(24).ToUnixTimeSeconds(),
            ["metadata"] = Metadata(call),
            ["intent_metadata"] = Metadata(call, "payment_intent_data[metadata]"),
            ["payment_intent"] = null,
            ["setup_intent"] = null,
        };
    }

    private JsonObject Sessions(FakeCall call) =>
        List(account.Of("checkout.session").Where(one => one["customer"]?.GetValue<string>() == call["customer"]).Reverse());

    private async Task<FakeAnswer> ExpireAsync(string id)
    {
        await _life.ExpireAsync(account.Objects[id]);
        return FakeAnswer.Ok(account.Objects[id]);
    }

    private async Task<FakeAnswer> RefundAsync(FakeCall call)
    {
        var intent = account.Objects[call["payment_intent"]!];
        var amount = long.Parse(call["amount"]!, CultureInfo.InvariantCulture);
        var refunded = account.Of("refund")
            .Where(one => one["payment_intent"]!.GetValue<string>() == call["payment_intent"] && one["status"]!.GetValue<string>() != "failed")
            .Sum(one => one["amount"]!.GetValue<long>());
        if (refunded + amount > intent["amount_received"]!.GetValue<long>())
        {
            return new FakeAnswer(400, FakeAnswer.Error("invalid_request_error", "charge_already_refunded", "More than is left of the charge."));
        }

        return FakeAnswer.Ok(account.Objects[await _life.RefundAsync(intent, amount, Metadata(call), "succeeded")]);
    }

    /// <summary>Newest first, as Stripe lists them, in pages.</summary>
    private JsonObject EventsSince(FakeCall call)
    {
        var since = call["created[gte]"] is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : 0;
        var kept = account.Clock.GetUtcNow().AddDays(-30).ToUnixTimeSeconds();
        var limit = call["limit"] is { } count ? int.Parse(count, CultureInfo.InvariantCulture) : 10;
        var newest = account.Events.Where(one => one["created"]!.GetValue<long>() >= Math.Max(since, kept)).Reverse();
        if (call["starting_after"] is { } after)
        {
            newest = newest.SkipWhile(one => one["id"]!.GetValue<string>() != after).Skip(1);
        }

        List<JsonObject> page = [.. newest.Take(limit + 1)];
        return List(page.Take(limit), more: page.Count > limit);
    }

    [GeneratedRegex(@"^metadata\['(?<name>\w+)'\]:'(?<value>\w+)'$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex MetadataQuery();
}
