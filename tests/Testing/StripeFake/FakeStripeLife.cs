using System.Text.Json.Nodes;

namespace Hostelry.Testing.StripeFake;

/// <summary>The lives of payments at Stripe: which state follows which, which events tell it.</summary>
internal sealed class FakeStripeLife(FakeStripeAccount account)
{
    public JsonObject NewIntent(long amount, string currency, string customer, JsonObject metadata)
    {
        var id = account.NewId("pi");
        return account.Objects[id] = new JsonObject
        {
            ["id"] = id,
            ["object"] = "payment_intent",
            ["amount"] = amount,
            ["amount_received"] = 0L,
            ["currency"] = currency,
            ["customer"] = customer,
            ["metadata"] = metadata,
            ["livemode"] = account.Livemode,
            ["created"] = account.Clock.GetUtcNow().ToUnixTimeSeconds(),
            ["status"] = "requires_confirmation",
            ["latest_charge"] = null,
            ["last_payment_error"] = null,
            ["next_action"] = null,
        };
    }

    public async Task<FakeAnswer> ConfirmAsync(JsonObject intent, JsonObject method, bool offSession, string? returnUrl)
    {
        intent["payment_method"] = method["id"]!.GetValue<string>();
        intent["next_action"] = null;
        switch (Enum.Parse<FakeCard>(method["behaviour"]!.GetValue<string>()))
        {
            case FakeCard.Poor:
                return await RefuseAsync(intent, "card_declined", "insufficient_funds");
            case FakeCard.Guarded when offSession:
                return await RefuseAsync(intent, "authentication_required", "authentication_required");
            case FakeCard.Guarded:
                intent["status"] = "requires_action";
                intent["next_action"] = new JsonObject
                {
                    ["type"] = "redirect_to_url",
                    ["redirect_to_url"] = new JsonObject
                    {
                        ["url"] = $"https://hooks.stripe.example/authenticate/{intent["id"]}",
                        ["return_url"] = returnUrl,
                    },
                };
                await account.HappenedAsync("payment_intent.requires_action", intent);
                return FakeAnswer.Ok(intent);
            case FakeCard.Sepa:
                intent["status"] = "processing";
                await account.HappenedAsync("payment_intent.processing", intent);
                return FakeAnswer.Ok(intent);
            default:
                await SucceedAsync(intent);
                return FakeAnswer.Ok(intent);
        }
    }

    public async Task CancelAsync(JsonObject intent)
    {
        intent["status"] = "canceled";
        await account.HappenedAsync("payment_intent.canceled", intent);
    }

    public async Task FinishCheckoutAsync(JsonObject session, string method)
    {
        var customer = session["customer"]!.GetValue<string>();
        session["status"] = "complete";
        if (session["mode"]!.GetValue<string>() == "setup")
        {
            var setup = account.NewId("seti");
            account.Objects[setup] = new JsonObject
            {
                ["id"] = setup,
                ["object"] = "setup_intent",
                ["customer"] = customer,
                ["status"] = "succeeded",
                ["payment_method"] = method,
                ["livemode"] = account.Livemode,
                ["metadata"] = session["metadata"]!.DeepClone(),
            };
            session["setup_intent"] = setup;
            await account.HappenedAsync("checkout.session.completed", session);
            return;
        }

        var intent = NewIntent(
            session["amount_total"]!.GetValue<long>(), session["currency"]!.GetValue<string>(), customer,
            session["intent_metadata"]!.DeepClone().AsObject());
        session["payment_intent"] = intent["id"]!.GetValue<string>();
        await ConfirmAsync(intent, account.Objects[method], offSession: false, null);
        session["payment_status"] = intent["status"]!.GetValue<string>() == "succeeded" ? "paid" : "unpaid";
        await account.HappenedAsync("checkout.session.completed", session);
    }

    public async Task ExpireAsync(JsonObject session)
    {
        session["status"] = "expired";
        await account.HappenedAsync("checkout.session.expired", session);
    }

    public async Task AuthenticateAsync(JsonObject intent, bool agrees)
    {
        intent["next_action"] = null;
        if (agrees)
        {
            await SucceedAsync(intent);
        }
        else
        {
            await RefuseAsync(intent, "payment_intent_authentication_failure", null);
        }
    }

    public async Task SettleAsync(JsonObject intent, bool paid)
    {
        if (paid)
        {
            await SucceedAsync(intent);
        }
        else
        {
            await RefuseAsync(intent, "debit_not_authorized", null);
        }
    }

    public async Task<string> DisputeAsync(JsonObject intent, long fee)
    {
        var id = account.NewId("dp");
        account.Objects[id] = new JsonObject
        {
            ["id"] = id,
            ["object"] = "dispute",
            ["amount"] = intent["amount_received"]!.GetValue<long>(),
            ["currency"] = intent["currency"]!.GetValue<string>(),
            ["charge"] = intent["latest_charge"]!.GetValue<string>(),
            ["payment_intent"] = intent["id"]!.GetValue<string>(),
            ["status"] = "needs_response",
            ["reason"] = "fraudulent",
            ["livemode"] = account.Livemode,
            ["created"] = account.Clock.GetUtcNow().ToUnixTimeSeconds(),
            ["balance_transactions"] = new JsonArray(new JsonObject
            {
                ["id"] = account.NewId("txn"),
                ["object"] = "balance_transaction",
                ["amount"] = -intent["amount_received"]!.GetValue<long>(),
                ["currency"] = intent["currency"]!.GetValue<string>(),
                ["fee"] = fee,
            }),
        };
        await account.HappenedAsync("charge.dispute.created", account.Objects[id]);
        return id;
    }

    public async Task CloseDisputeAsync(JsonObject dispute, bool won)
    {
        dispute["status"] = won ? "won" : "lost";
        await account.HappenedAsync("charge.dispute.closed", dispute);
    }

    public async Task<string> RefundAsync(JsonObject intent, long amount, JsonObject metadata, string status)
    {
        var id = account.NewId("re");
        account.Objects[id] = new JsonObject
        {
            ["id"] = id,
            ["object"] = "refund",
            ["amount"] = amount,
            ["currency"] = intent["currency"]!.GetValue<string>(),
            ["charge"] = intent["latest_charge"]!.GetValue<string>(),
            ["payment_intent"] = intent["id"]!.GetValue<string>(),
            ["metadata"] = metadata,
            ["status"] = status,
            ["created"] = account.Clock.GetUtcNow().ToUnixTimeSeconds(),
        };
        await account.HappenedAsync("refund.created", account.Objects[id]);
        return id;
    }

    public async Task FailRefundAsync(JsonObject refund)
    {
        refund["status"] = "failed";
        refund["failure_reason"] = "expired_or_canceled_card";
        await account.HappenedAsync("refund.failed", refund);
    }

    private async Task SucceedAsync(JsonObject intent)
    {
        var id = account.NewId("ch");
        account.Objects[id] = new JsonObject
        {
            ["id"] = id,
            ["object"] = "charge",
            ["amount"] = intent["amount"]!.GetValue<long>(),
            ["currency"] = intent["currency"]!.GetValue<string>(),
            ["payment_intent"] = intent["id"]!.GetValue<string>(),
            ["customer"] = intent["customer"]!.GetValue<string>(),
            ["paid"] = true,
            ["balance_transaction"] = account.NewId("txn"),
        };
        var transaction = account.Objects[id]!["balance_transaction"]!.GetValue<string>();
        var fee = account.FeeOf(intent["amount"]!.GetValue<long>());
        account.Objects[transaction] = new JsonObject
        {
            ["id"] = transaction,
            ["object"] = "balance_transaction",
            ["amount"] = intent["amount"]!.GetValue<long>(),
            ["currency"] = account.PayoutCurrency ?? intent["currency"]!.GetValue<string>(),
            ["fee"] = fee,
            ["net"] = intent["amount"]!.GetValue<long>() - fee,
        };
        intent["latest_charge"] = id;
        intent["amount_received"] = intent["amount"]!.GetValue<long>();
        intent["status"] = "succeeded";
        await account.HappenedAsync("payment_intent.succeeded", intent);
    }

    /// <summary>402 with the intent inside, which waits for another method.</summary>
    private async Task<FakeAnswer> RefuseAsync(JsonObject intent, string code, string? decline)
    {
        intent["status"] = "requires_payment_method";
        intent["last_payment_error"] = new JsonObject { ["type"] = "card_error", ["code"] = code, ["decline_code"] = decline };
        await account.HappenedAsync("payment_intent.payment_failed", intent);
        var body = FakeAnswer.Error("card_error", code, "The card was declined.");
        body["error"]!["decline_code"] = decline;
        body["error"]!["payment_intent"] = intent.DeepClone();
        return new FakeAnswer(402, body);
    }
}
