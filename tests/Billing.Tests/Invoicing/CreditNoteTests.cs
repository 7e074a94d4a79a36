using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Refunds;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Tax;
using Hostelry.Testing;

using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Billing.Tests.Invoicing;

public sealed class CreditNoteTests
{
    private static readonly Month November = new(2026, 11);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task A_taxed_invoice_says_who_invoices_whom_and_its_books_balance(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        var invoice = await InvoiceAsync(story, "20.00");

        var document = invoice.Document;
        Assert.Equal(("8.00", "1.52", "9.52", "9.52"), (document.Net, document.Tax, document.Total, document.PaidFromBalance));
        Assert.Equal(("S", "19", "DE", "domestic"), Tax(document));
        Assert.Equal(("DE", "DE123456788"), (document.LegalEntity.Country, document.LegalEntity.VatId));
        Assert.Equal(("Gasse 1", "12345 Berlin"), (document.Customer.AddressLines.First(), document.Customer.AddressLines.ElementAt(1)));
        Assert.Equal(("2026-12-01", "2026-12-15"), (document.IssueDate, document.Payment.DueDate));
        Assert.Equal(InvoiceState.Paid, invoice.State);
        await AssertBooksAsync(story, ("prepaid", 2000 - 952), ("revenue hosting", 800), ("tax DE 19", 152), ("granted", -2000));
        Assert.Equal("10.48 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
        Assert.Contains("Tax DE 19 % on 8.00", invoice.Text, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task An_unpaid_invoice_is_paid_by_the_next_money_and_only_as_far_as_it_goes(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        var invoice = await InvoiceAsync(story, "8.00");
        Assert.Equal((InvoiceState.Finalised, "1.52 EUR"), (invoice.State, invoice.Open.ToString()));
        Assert.Equal("-1.52 EUR", (await story.BalanceAsync(7)).Ledger.ToString());

        await story.GrantAsync(7, Story.Euro("1.00"), "second");
        Assert.Equal("0.52 EUR", (await FindAsync(story, invoice.Id)).Open.ToString());
        await story.GrantAsync(7, Story.Euro("1.00"), "third");

        var paid = await FindAsync(story, invoice.Id);
        Assert.Equal((InvoiceState.Paid, "0.00 EUR", story.Now), (paid.State, paid.Open.ToString(), paid.PaidAt));
        Assert.Equal([800L, 100L, 52L], (await story.AllAsync<InvoiceSettlement>()).Select(row => row.AmountMinor));
        await AssertBooksAsync(story, ("prepaid", 48), ("revenue hosting", 800), ("tax DE 19", 152), ("granted", -1000));
        Assert.Equal(1, (await VerifyAsync(story)).Value);
    }

    [Theory, OnBothDatabases]
    public async Task A_void_invoice_gives_back_exactly_what_it_took(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        var invoice = await InvoiceAsync(story, "20.00");

        var note = await CreditAsync(story, invoice.Id, "k1");
        Assert.True(note.IsSuccess, note.Problem?.Message);

        var view = await FindAsync(story, note.Value.Id);
        Assert.Equal(("CN-000001", "9.52", "INV-000001", "wrong"), (
            view.Document.Name, view.Document.Total, view.Document.Corrects!.Name, view.Document.Corrects.Reason));
        Assert.True((await FindAsync(story, invoice.Id)).IsVoid);
        Assert.Equal("20.00 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
        await AssertBooksAsync(story, ("prepaid", 2000), ("granted", -2000));
        Assert.Equal(2, (await VerifyAsync(story)).Value);

        Assert.Equal(note.Value.Id, (await CreditAsync(story, invoice.Id, "k1")).Value.Id);
        Assert.Equal("credit_exceeds_invoice", (await CreditAsync(story, invoice.Id, "k2")).Problem!.Code);
        Assert.Single(await story.AllAsync<Invoice>(), row => row.Kind == InvoiceKind.CreditNote);
    }

    [Theory, OnBothDatabases]
    public async Task Parts_of_an_unpaid_invoice_lower_what_is_owed_and_never_exceed_it(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        var invoice = await InvoiceAsync(story, "8.00");

        Assert.True((await CreditAsync(story, invoice.Id, "a", "1.00")).IsSuccess);
        Assert.Equal("0.33 EUR", (await FindAsync(story, invoice.Id)).Open.ToString());
        Assert.True((await CreditAsync(story, invoice.Id, "b", "1.00")).IsSuccess);

        var paid = await FindAsync(story, invoice.Id);
        Assert.Equal((InvoiceState.Paid, "2.38 EUR"), (paid.State, paid.Credited.ToString()));
        Assert.Equal("0.86 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
        Assert.Equal("credit_exceeds_invoice", (await CreditAsync(story, invoice.Id, "c", "6.01")).Problem!.Code);
        Assert.Equal("invalid_input", (await CreditAsync(story, invoice.Id, "d", "0.00")).Problem!.Code);
        Assert.Equal("credit_exceeds_invoice", (await CreditAsync(story, invoice.Id, "e", "-1.00")).Problem!.Code);
        Assert.Equal("7.14", (await FindAsync(story, (await CreditAsync(story, invoice.Id, "f")).Value.Id)).Document.Total);
        await AssertBooksAsync(story, ("prepaid", 800), ("granted", -800));
        Assert.Equal(4, (await VerifyAsync(story)).Value);
    }

    [Theory, OnBothDatabases]
    public async Task Ten_credits_at_once_of_a_quarter_each_give_back_no_more_than_the_invoice(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        var invoice = await InvoiceAsync(story, "20.00");

        var notes = await Task.WhenAll(Enumerable.Range(0, 10).Select(
            at => Task.Run(() => CreditAsync(story, invoice.Id, $"race {at}", "2.00"))));

        Assert.Equal(4, notes.Count(note => note.IsSuccess));
        Assert.All(notes.Where(note => !note.IsSuccess), note => Assert.Equal("credit_exceeds_invoice", note.Problem!.Code));
        Assert.Equal("20.00 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
        Assert.Equal(5, (await VerifyAsync(story)).Value);
    }

    [Theory, OnBothDatabases]
    public async Task What_is_given_up_is_no_longer_owed_and_stays_in_the_books(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        var invoice = await InvoiceAsync(story, "8.00");

        Task<Result<Money>> WriteOffAsync() =>
            story.Database.AsWorkerAsync((WriteOffInvoice write) => write.ExecuteAsync(7, invoice.Id, Ct));
        Assert.Equal("1.52 EUR", (await WriteOffAsync()).Value.ToString());

        Assert.Equal(InvoiceState.Paid, (await FindAsync(story, invoice.Id)).State);
        await AssertBooksAsync(
            story, ("revenue hosting", 800), ("tax DE 19", 152), ("granted", -800), ("writeoff", -152));
        Assert.Equal("invoice_settled", (await WriteOffAsync()).Problem!.Code);
    }

    [Theory]
    [InlineData("0.00", null, "0.00")]
    [InlineData("8.00", null, "8.00")]
    [InlineData("8.00", "2.00", "0.86")]
    public async Task A_credit_note_of_what_was_given_up_pays_nothing_out(string paid, string? first, string afterFirst)
    {
        await using var story = await Story.BeginAsync(DatabaseKind.Sqlite);
        var invoice = await InvoiceAsync(story, paid);
        Assert.True((await story.Database.AsWorkerAsync((WriteOffInvoice write) => write.ExecuteAsync(7, invoice.Id, Ct))).IsSuccess);

        Assert.Null((await CreditAsync(story, invoice.Id, "first", first)).Problem);
        Assert.Equal(afterFirst, (await story.BalanceAsync(7)).Ledger.ToDecimalString());
        if (first is not null)
        {
            Assert.Null((await CreditAsync(story, invoice.Id, "rest")).Problem);
        }

        Assert.Equal(paid, (await story.BalanceAsync(7)).Ledger.ToDecimalString());
        Assert.True((await FindAsync(story, invoice.Id)).IsVoid);
        var (wallet, granted) = (("prepaid", Story.Euro(paid).Minor), ("granted", -Story.Euro(paid).Minor));
        await AssertBooksAsync(story, paid == "0.00" ? [] : [wallet, granted]);
    }

    [Theory, OnBothDatabases]
    public async Task A_note_that_puts_much_on_the_balance_waits_for_a_second_member(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(
            kind, services => services.AddSingleton(new PaymentSettings { SecondMemberFrom = 5 }));
        var invoice = await InvoiceAsync(story, "20.00");

        var small = (await AskAsync(story, invoice.Id, "small", "2.00")).Value;
        Assert.Equal(("CN-000001", MoneyRequestState.Done), (small.Request!.ProviderReference, small.Request.State));
        Assert.Equal(small.Note!.Id, (await AskAsync(story, invoice.Id, "small", "2.00")).Value.Note!.Id);
        var waiting = (await AskAsync(story, invoice.Id, "rest")).Value;
        Assert.Equal((null, MoneyRequestState.Requested, "7.14 EUR"), (waiting.Note, waiting.Request!.State, waiting.Request.Amount.ToString()));
        Assert.Equal("12.86 EUR", (await story.BalanceAsync(7)).Ledger.ToString());

        Assert.Equal("second_member_needed", (await DecideAsync(story, "user:1", waiting.Request.Id)).Problem!.Code);
        Assert.Null((await DecideAsync(story, "user:2", waiting.Request.Id)).Problem);
        Assert.Equal(1, await CarryOutAsync(story));

        Assert.Equal("20.00 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
        Assert.True((await FindAsync(story, invoice.Id)).IsVoid);
        Assert.Equal(
            ("CN-000002", "user:2"),
            (await story.AllAsync<MoneyRequest>()).Where(one => one.Id == waiting.Request.Id).Select(one => (one.ProviderReference, one.DecidedBy)).Single());
    }

    [Fact]
    public async Task A_note_that_only_lowers_what_is_owed_needs_nobody_and_agreeing_to_little_is_not_agreeing_to_more()
    {
        await using var story = await Story.BeginAsync(
            DatabaseKind.Sqlite, services => services.AddSingleton(new PaymentSettings { SecondMemberFrom = 5 }));
        var invoice = await InvoiceAsync(story, "8.00");
        Assert.Null((await AskAsync(story, invoice.Id, "open", "1.00")).Value.Request);

        // 0.33 is still owed of 8.33 when it is asked for, and paid when it is agreed to.
        var waiting = (await AskAsync(story, invoice.Id, "rest")).Value.Request!;
        Assert.Equal("8.00 EUR", waiting.Amount.ToString());
        Assert.Null((await story.GrantAsync(7, Story.Euro("0.33"), "more")).Problem);
        Assert.Null((await DecideAsync(story, "user:2", waiting.Id)).Problem);
        Assert.Equal(1, await CarryOutAsync(story));

        var failed = Assert.Single(await story.AllAsync<MoneyRequest>());
        Assert.Equal((MoneyRequestState.Failed, "second_member_needed"), (failed.State, failed.FailureCode));
        Assert.Equal("0.00 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
    }

    [Theory, OnBothDatabases]
    public async Task Two_legal_entities_number_their_own_invoices(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        var second = await story.Database.AsWorkerAsync((AddLegalEntity add) => add.ExecuteAsync(
            1, new LegalEntityDetails("Second GmbH", "AT"), Ct));
        Assert.Equal(2, second.Value);
        await story.CustomerAsync(7);
        await story.CustomerAsync(8, "0.00");
        Assert.Null((await story.Database.AsWorkerAsync((AssignLegalEntity assign) => assign.ExecuteAsync(8, 2, Ct))).Problem);
        await story.GrantAsync(8, Story.Euro("100.00"), "first");
        await story.RunningAsync(7);
        await story.RunningAsync(8);
        Assert.Equal(
            "customer_has_books",
            (await story.Database.AsWorkerAsync((AssignLegalEntity assign) => assign.ExecuteAsync(8, 1, Ct))).Problem!.Code);
        story.Database.Clock.SetUtcNow(November.End + CloseMonth.Grace);

        Assert.Null((await story.Database.AsWorkerAsync((CloseLastMonth close) => close.ExecuteAsync(Ct))).Problem);

        Assert.Equal(
            [("INV", 1L, 1L), ("INV", 1L, 2L)],
            (await story.AllAsync<Invoice>()).OrderBy(row => row.LegalEntityId).Select(row => (row.Series!, row.Number!.Value, row.LegalEntityId)));
        Assert.Equal(1, (await story.Database.AsWorkerAsync((InvoiceChain chain) => chain.VerifyAsync(2, Ct))).Value);
    }

    private static (string, string, string, string) Tax(InvoiceDocument document)
    {
        var tax = Assert.Single(document.Taxes);
        return (tax.Category, tax.Rate, tax.Country, tax.Reason);
    }

    /// <summary>A German seller and customer; a month at the cap of 8.00.</summary>
    private static async Task<InvoiceView> InvoiceAsync(Story story, string credit)
    {
        await story.ChargeTaxAsync();
        await story.CustomerAsync(7, "20.00");
        var profile = new BillingProfileDetails(CustomerKind.Business, "Acme GmbH", "DE")
        {
            Street = "Gasse 1",
            PostalCode = "12345",
            City = "Berlin",
            VatId = "DE 987654321",
        };
        Assert.Null((await story.Database.AsOrganizationAsync(
            7, (SetBillingProfile set) => set.ExecuteAsync(7, profile, Ct))).Problem);
        await story.RunningAsync(7);
        await story.TakeAwayAsync(7, Story.Euro("20.00") - Story.Euro(credit));
        story.Database.Clock.SetUtcNow(November.End + CloseMonth.Grace);
        Assert.Equal(1, (await story.Database.AsWorkerAsync((CloseMonth close) => close.ExecuteAsync(1, November, Ct))).Value.Invoices);
        return Assert.Single(await story.Database.AsOrganizationAsync(7, (InvoiceQueries queries) => queries.ListAsync(7, Ct)));
    }

    private static Task<Result<Invoice>> CreditAsync(Story story, long invoice, string key, string? amount = null) =>
        story.Database.AsWorkerAsync((IssueCreditNote issue) => issue.ExecuteAsync(
            new IssueCreditNoteRequest(
                7, invoice, "wrong", key, amount is null ? null : [new CreditedLine(1, Story.Euro(amount))]),
            Ct));

    private static Task<Result<AskedCreditNote>> AskAsync(Story story, long invoice, string key, string? amount = null) =>
        AsAsync(story, "user:1", (RequestCreditNote ask) => ask.ExecuteAsync(
            new IssueCreditNoteRequest(
                7, invoice, "wrong", key, amount is null ? null : [new CreditedLine(1, Story.Euro(amount))]),
            Ct));

    private static Task<Result<MoneyRequest>> DecideAsync(Story story, string who, Guid request) =>
        AsAsync(story, who, (DecideMoneyRequest decide) => decide.ExecuteAsync(request, approve: true, Ct));

    private static Task<int> CarryOutAsync(Story story) =>
        story.Database.AsWorkerAsync((CarryOutMoneyRequests carry) => carry.ExecuteAsync(Ct));

    private static async Task<T> AsAsync<TService, T>(Story story, string actor, Func<TService, Task<T>> use)
        where TService : notnull
    {
        await using var scope = story.Database.Scope(tenant => tenant.ActAsWorker(actor));
        return await use(scope.ServiceProvider.GetRequiredService<TService>());
    }

    private static async Task<InvoiceView> FindAsync(Story story, long id) => (await story.Database.AsOrganizationAsync(
        7, (InvoiceQueries queries) => queries.FindAsync(7, id, Ct)))!;

    private static Task<Result<long>> VerifyAsync(Story story) =>
        story.Database.AsWorkerAsync((InvoiceChain chain) => chain.VerifyAsync(1, Ct));

    private static async Task AssertBooksAsync(Story story, params (string Account, long Minor)[] expected)
    {
        var accounts = (await story.AllAsync<LedgerAccount>())
            .ToDictionary(row => row.Id, row => $"{row.Kind.ToString().ToLowerInvariant()} {row.Detail}".Trim());
        var sums = (await story.AllAsync<LedgerEntry>()).GroupBy(row => accounts[row.AccountId])
            .Select(group => (group.Key, Sum: group.Sum(row => row.AmountMinor))).Where(row => row.Sum != 0);
        Assert.Equal(
            expected.OrderBy(row => row.Account, StringComparer.Ordinal), sums.OrderBy(row => row.Key, StringComparer.Ordinal));
    }
}
