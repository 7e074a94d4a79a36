using System.Globalization;

using MimeKit;
using MimeKit.Text;

namespace Hostelry.Portal.Mail;

/// <summary>A letter as mail servers and files have it. MimeKit encodes headers: nothing in a subject becomes another line.</summary>
internal static class Envelope
{
    public static MimeMessage Of(Letter letter, MailboxAddress sender, DateTimeOffset now)
    {
        var message = new MimeMessage { Subject = letter.Subject, Date = now };
        message.From.Add(sender);
        message.To.Add(new MailboxAddress("", letter.Address));
        message.MessageId = string.Create(CultureInfo.InvariantCulture, $"{letter.Id:N}@{sender.Domain}");
        // Robots that answer mail leave it alone.
        message.Headers.Add("Auto-Submitted", "auto-generated");
        message.Headers.Add(HeaderId.ContentLanguage, letter.Language);
        message.Body = new TextPart(TextFormat.Plain) { Text = letter.Text };
        return message;
    }
}
