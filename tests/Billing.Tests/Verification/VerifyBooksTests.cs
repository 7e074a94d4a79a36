using Hostelry.Billing.Alarms;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Verification;
using Hostelry.Testing;

namespace Hostelry.Billing.Tests.Verification;

/// <summary>Each rule is seen broken by raw SQL, as an owner could break it; what is sound is told as sound first.</summary>
public sealed class VerifyBooksTests
{
    private static readonly Month November = new(2026, 11);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("UPDATE ledger_entries SET amount_minor = amount_minor + 1 WHERE id = (SELECT MIN(id) FROM ledger_entries)", VerificationCode.Unbalanced, "transaction:1")]
    [InlineData("UPDATE invoices SET tax_minor = tax_minor + 1 WHERE id = 1", VerificationCode.InvoiceTotals, "invoice:1")]
    [InlineData("UPDATE invoice_lines SET amount_minor = amount_minor - 1 WHERE invoice_id = 1", VerificationCode.InvoiceTotals, "invoice:1")]
    [InlineData("UPDATE invoice_taxes SET taxable_minor = taxable_minor - 1 WHERE invoice_id = 1", VerificationCode.InvoiceTotals, "invoice:1")]
    [InlineData("UPDATE invoices SET state = 'finalised' WHERE id = 1", VerificationCode.InvoiceSettlement, "invoice:1")]
    [InlineData("UPDATE invoices SET paid_at = NULL WHERE id = 1", VerificationCode.InvoiceSettlement, "invoice:1")]
    [InlineData("DELETE FROM invoice_settlements", VerificationCode.InvoiceSettlement, "invoice:1")]
    [InlineData("DELETE FROM invoice_settlements", VerificationCode.Receivable, "customer:7")]
    [InlineData("UPDATE payment_attempts SET state = 'declined'", VerificationCode.ChargedTwice, "payment:")]
    [InlineData("UPDATE ledger_transactions SET reference = 'nobody' WHERE kind = 'credit'", VerificationCode.ChargedTwice, "payment:nobody")]
    [InlineData("UPDATE ledger_transactions SET kind = 'settled' WHERE kind = 'settlement'", VerificationCode.Settlement, "customer:7")]
    [InlineData("UPDATE invoice_settlements SET kind = 'writeoff' WHERE kind = 'wallet'", VerificationCode.Settlement, "customer:7")]
    [InlineData("UPDATE invoices SET total_minor = total_minor + 1000 WHERE kind = 'creditnote'", VerificationCode.Credited, "invoice:1")]
    [InlineData(
        "INSERT INTO disputes (id, organization_id, attempt_id, provider_reference, amount_minor, currency, fee_minor, opened_at, state) SELECT 'D', 7, id, 'dp_1', amount_minor + 1, 'EUR', 0, created_at, 'open' FROM payment_attempts",
        VerificationCode.GivenBack, "payment:")]
    [InlineData("UPDATE subscriptions SET ready_at = ended_at", VerificationCode.BilledOutside, "invoice:1 line:1")]
    [InlineData("UPDATE subscriptions SET ended_at = ready_at", VerificationCode.BilledOutside, "invoice:1 line:1")]
    public async Task What_must_not_be_is_found_and_told_by_its_ids(string forgery, string code, string subject)
    {
        await using var story = await InvoicedAsync(DatabaseKind.Sqlite);
        Assert.Empty(await PassAsync(story));

        await story.Database.BreakAsync(forgery);

        Assert.Contains(await WholeAsync(story), breach => breach.Code == code && breach.Subject.StartsWith(subject, StringComparison.Ordinal));
        Assert.Contains(await story.AllAsync<Alarm>(), alarm => alarm.Code == code && alarm.ClearedAt is null);
    }

    [Theory, OnBothDatabases]
    public async Task A_breach_is_found_within_the_minute_and_cleared_when_a_whole_pass_finds_it_no_more(DatabaseKind kind)
    {
        await using var story = await InvoicedAsync(kind);
        Assert.Empty(await PassAsync(story));
        story.Database.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await PassAsync(story));
        await story.GrantAsync(7, Story.Euro("5.00"), "more");
        await story.Database.BreakAsync("UPDATE ledger_entries SET amount_minor = amount_minor + 1 WHERE id = (SELECT MAX(id) FROM ledger_entries)");
        story.Database.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(VerificationCode.Unbalanced, Assert.Single(await PassAsync(story)).Code);

        await story.Database.BreakAsync("UPDATE ledger_entries SET amount_minor = amount_minor - 1 WHERE id = (SELECT MAX(id) FROM ledger_entries)");
        Assert.Empty(await WholeAsync(story));
        Assert.NotNull(Assert.Single(await story.AllAsync<Alarm>()).ClearedAt);
        Assert.Equal(2, (await story.AllAsync<VerificationPass>()).Count(pass => pass.Since is null));
    }

    [Theory, OnBothDatabases]
    public async Task What_is_old_is_looked_at_by_night(DatabaseKind kind)
    {
        await using var story = await InvoicedAsync(kind);
        Assert.Empty(await PassAsync(story));
        await story.Database.BreakAsync("UPDATE ledger_entries SET amount_minor = amount_minor + 1 WHERE id = (SELECT MIN(id) FROM ledger_entries)");
        story.Database.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await PassAsync(story));

        story.Database.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 2, 3, 0, 0, TimeSpan.Zero));

        Assert.Single(await PassAsync(story));
    }

    private static Task<IReadOnlyList<Breach>> PassAsync(Story story) =>
        story.Database.AsWorkerAsync((VerifyBooks verify) => verify.ExecuteAsync(Ct));

    private static Task<IReadOnlyList<Breach>> WholeAsync(Story story) =>
        story.Database.AsWorkerAsync((VerifyBooks verify) => verify.WholeAsync(Ct));

    /// <summary>One paid invoice of a subscription that has ended, with tax, and a credit note.</summary>
    private static async Task<Story> InvoicedAsync(DatabaseKind kind)
    {
        var story = await Story.BeginAsync(kind);
        await story.ChargeTaxAsync();
        await story.CustomerAsync(7);
        var subscription = await story.RunningAsync(7);
        await story.EndAsync(subscription, story.Now.AddHours(100));
        story.Database.Clock.SetUtcNow(November.End + CloseMonth.Grace);
        await story.Database.AsWorkerAsync((CloseMonth close) => close.ExecuteAsync(1, November, Ct));
        var note = await story.Database.AsWorkerAsync((IssueCreditNote issue) => issue.ExecuteAsync(
            new IssueCreditNoteRequest(7, 1, "wrong", "k", [new CreditedLine(1, Story.Euro("0.50"))]), Ct));
        Assert.True(note.IsSuccess, note.Problem?.Message);
        return story;
    }
}
