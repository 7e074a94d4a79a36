using System.Text.Json;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

using Wire = global::Stripe;

namespace Hostelry.Billing.Payments.Stripe;

/// <summary>
/// A worker's duty: compares Stripe's list of events with what webhooks brought, and stores what is missing, so that days
/// without a webhook lose nothing. Stripe keeps events for 30 days.
/// </summary>
public sealed partial class ReconcileStripeEvents(
    BillingDb db, Database database, StripeConnection connection, PaymentTrail trail, TimeProvider clock, ILogger<ReconcileStripeEvents> log)
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(29);
    private static readonly TimeSpan Overlap = TimeSpan.FromHours(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(10);

    private static readonly string[] Prefixes = ["payment_intent.", "checkout.session.", "charge.dispute.", "charge.refunded", "refund."];

    /// <returns>How many events had been missed.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        if (!connection.Settings.IsOn || await ComparedUntilAsync(ct) is var last && last is { } done && now - done < Pause)
        {
            return 0;
        }

        if (!await IsOurAccountAsync(ct))
        {
            return 0;
        }

        var since = Latest(last - Overlap, now - Kept);
        var missed = 0;
        var options = new Wire.EventListOptions
        {
            Created = new Wire.DateRangeOptions { GreaterThanOrEqual = since.UtcDateTime },
            Limit = 100,
        };
        await foreach (var raw in PagesAsync(options, ct))
        {
            if (EventHint.Read(raw) is { } hint && Prefixes.Any(prefix => hint.Type.StartsWith(prefix, StringComparison.Ordinal)))
            {
                missed += await ReceiveStripeEvent.StoreAsync(db, database, hint, raw, "list", now, ct);
            }
        }

        await MarkAsync(now, ct);
        if (missed > 0)
        {
            LogMissed(missed);
        }

        return missed;
    }

    private static DateTimeOffset Latest(DateTimeOffset? one, DateTimeOffset other) => one is { } time && time > other ? time : other;

    private async Task<DateTimeOffset?> ComparedUntilAsync(CancellationToken ct) =>
        (await db.StripeCursors.AsNoTracking().SingleOrDefaultAsync(ct))?.ComparedUntil;

    /// <summary>The key belongs to the account that the settings name; otherwise nothing of it is believed.</summary>
    private async Task<bool> IsOurAccountAsync(CancellationToken ct)
    {
        if (connection.Settings.Account is not { Length: > 0 } expected)
        {
            return true;
        }

        var account = await connection.Client.V1.Accounts.GetSelfAsync(cancellationToken: ct);
        if (account.Id == expected)
        {
            return true;
        }

        await trail.AlarmAsync(
            PaymentAlarm.WrongAccount, account.Id, null, $"The settings name {expected}; events are not compared.", ct);
        return false;
    }

    private async IAsyncEnumerable<string> PagesAsync(
        Wire.EventListOptions options, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken ct)
    {
        Wire.StripeList<Wire.Event> page;
        do
        {
            page = await connection.Client.V1.Events.ListAsync(options, cancellationToken: ct);

            // As Stripe wrote it: what its library made of it may lack what it does not know.
            using var answer = JsonDocument.Parse(page.StripeResponse.Content);
            foreach (var one in answer.RootElement.GetProperty("data").EnumerateArray())
            {
                yield return one.GetRawText();
            }

            options.StartingAfter = page.Data.LastOrDefault()?.Id;
        }
        while (page.HasMore);
    }

    private async Task MarkAsync(DateTimeOffset now, CancellationToken ct) =>
        await database.InTransactionAsync<Done>(
            async () =>
            {
                var cursor = await db.StripeCursors.SingleOrDefaultAsync(ct);
                if (cursor is null)
                {
                    db.StripeCursors.Add(new StripeCursor { Id = 1, ComparedUntil = now });
                }
                else
                {
                    cursor.ComparedUntil = now;
                }

                await db.SaveChangesAsync(ct);
                return default(Done);
            },
            ct);

    [LoggerMessage(LogLevel.Warning, "{Missed} events of Stripe's had come by no webhook")]
    private partial void LogMissed(int missed);
}
