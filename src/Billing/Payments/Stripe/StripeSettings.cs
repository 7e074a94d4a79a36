namespace Hostelry.Billing.Payments.Stripe;

/// <summary>Section <c>Stripe</c> of the settings (docs/configuration.md). Without a key there are no cards.</summary>
public sealed class StripeSettings
{
    public const string Section = "Stripe";

    /// <summary>Secret or restricted key: <c>sk_test_…</c>, <c>sk_live_…</c>, <c>rk_…</c>. Null: Stripe is not used.</summary>
    public string? ApiKey { get; init; }

    /// <summary>Signing secrets of the webhook endpoint, <c>whsec_…</c>; two while one is being replaced, separated by spaces.</summary>
    public string? WebhookSecret { get; init; }

    /// <summary><c>acct_…</c>: the account that the money must go to; compared with what Stripe says of the key.</summary>
    public string? Account { get; init; }

    /// <summary>Whether real money moves. Must agree with the key: a test key in production, or the other way round, is refused.</summary>
    public bool Live { get; init; }

    /// <summary>Another server than Stripe's own; for tests.</summary>
    public string? ApiBase { get; init; }

    /// <summary>How old a webhook's signature may be.</summary>
    public TimeSpan Tolerance { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>One call takes at most this long; then its outcome is unknown.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    public bool IsOn => !string.IsNullOrEmpty(ApiKey);

    /// <summary>What the key itself says.</summary>
    public bool KeyIsLive => ApiKey?.Contains("_live_", StringComparison.Ordinal) == true;

    public IReadOnlyList<string> WebhookSecrets =>
        (WebhookSecret ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
