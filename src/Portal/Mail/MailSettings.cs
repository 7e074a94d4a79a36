using MimeKit;

namespace Hostelry.Portal.Mail;

/// <summary>Settings of mail; docs/configuration.md.</summary>
public sealed class MailSettings
{
    public const string Section = "Mail";

    /// <summary>Where mail lies when there is no mail server; relative to the installation's home.</summary>
    public string Folder { get; init; } = "mail";

    /// <summary>Who writes: an address, with a name before it or without.</summary>
    public string From { get; init; } = "Hostelry <hostelry@localhost>";

    /// <summary>Between two looks for mail that waits.</summary>
    public TimeSpan Sweep { get; init; } = TimeSpan.FromSeconds(2);

    public SmtpSettings Smtp { get; init; } = new();

    /// <summary>Throws nothing: <see cref="FromIsAddress"/> has been asked at start.</summary>
    public MailboxAddress Sender => MailboxAddress.Parse(From);

    public bool FromIsAddress => MailboxAddress.TryParse(From, out _);

    public static MailSettings Of(IConfiguration configuration) =>
        configuration.GetSection(Section).Get<MailSettings>() ?? new MailSettings();
}

/// <summary>How the connection to the mail server is kept secret.</summary>
public enum SmtpSecurity
{
    /// <summary>Begins in clear text and turns to TLS before anything is said (port 587).</summary>
    StartTls,

    /// <summary>TLS from the first byte (port 465).</summary>
    Tls,

    /// <summary>A server on this machine alone.</summary>
    None,
}

public sealed class SmtpSettings
{
    /// <summary>Empty: no mail server, mail goes to the folder.</summary>
    public string Host { get; init; } = "";

    public int Port { get; init; } = 587;

    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    /// <summary>Empty: the server asks nobody's name.</summary>
    public string User { get; init; } = "";

    public string Password { get; init; } = "";

    /// <summary>Of every step of the conversation.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    public bool IsSet => Host.Length > 0;

    /// <summary>Clear text never leaves this machine.</summary>
    public bool IsSafe => Security != SmtpSecurity.None || Host is "localhost" or "127.0.0.1" or "::1";
}
