using Hostelry.Billing.Dunning;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Billing.Payments.Trial;
using Hostelry.Portal.Features.Payments;

namespace Hostelry.Portal.Composition;

/// <summary>What the settings say about money that moves: Stripe's keys, safety bounds.</summary>
internal static class PaymentComposition
{
    public static void AddPaymentSettings(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(Stripe(configuration));
        services.AddSingleton(Payments(configuration));
        services.AddSingleton(Dunning(configuration));
        services.AddSingleton(Trial(configuration));
        services.AddSingleton<EventsArrived>();
    }

    /// <summary>What the pages of payments read.</summary>
    public static void AddPaymentPages(this IServiceCollection services) => services.AddScoped<ReadPayments>();

    public static IEnumerable<(string Key, bool Good, string Rule)> Rules(IConfiguration configuration)
    {
        var (stripe, payments) = (Stripe(configuration), Payments(configuration));
        return
        [
            ("Stripe:Live", !stripe.IsOn || stripe.KeyIsLive == stripe.Live, "must say what Stripe:ApiKey is: a live key, or one for tests"),
            ("Stripe:WebhookSecret", !stripe.IsOn || stripe.WebhookSecrets.Count > 0, "is not set"),
            ("Stripe:ApiBase", IsSafe(stripe.ApiBase), "must be an https address, or one of this machine"),
            ("Stripe:Tolerance", stripe.Tolerance > TimeSpan.Zero, "must be more than nothing"),
            ("Stripe:Timeout", stripe.Timeout > TimeSpan.Zero && stripe.Timeout <= TimeSpan.FromMinutes(5), "must be more than nothing and at most five minutes"),
            ("Payments:DailyChargeCap", payments.DailyChargeCap > 0, "must be more than nothing"),
            ("Payments:SecondMemberFrom", payments.SecondMemberFrom >= 0, "must not be negative"),
            ("Payments:LeastTopUp", payments.LeastTopUp > 0 && payments.LeastTopUp <= payments.MostTopUp, "must be more than nothing and at most Payments:MostTopUp"),
            ("Dunning:Steps", Dunning(configuration).Problem is null, Dunning(configuration).Problem ?? ""),
            ("Dunning:TermDays", Dunning(configuration).TermDays >= 0, "must not be negative"),
            ("Trial:Amount", Trial(configuration).Amount >= 0, "must not be negative"),
            ("Trial:Days", Trial(configuration).Days is >= 1 and <= 1000, "must be 1 to 1000"),
            ("Payments:LinesPerInvoice", payments.LinesPerInvoice >= 1, "must be 1 or more"),
        ];
    }

    private static StripeSettings Stripe(IConfiguration configuration) =>
        configuration.GetSection(StripeSettings.Section).Get<StripeSettings>() ?? new StripeSettings();

    private static TrialSettings Trial(IConfiguration configuration) =>
        configuration.GetSection(TrialSettings.Section).Get<TrialSettings>() ?? new TrialSettings();

    private static PaymentSettings Payments(IConfiguration configuration) =>
        configuration.GetSection(PaymentSettings.Section).Get<PaymentSettings>() ?? new PaymentSettings();

    private static DunningPolicy Dunning(IConfiguration configuration) =>
        configuration.GetSection(DunningPolicy.Section).Get<DunningPolicy>() ?? new DunningPolicy();

    private static bool IsSafe(string? address) => address is null
        || (Uri.TryCreate(address, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.IsLoopback));
}
