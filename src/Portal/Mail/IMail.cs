namespace Hostelry.Portal.Mail;

/// <summary>A mail as its reader gets it.</summary>
/// <param name="Id">Makes the Message-ID: the same for every try.</param>
/// <param name="Address">One reader.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">Plain text.</param>
/// <param name="Language">As <c>en</c>.</param>
/// <param name="Kind">What it tells of.</param>
public sealed record Letter(Guid Id, string Address, string Subject, string Text, string Language, string Kind)
{
    /// <summary>Without the text: it may hold a link that works.</summary>
    public override string ToString() => $"Letter {{ Id = {Id}, Kind = {Kind} }}";
}

/// <summary>How mail leaves the house.</summary>
public interface IMail
{
    /// <summary>Done when the mail is accepted. Throws <see cref="MailException"/>.</summary>
    Task SendAsync(Letter letter, CancellationToken ct);
}

/// <summary>The mail was not accepted.</summary>
/// <param name="message">What the other side said.</param>
/// <param name="isFinal">True when saying it again would not help: there is no such address.</param>
/// <param name="inner">What was thrown.</param>
public sealed class MailException(string message, bool isFinal, Exception? inner = null) : Exception(message, inner)
{
    public bool IsFinal { get; } = isFinal;
}
