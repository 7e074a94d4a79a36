using System.Net;
using System.Net.Sockets;
using System.Text;

using Hostelry.Portal.Mail;

namespace Hostelry.Portal.Tests.Mail;

/// <summary>Mail over a real socket to a server that speaks SMTP as the standard says, and can be told to refuse.</summary>
public sealed class SmtpTests
{
    private static readonly Letter Letter = new(
        Guid.Parse("0193a1b2-0000-7000-8000-000000000001"), "reader@example.org", "Счёт INV-7", "Первая строка\n.точка в начале\nthe end\n", "ru", "Invoice");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Letter_arrives_whole_under_the_sender_of_the_settings()
    {
        await using var server = new SmtpServer();
        await Mail(server).SendAsync(Letter, Stop);

        var conversation = Assert.Single(server.Conversations);
        Assert.Contains("MAIL FROM:<hostelry@example.org>", conversation.Commands[1], StringComparison.OrdinalIgnoreCase);
        Assert.Contains("RCPT TO:<reader@example.org>", conversation.Commands[2], StringComparison.OrdinalIgnoreCase);
        Assert.Equal("QUIT", conversation.Commands[^1]);
        using var data = new MemoryStream(Encoding.UTF8.GetBytes(conversation.Data));
        var message = await MimeKit.MimeMessage.LoadAsync(data, Stop);
        Assert.Equal("Счёт INV-7", message.Subject);
        Assert.Equal("Hostelry", message.From.Mailboxes.Single().Name);
        Assert.Equal("reader@example.org", message.To.Mailboxes.Single().Address);
        Assert.Contains(".точка в начале\n", message.TextBody!.ReplaceLineEndings("\n"), StringComparison.Ordinal);
        Assert.Contains("0193a1b2", message.MessageId!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("550 5.1.1 no such user", true)]
    [InlineData("450 4.2.0 come back later", false)]
    public async Task Reader_that_is_refused_for_good_is_told_from_one_that_is_refused_for_now(string answer, bool final)
    {
        await using var server = new SmtpServer { ToReader = answer };
        var refused = await Assert.ThrowsAsync<MailException>(() => Mail(server).SendAsync(Letter, Stop));
        Assert.Equal(final, refused.IsFinal);
        Assert.StartsWith(answer[..3], refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Name_and_password_are_given_where_the_settings_have_them_and_a_wrong_one_may_pass()
    {
        await using var server = new SmtpServer { Password = "s3cret" };
        await Mail(server, "postman", "s3cret").SendAsync(Letter, Stop);
        Assert.Contains(server.Conversations.Single().Commands, command => command.StartsWith("AUTH ", StringComparison.Ordinal));

        var refused = await Assert.ThrowsAsync<MailException>(() => Mail(server, "postman", "wrong").SendAsync(Letter, Stop));
        Assert.False(refused.IsFinal);
    }

    [Fact]
    public async Task Server_that_hangs_up_or_is_not_there_is_tried_again()
    {
        await using var server = new SmtpServer { HangsUp = true };
        Assert.False((await Assert.ThrowsAsync<MailException>(() => Mail(server).SendAsync(Letter, Stop))).IsFinal);
        var gone = new SmtpServer();
        var mail = Mail(gone);
        await gone.DisposeAsync();
        Assert.False((await Assert.ThrowsAsync<MailException>(() => mail.SendAsync(Letter, Stop))).IsFinal);
    }

    private static SmtpMail Mail(SmtpServer server, string user = "", string password = "") => new(
        new MailSettings
        {
            From = "Hostelry <hostelry@example.org>",
            Smtp = new SmtpSettings
            {
                Host = "127.0.0.1",
                Port = server.Port,
                Security = SmtpSecurity.None,
                User = user,
                Password = password,
                Timeout = TimeSpan.FromSeconds(10),
            },
        },
        TimeProvider.System);
}

/// <summary>A mail server of a few commands (RFC 5321), on a port of its own.</summary>
internal sealed class SmtpServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Conversation> _conversations = [];
    private readonly Task _serving;

    public SmtpServer()
    {
        _listener.Start();
        _serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What it says to RCPT.</summary>
    public string ToReader { get; init; } = "250 2.1.5 ok";

    /// <summary>Null: it asks for none.</summary>
    public string? Password { get; init; }

    /// <summary>Closes the connection after its greeting.</summary>
    public bool HangsUp { get; init; }

    public IReadOnlyList<Conversation> Conversations => _conversations;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                try
                {
                    await TalkAsync(client);
                }
                catch (IOException)
                {
                    // The other side has gone in the middle of a word.
                }
            }
        }
        catch (Exception end) when (_stop.IsCancellationRequested && end is OperationCanceledException or InvalidOperationException or SocketException)
        {
            // The test is over.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        var stream = client.GetStream();
        using var reader = new StreamReader(stream, new UTF8Encoding(false), leaveOpen: true);
        var talk = new Conversation();
        _conversations.Add(talk);
        await SayAsync("220 mail.example ESMTP");
        if (HangsUp)
        {
            return;
        }

        while (await reader.ReadLineAsync(_stop.Token) is { } command)
        {
            talk.Commands.Add(command);
            switch (command.Split(' ', ':')[0].ToUpperInvariant())
            {
                case "EHLO":
                    await SayAsync(Password is null ? "250-mail.example\r\n250 8BITMIME" : "250-mail.example\r\n250-AUTH PLAIN\r\n250 8BITMIME");
                    break;
                case "AUTH":
                    await SayAsync(Encoding.UTF8.GetString(Convert.FromBase64String(command.Split(' ')[2])).EndsWith("\0" + Password, StringComparison.Ordinal)
                        ? "235 2.7.0 welcome"
                        : "535 5.7.8 wrong");
                    break;
                case "RCPT":
                    await SayAsync(ToReader);
                    break;
                case "DATA":
                    await SayAsync("354 go on");
                    talk.Data = await DataAsync(reader);
                    await SayAsync("250 2.0.0 taken");
                    break;
                case "QUIT":
                    await SayAsync("221 2.0.0 bye");
                    return;
                default:
                    await SayAsync("250 2.0.0 ok");
                    break;
            }
        }

        async Task SayAsync(string line) => await stream.WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"), _stop.Token);
    }

    /// <summary>To the line of one point; a point before a line's own is taken away.</summary>
    private async Task<string> DataAsync(StreamReader reader)
    {
        var text = new StringBuilder();
        while (await reader.ReadLineAsync(_stop.Token) is { } line && line != ".")
        {
            text.Append(line.StartsWith('.') ? line[1..] : line).Append("\r\n");
        }

        return text.ToString();
    }

    internal sealed class Conversation
    {
        public List<string> Commands { get; } = [];

        public string Data { get; set; } = "";
    }
}
