using System.Globalization;

using MimeKit;
using MimeKit.Text;

namespace Hostelry.Portal.Mail;

/// <summary>A letter as mail servers and files have it. MimeKit encodes headers: nothing in a subject becomes another line.</summary>
internal static class Envelope
{
    /// <summary>Whether a letter can be addressed so: one address, and nothing but it.</summary>
    public static bool CanReach(string address) =>
        address.Contains('@', StringComparison.Ordinal) && MailboxAddress.TryParse(address, out var box) && box.Address == address;

    /// <summary>Throws <see cref="MailException"/>, a final one, for an address that is none.</summary>
    public static MimeMessage Of(Letter letter, MailboxAddress sender, DateTimeOffset now)
    {
        var message = new MimeMessage { Subject = letter.Subject, Date = now };
        message.From.Add(sender);
        message.To.Add(Reader(letter.Address));
        message.MessageId = string.Create(CultureInfo.InvariantCulture, $"{letter.Id:N}@{sender.Domain}");
        // Robots that answer mail leave it alone.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add(HeaderId.ContentLanguage, letter.Language);
        message.Body = new TextPart(TextFormat.Plain) { Text = letter.Text };
        return message;
    }

    private static MailboxAddress Reader(string address)
    {
        try
        {
            return new MailboxAddress("", address);
        }
        catch (FormatException unreadable)
        {
            throw new MailException("This is no e-mail address: " + unreadable.Message, isFinal: true, unreadable);
        }
    }
}
