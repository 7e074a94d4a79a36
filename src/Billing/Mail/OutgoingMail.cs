namespace Hostelry.Billing.Mail;

/// <summary>
/// One mail to be sent, written in the transaction of the change that it tells of: none is lost when a process dies, none is
/// sent of what was rolled back. Portal renders it in its reader's language and sends it.
/// </summary>
public sealed class OutgoingMail
{
    /// <summary>Version 7, so that ids follow time; also the mail's Message-ID, so that a repetition is known as one.</summary>
    public required Guid Id { get; init; }

    /// <summary>Whose affair it is; null for a person's own account.</summary>
    public long? OrganizationId { get; init; }

    /// <summary>One of <see cref="MailKind"/>.</summary>
    public required string Kind { get; init; }

    /// <summary>Null until the organization's readers are known: then one row for each takes this one's place.</summary>
    public string? Address { get; init; }

    /// <summary>The reader's, as <c>en</c>; null: the account's choice, else English.</summary>
    public string? Language { get; init; }

    /// <summary>What the text names, as <see cref="MailData"/> wrote it; no secrets.</summary>
    public required string Data { get; init; }

    /// <summary>What makes a link work, sealed by Portal; erased when the mail is sent or given up.</summary>
    public byte[]? Secret { get; set; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Not before; moves on with every try.</summary>
    public required DateTimeOffset NextTryAt { get; set; }

    public int Tries { get; set; }

    public MailState State { get; set; }

    /// <summary>When it was sent, replaced or given up.</summary>
    public DateTimeOffset? DoneAt { get; set; }

    /// <summary>What the mail server said last; at most 255 characters.</summary>
    public string? Problem { get; set; }
}

public enum MailState
{
    Waiting,
    Sent,

    /// <summary>By one row for each reader.</summary>
    Replaced,

    /// <summary>Tried for three days.</summary>
    Failed,
}
