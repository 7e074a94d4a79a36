using System.Reflection;

using Hostelry.Billing.Mail;
using Hostelry.Portal.Composition;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Mail;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Portal.Tests.Mail;

/// <summary>Mail from the row to the reader, with a post office that can be told to refuse.</summary>
public sealed class MailTests
{
    public static TheoryData<string> Kinds =>
        [.. typeof(MailKind).GetFields(BindingFlags.Public | BindingFlags.Static).Select(kind => (string)kind.GetRawConstantValue()!)];

    [Theory, OnBothDatabases]
    public async Task Mail_of_a_change_that_was_rolled_back_is_never_sent(DatabaseKind kind)
    {
        await using var house = await House.OpenAsync(kind);
        await house.QueueAsync(mail => mail.ToAddress("kept@example.org", "en", MailKind.SignUpKnown, Link()));
        await house.QueueAsync(mail => mail.ToAddress("lost@example.org", "en", MailKind.SignUpKnown, Link()), rollBack: true);

        await house.DeliverAsync();
        await house.DeliverAsync();

        Assert.Equal(["kept@example.org"], house.Office.Accepted.Select(letter => letter.Address));
    }

    [Theory, OnBothDatabases]
    public async Task Refused_mail_is_tried_again_later_and_later_and_given_up_after_three_days(DatabaseKind kind)
    {
        await using var house = await House.OpenAsync(kind);
        house.Office.Refuse = new MailException("451 try later", isFinal: false);
        await house.QueueAsync(mail => mail.ToAddress("a@example.org", "en", MailKind.SignUpKnown, Link()));

        await house.DeliverAsync();
        await house.DeliverAsync();
        Assert.Equal(1, house.Office.Tries);

        house.Database.Clock.Advance(DeliverMail.PauseAfter(1));
        house.Office.Refuse = null;
        await house.DeliverAsync();
        Assert.Equal(MailState.Sent, (await house.RowsAsync()).Single().State);

        house.Office.Refuse = new MailException("451 try later", isFinal: false);
        await house.QueueAsync(mail => mail.ToAddress("b@example.org", "en", MailKind.ResetPassword, Link(), secret: house.Seal("s3cret")));
        for (var hour = 0; hour < 80; hour++)
        {
            await house.DeliverAsync();
            house.Database.Clock.Advance(TimeSpan.FromHours(1));
        }

        var failed = (await house.RowsAsync()).Single(row => row.Address == "b@example.org");
        Assert.Equal((MailState.Failed, "451 try later", null), (failed.State, failed.Problem, failed.Secret));
    }

    [Theory, OnBothDatabases]
    public async Task Address_that_the_server_does_not_know_is_not_tried_again(DatabaseKind kind)
    {
        await using var house = await House.OpenAsync(kind);
        house.Office.Refuse = new MailException("550 no such user", isFinal: true);
        await house.QueueAsync(mail => mail.ToAddress("a@example.org", "en", MailKind.SignUpKnown, Link()));
        await house.DeliverAsync();
        house.Database.Clock.Advance(TimeSpan.FromDays(1));
        await house.DeliverAsync();
        Assert.Equal(1, house.Office.Tries);
        Assert.Equal(MailState.Failed, (await house.RowsAsync()).Single().State);
    }

    [Theory, OnBothDatabases]
    public async Task Address_that_is_none_is_given_up_and_holds_up_no_other(DatabaseKind kind)
    {
        await using var house = await House.OpenAsync(kind);
        foreach (var address in new[] { "a@b,c", "a b@c", "(@x", "good@example.org" })
        {
            await house.QueueAsync(mail => mail.ToAddress(address, "en", MailKind.SignUpKnown, Link()));
        }

        await house.DeliverAsync();
        Assert.Equal(["good@example.org"], house.Office.Accepted.Select(letter => letter.Address));
        Assert.Equal(3, (await house.RowsAsync()).Count(row => row.State == MailState.Failed));
    }

    [Theory, OnBothDatabases]
    public async Task Letter_that_breaks_the_sender_waits_and_is_given_up_in_the_end(DatabaseKind kind)
    {
        await using var house = await House.OpenAsync(kind);
        house.Office.Break = new NotSupportedException("The server offers no STARTTLS.");
        await house.QueueAsync(mail => mail.ToAddress("a@example.org", "en", MailKind.SignUpKnown, Link()));
        await house.DeliverAsync();
        var waits = (await house.RowsAsync()).Single();
        Assert.Equal((MailState.Waiting, nameof(NotSupportedException)), (waits.State, waits.Problem));

        house.Database.Clock.Advance(DeliverMail.GiveUpAfter + TimeSpan.FromHours(1));
        await house.DeliverAsync();
        Assert.Equal(MailState.Failed, (await house.RowsAsync()).Single().State);
    }

    [Theory]
    [InlineData("a@example.org", true)]
    [InlineData("first.last+tag@sub.example.org", true)]
    [InlineData("o'neil@example.org", true)]
    [InlineData("имя@пример.рф", true)]
    [InlineData("a@b,c", false)]
    [InlineData("a b@c", false)]
    [InlineData("a@b c", false)]
    [InlineData("(@x", false)]
    [InlineData("a<b@c", false)]
    [InlineData("a@b\r\nBcc: c@d", false)]
    [InlineData("One <a@b>", false)]
    [InlineData("nobody", false)]
    [InlineData("", false)]
    public void Address_is_accepted_only_if_a_letter_can_be_addressed_so(string address, bool canBe)
    {
        Assert.Equal(canBe, Envelope.CanReach(address));
        if (canBe)
        {
            var letter = new Letter(Guid.Empty, address, "s", "t", "en", MailKind.SignUpKnown);
            Assert.Single(Envelope.Of(letter, new MimeKit.MailboxAddress("Hostelry", "hostelry@example.org"), default).To);
        }
    }

    [Theory, OnBothDatabases]
    public async Task Worker_that_dies_while_sending_leaves_the_mail_to_the_next_try(DatabaseKind kind)
    {
        await using var house = await House.OpenAsync(kind);
        await house.QueueAsync(mail => mail.ToAddress("a@example.org", "en", MailKind.SignUpKnown, Link()));
        house.Office.Die = true;
        await Assert.ThrowsAsync<OperationCanceledException>(house.DeliverAsync);
        house.Office.Die = false;
        house.Database.Clock.Advance(DeliverMail.PauseAfter(1));
        await house.DeliverAsync();
        var letter = Assert.Single(house.Office.Accepted);
        Assert.Equal((await house.RowsAsync()).Single().Id, letter.Id);
    }

    [Theory, OnBothDatabases]
    public async Task Organization_mail_goes_once_to_each_whose_role_is_concerned_in_their_language(DatabaseKind kind)
    {
        await using var house = await House.OpenAsync(kind);
        await house.PeopleAsync(1, ("owner@example.org", MemberRole.Owner, "ru"), ("money@example.org", MemberRole.Billing, null), ("ops@example.org", MemberRole.Member, "en"));
        await house.PeopleAsync(2, ("other@example.org", MemberRole.Owner, "en"));
        // No kind for money people is Portal's own: one that no table names goes to them.
        Assert.Equal(Permission.ManageMoney, MailReaders.Of("InvoiceFinalised"));
        await house.QueueAsync(mail => mail.ToOrganization(1, MailKind.RoleChanged, new MailData().With("organization", "Acme").WithWord("role", "Owner")));
        await house.DeliverAsync();
        await house.DeliverAsync();
        await house.DeliverAsync();

        Assert.Equal(
            ["money@example.org: Your role in Acme is another now", "owner@example.org: Ваша роль в Acme изменилась"],
            house.Office.Accepted.Select(letter => $"{letter.Address}: {letter.Subject}").Order(StringComparer.Ordinal));
    }

    [Theory, OnBothDatabases]
    public async Task Link_works_in_the_letter_and_its_secret_is_gone_from_the_row(DatabaseKind kind)
    {
        await using var house = await House.OpenAsync(kind);
        await house.QueueAsync(mail => mail.ToAddress(
            "a@example.org", "en", MailKind.ResetPassword, new MailData().WithLink("link", "/reset/{secret}"), secret: house.Seal("s3/cret")));
        Assert.DoesNotContain("s3/cret", (await house.RowsAsync()).Single().Data, StringComparison.Ordinal);
        await house.DeliverAsync();
        Assert.Contains("http://127.0.0.1:8080/reset/s3%2Fcret\n", house.Office.Accepted.Single().Text, StringComparison.Ordinal);
        Assert.Null((await house.RowsAsync()).Single().Secret);
    }

    [Fact]
    public async Task Name_chosen_by_a_customer_is_neither_a_header_nor_a_value()
    {
        await using var house = await House.OpenAsync(DatabaseKind.Sqlite);
        var name = "Acme\r\nBcc: everybody@example.org {link}";
        await house.QueueAsync(mail => mail.ToAddress("a@example.org", "en", MailKind.RoleChanged, new MailData().With("organization", name).WithWord("role", "Admin")));
        await house.DeliverAsync();
        var letter = house.Office.Accepted.Single();
        Assert.DoesNotContain('\n', letter.Subject);
        Assert.Contains("{link}", letter.Subject, StringComparison.Ordinal);
        var message = Envelope.Of(letter, new MimeKit.MailboxAddress("Hostelry", "hostelry@example.org"), default);
        Assert.Empty(message.Bcc);
        Assert.Equal("a@example.org", Assert.Single(message.To.Mailboxes).Address);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_has_a_subject_and_a_text_in_every_language(string kind)
    {
        var texts = new System.Resources.ResourceManager(typeof(MailText));
        foreach (var language in PageServices.Languages)
        {
            var set = texts.GetResourceSet(
                language == "en" ? System.Globalization.CultureInfo.InvariantCulture : System.Globalization.CultureInfo.GetCultureInfo(language), true, false)!;
            Assert.NotNull(set.GetString(kind + "Subject"));
            Assert.NotNull(set.GetString(kind + "Text"));
        }
    }

    [Fact]
    public void Pauses_double_up_to_two_hours() => Assert.Equal(
        [30, 60, 120, 7200, 7200], new[] { 1, 2, 3, 10, 500 }.Select(tries => DeliverMail.PauseAfter(tries).TotalSeconds));

    private static MailData Link() => new MailData().WithLink("link", "/sign-in");
}
