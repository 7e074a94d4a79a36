using System.Text.Json;

namespace Hostelry.Billing.Payments.Stripe;

/// <summary>What an event's body says, in any of Stripe's API versions: which object to fetch, and what to compare with it.</summary>
internal sealed record EventHint(string Id, string Type, DateTimeOffset CreatedAt, bool Livemode, string? Account, EventSubject Subject)
{
    /// <summary>Null when it is no event of Stripe's.</summary>
    public static EventHint? Read(string body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || Text(root, "object") != "event" || Text(root, "id") is not { Length: > 0 and <= 255 } id
                || Text(root, "type") is not { Length: > 0 and <= 255 } type || !root.TryGetProperty("data", out var data)
                || data.ValueKind != JsonValueKind.Object || !data.TryGetProperty("object", out var subject) || subject.ValueKind != JsonValueKind.Object)
            {
                return null;
            }

            var created = DateTimeOffset.FromUnixTimeSeconds(Number(root, "created") ?? 0);
            var live = root.TryGetProperty("livemode", out var mode) && mode.ValueKind == JsonValueKind.True;
            return new EventHint(id, type, created, live, Text(root, "account"), EventSubject.Read(subject));
        }
        catch (Exception unreadable) when (unreadable is JsonException or ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    internal static string? Text(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    internal static long? Number(JsonElement from, string name) =>
        from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;
}

/// <summary>The event's own copy of its object.</summary>
internal sealed record EventSubject(
    string? Id, string? Kind, string? PaymentIntent, string? Customer, long? Amount, string? Currency, string? Attempt)
{
    public static EventSubject Read(JsonElement subject) => new(
        EventHint.Text(subject, "id"),
        EventHint.Text(subject, "object"),
        EventHint.Text(subject, "payment_intent"),
        EventHint.Text(subject, "customer"),
        EventHint.Number(subject, "amount") ?? EventHint.Number(subject, "amount_total"),
        EventHint.Text(subject, "currency"),
        subject.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
            ? EventHint.Text(metadata, StripeProvider.AttemptName)
            : null);
}
