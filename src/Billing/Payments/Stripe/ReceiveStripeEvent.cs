using System.Text;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

using Wire = global::Stripe;

namespace Hostelry.Billing.Payments.Stripe;

/// <summary>
/// A webhook of Stripe's: verified over the raw bytes, stored as it came, and nothing more. Runs before any tenant is known;
/// the web role may add these rows and read their ids alone.
/// </summary>
public sealed partial class ReceiveStripeEvent(BillingDb db, Database database, StripeSettings settings, TimeProvider clock, ILogger<ReceiveStripeEvent> log)
{
    /// <summary>
    /// The event's id, stored now or before. Refusals: <c>stripe_off</c>, <c>signature_invalid</c> (missing, wrong, too old),
    /// <c>not_an_event</c>. Throws what the database throws: then Stripe must send it again.
    /// </summary>
    /// <param name="body">The raw bytes of the request.</param>
    /// <param name="signature">The header <c>Stripe-Signature</c>.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Result<string>> ExecuteAsync(ReadOnlyMemory<byte> body, string? signature, CancellationToken ct)
    {
        if (!settings.IsOn || settings.WebhookSecrets.Count == 0)
        {
            return new Problem("stripe_off", "No webhook secret is set.");
        }

        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(body.Span);
        }
        catch (DecoderFallbackException)
        {
            return new Problem("signature_invalid", "The body is not UTF-8.");
        }

        if (!settings.WebhookSecrets.Any(secret => IsSigned(text, signature, secret)))
        {
            LogRefused();
            return new Problem("signature_invalid", "The signature does not fit, or is too old.");
        }

        if (EventHint.Read(text) is not { } hint)
        {
            return new Problem("not_an_event", "The body is no event of Stripe's.");
        }

        Failpoint.Hit("event-verified");
        await StoreAsync(db, database, hint, text, "webhook", clock.GetUtcNow(), ct);
        Failpoint.Hit("event-stored");
        return hint.Id;
    }

    /// <summary>One row per event, however often and at once it comes.</summary>
    internal static Task<int> StoreAsync(
        BillingDb db, Database database, EventHint hint, string body, string source, DateTimeOffset now, CancellationToken ct)
    {
        return db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO stripe_events (id, type, body, source, created_at, received_at, next_at, state, tries)
            VALUES ({hint.Id}, {hint.Type}, {body}, {source}, {database.Stored(hint.CreatedAt)}, {database.Stored(now)}, {database.Stored(now)}, {"pending"}, {0})
            ON CONFLICT (id) DO NOTHING
            """,
            ct);
    }

    private bool IsSigned(string body, string? signature, string secret)
    {
        if (string.IsNullOrEmpty(signature))
        {
            return false;
        }

        try
        {
            Wire.EventUtility.ValidateSignature(
                body, signature, secret, (long)settings.Tolerance.TotalSeconds, clock.GetUtcNow().ToUnixTimeSeconds());
            return true;
        }
        catch (Exception refused) when (refused is Wire.StripeException or FormatException or ArgumentException or OverflowException
            or IndexOutOfRangeException or InvalidOperationException or KeyNotFoundException or NullReferenceException)
        {
            // Headers that its reader was not made for.
            return false;
        }
    }

    [LoggerMessage(LogLevel.Warning, "A webhook of Stripe's was refused: its signature does not fit")]
    private partial void LogRefused();
}
