using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Hostelry.Billing.Payments.Stripe;

/// <summary>
/// A worker's duty: looks at what stored events point to, and books what Stripe says of it now. Their order, number and age do
/// not matter; what dies in between is done again.
/// </summary>
public sealed partial class HandleStripeEvents(
    BillingDb db, Database database, StripeSettings settings, FollowStripeObject follow, PaymentTrail trail, TimeProvider clock,
    ILogger<HandleStripeEvents> log)
{
    private const int AtOnce = 100;

    /// <returns>How many events are done with.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        if (!settings.IsOn)
        {
            return 0;
        }

        var now = clock.GetUtcNow();
        var due = await db.StripeEvents.AsNoTracking()
            .Where(one => one.State == StripeEventState.Pending && one.NextAt <= now)
            .OrderBy(one => one.NextAt).ThenBy(one => one.Id)
            .Take(AtOnce)
            .ToListAsync(ct);
        var done = 0;
        foreach (var one in due)
        {
            done += await HandleAsync(one, ct) ? 1 : 0;
            db.ChangeTracker.Clear();
        }

        return done;
    }

    private async Task<bool> HandleAsync(StripeEvent one, CancellationToken ct)
    {
        try
        {
            var hint = EventHint.Read(one.Body) ?? throw new InvalidOperationException("A stored event cannot be read.");
            var verdict = IsOurs(hint) is { } foreign ? EventVerdict.Refused(foreign) : await follow.ExecuteAsync(hint, ct);
            Failpoint.Hit("event-followed");
            await CloseAsync(one.Id, verdict, ct);
            return verdict.State != StripeEventState.Pending;
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseTrouble.Is(failure))
        {
            // An honest catch-all: one event that cannot be followed must not keep the others waiting.
            LogNotFollowed(failure, one.Id, one.Type);
            await CloseAsync(one.Id, EventVerdict.Later, ct);
            return false;
        }
    }

    private string? IsOurs(EventHint hint) =>
        hint.Livemode != settings.Live ? "mode"
        : hint.Account is { } account && account != settings.Account ? "account"
        : null;

    private async Task CloseAsync(string id, EventVerdict verdict, CancellationToken ct) =>
        await database.InTransactionAsync<Done>(
            async () =>
            {
                var one = await db.StripeEvents.SingleAsync(one => one.Id == id, ct);
                if (one.State != StripeEventState.Pending)
                {
                    return default(Done);
                }

                one.State = verdict.State;
                one.Problem = verdict.Problem;
                one.Tries++;
                if (verdict.State == StripeEventState.Pending)
                {
                    one.NextAt = clock.GetUtcNow() + TimeSpan.FromMinutes(Math.Min(240, 1L << Math.Min(one.Tries - 1, 8)));
                }
                else
                {
                    one.HandledAt = clock.GetUtcNow();
                }

                if (verdict.State == StripeEventState.Refused)
                {
                    await trail.AlarmAsync(
                        PaymentAlarm.EventRefused, $"event:{one.Id}", null, $"It is not ours in {verdict.Problem}, and paid nothing.", ct);
                }

                await db.SaveChangesAsync(ct);
                return default(Done);
            },
            ct);

    [LoggerMessage(LogLevel.Error, "Event {EventId} ({Type}) cannot be followed; it is tried again")]
    private partial void LogNotFollowed(Exception failure, string eventId, string type);
}

/// <summary>What is to become of an event.</summary>
internal readonly record struct EventVerdict(StripeEventState State, string? Problem = null)
{
    public static EventVerdict Handled { get; } = new(StripeEventState.Handled);

    public static EventVerdict Ignored { get; } = new(StripeEventState.Ignored);

    /// <summary>Stripe or our own row is not there yet.</summary>
    public static EventVerdict Later { get; } = new(StripeEventState.Pending);

    public static EventVerdict Refused(string what) => new(StripeEventState.Refused, what);
}
