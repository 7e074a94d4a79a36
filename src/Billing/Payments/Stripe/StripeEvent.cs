namespace Hostelry.Billing.Payments.Stripe;

public enum StripeEventState
{
    /// <summary>Stored; nobody has looked yet.</summary>
    Pending,

    /// <summary>The object it points to was fetched, and what it says is booked.</summary>
    Handled,

    /// <summary>Nothing of ours, or of no interest.</summary>
    Ignored,

    /// <summary>Wrong amount, currency, customer, account or mode: it pays nothing, and staff were called.</summary>
    Refused,
}

/// <summary>
/// What Stripe told us, as it came, once per event id. Only a hint that an object should be looked at: nothing is booked from
/// its words.
/// </summary>
public sealed class StripeEvent
{
    /// <summary><c>evt_…</c>.</summary>
    public required string Id { get; init; }

    public required string Type { get; init; }

    /// <summary>The raw body, byte for byte.</summary>
    public required string Body { get; init; }

    /// <summary><c>webhook</c>, or <c>list</c> when the webhook never came.</summary>
    public required string Source { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset ReceivedAt { get; init; }

    public StripeEventState State { get; set; }

    public DateTimeOffset? HandledAt { get; set; }

    /// <summary>When it is looked at next, while pending.</summary>
    public required DateTimeOffset NextAt { get; set; }

    public int Tries { get; set; }

    /// <summary>Why it was refused: a stable word.</summary>
    public string? Problem { get; set; }
}

/// <summary>How far back the list of events has been compared with ours; one row.</summary>
public sealed class StripeCursor
{
    public required long Id { get; init; }

    public required DateTimeOffset ComparedUntil { get; set; }
}
