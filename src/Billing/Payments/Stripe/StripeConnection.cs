using Wire = global::Stripe;

namespace Hostelry.Billing.Payments.Stripe;

/// <summary>
/// The one way to Stripe of a process. Its library's own repetitions and random keys are off: every unsafe call carries a key
/// derived from a row of ours, and whether to call again is decided here.
/// </summary>
public sealed class StripeConnection : IDisposable
{
    private readonly HttpClient _http;

    public StripeConnection(StripeSettings settings)
    {
        Settings = settings;
        _http = new HttpClient(new SocketsHttpHandler { PooledConnectionLifetime = TimeSpan.FromMinutes(5), AllowAutoRedirect = false })
        {
            Timeout = settings.Timeout,
        };
        Client = new Wire.StripeClient(new Wire.StripeClientOptions
        {
            // The library insists on a key; without one nothing asks (IsOn).
            ApiKey = settings.IsOn ? settings.ApiKey : "sk_none",
            ApiBase = settings.ApiBase?.TrimEnd('/'),
            HttpClient = new Wire.SystemNetHttpClient(_http, maxNetworkRetries: 0, appInfo: null, enableTelemetry: false),
        });
    }

    public StripeSettings Settings { get; }

    internal Wire.StripeClient Client { get; }

    public void Dispose() => _http.Dispose();

    internal static Wire.RequestOptions Keyed(string key) => new() { IdempotencyKey = key };
}
