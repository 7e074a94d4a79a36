using System.Globalization;
using System.Net.Sockets;

using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace Hostelry.Portal.Mail;

/// <summary>A mail server, one connection for each mail.</summary>
internal sealed class SmtpMail(MailSettings settings, TimeProvider clock) : IMail
{
    public async Task SendAsync(Letter letter, CancellationToken ct)
    {
        using var client = new SmtpClient { Timeout = (int)settings.Smtp.Timeout.TotalMilliseconds };
        try
        {
            await client.ConnectAsync(settings.Smtp.Host, settings.Smtp.Port, Security(settings.Smtp.Security), ct);
            if (settings.Smtp.User.Length > 0)
            {
                await client.AuthenticateAsync(settings.Smtp.User, settings.Smtp.Password, ct);
            }

            await client.SendAsync(Envelope.Of(letter, settings.Sender, clock.GetUtcNow()), ct);
            await client.DisconnectAsync(quit: true, ct);
        }
        catch (SmtpCommandException refused)
        {
            // 5xx about the reader: the server will not have another answer tomorrow. 4xx, and whatever is wrong with us, may pass.
            var final = refused.ErrorCode == SmtpErrorCode.RecipientNotAccepted && (int)refused.StatusCode >= 500;
            throw new MailException(
                string.Create(CultureInfo.InvariantCulture, $"{(int)refused.StatusCode} {refused.Message}"), final, refused);
        }
        catch (Exception failure) when (failure is ProtocolException or AuthenticationException or SslHandshakeException
            or SocketException or IOException or TimeoutException or ServiceNotConnectedException)
        {
            throw new MailException(failure.Message, isFinal: false, failure);
        }
    }

    private static SecureSocketOptions Security(SmtpSecurity security) => security switch
    {
        SmtpSecurity.StartTls => SecureSocketOptions.StartTls,
        SmtpSecurity.Tls => SecureSocketOptions.SslOnConnect,
        SmtpSecurity.None => SecureSocketOptions.None,
    };
}
