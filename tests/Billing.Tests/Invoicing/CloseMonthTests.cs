using Hostelry.Billing.Customers;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Subscriptions;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Tests.Invoicing;

public sealed class CloseMonthTests
{
    private static readonly Month November = new(2026, 11);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task A_month_becomes_one_numbered_invoice_that_is_paid_from_the_balance(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "20.00");
        await story.CustomerAsync(8);
        var subscription = await story.RunningAsync(7);
        await story.EndAsync(subscription, story.Now.AddHours(10).AddMinutes(1));
        EndNovember(story);

        var closed = await CloseAsync(story);

        Assert.Equal((2, 1), Counts(closed));
        var invoice = Assert.Single(await story.Database.AsOrganizationAsync(
            7, (InvoiceQueries queries) => queries.ListAsync(7, Ct)));
        Assert.Equal("INV-000001", invoice.Document.Name);
        Assert.Equal(("0.22", "0.22", "0.00"), (invoice.Document.Total, invoice.Document.PaidFromBalance, invoice.Document.Due));
        Assert.Equal("11", Assert.Single(invoice.Document.Lines).Quantity);
        Assert.Equal((InvoiceState.Paid, "0.00 EUR"), (invoice.State, invoice.Open.ToString()));
        Assert.Equal("19.78 EUR", (await story.BalanceAsync(7)).Ledger.ToString());
        Assert.Equal("0.00 EUR", (await story.BalanceAsync(7)).Accrued.ToString());
        Assert.Empty(await story.Database.AsOrganizationAsync(8, (InvoiceQueries queries) => queries.ListAsync(7, Ct)));
    }

    [Theory, OnBothDatabases]
    public async Task The_invoice_is_what_the_preview_said_at_the_end_of_the_month(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        var changed = await story.RunningAsync(7);
        await story.RunningAsync(7, Story.Large, story.Now.AddMinutes(13));
        story.Database.Clock.Advance(TimeSpan.FromHours(30.5));
        Assert.Null((await story.ChangeAsync(changed, Story.Large, story.Now)).Problem);
        story.Database.Clock.SetUtcNow(November.End.AddTicks(-10));
        var preview = await story.Database.AsOrganizationAsync(7, (Preview view) => view.ForAsync(7, Ct));
        EndNovember(story);

        await CloseAsync(story);

        var invoice = Assert.Single(await story.Database.AsOrganizationAsync(
            7, (InvoiceQueries queries) => queries.ListAsync(7, Ct)));
        Assert.Equal(preview!.Total.ToDecimalString(), invoice.Document.Total);
        Assert.Equal(
            preview.Lines.Select(line => (line.SubscriptionId, $"{line.Hours}", line.Amount.ToDecimalString())),
            invoice.Document.Lines.Select(line => (line.SubscriptionId, line.Quantity, line.Amount)));
    }

    [Theory, OnBothDatabases]
    public async Task A_month_closed_twice_makes_nothing_new_and_one_that_still_runs_is_refused(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await story.RunningAsync(7);
        Assert.Equal("month_not_over", (await CloseAsync(story)).Problem!.Code);
        EndNovember(story);

        Assert.Equal((1, 1), Counts(await CloseAsync(story)));
        Assert.Equal((0, 0), Counts(await CloseAsync(story)));
        Assert.Single(await story.AllAsync<Invoice>());
    }

    [Fact]
    public async Task An_invoice_that_the_database_refuses_holds_up_no_other_and_leaves_no_gap()
    {
        await using var story = await Story.BeginAsync(DatabaseKind.Sqlite);
        foreach (var customer in new long[] { 6, 7, 8 })
        {
            await story.CustomerAsync(customer);
            await story.RunningAsync(customer);
        }

        EndNovember(story);
        await story.Database.BreakAsync(
            "CREATE TRIGGER refuse BEFORE INSERT ON ledger_transactions WHEN NEW.organization_id = 7 BEGIN SELECT RAISE(ABORT, 'no'); END");

        var closed = await CloseAsync(story);

        Assert.Equal((2, 2), Counts(closed));
        Assert.Equal([7], closed.Value.Left);
        await story.Database.BreakAsync("DROP TRIGGER refuse");
        Assert.Equal((1, 1), Counts(await CloseAsync(story)));
        await AssertSoundAsync(story, 3);
    }

    [Theory, OnBothDatabases]
    public async Task The_tick_closes_the_month_that_is_over_and_leaves_the_running_one(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await story.RunningAsync(7);
        Task<Result<Done>> TickAsync() => story.Database.AsWorkerAsync((CloseLastMonth close) => close.ExecuteAsync(Ct));
        Assert.Null((await TickAsync()).Problem);
        story.Database.Clock.SetUtcNow(November.End.AddMinutes(14));
        Assert.Null((await TickAsync()).Problem);
        Assert.Empty(await story.AllAsync<Invoice>());

        story.Database.Clock.SetUtcNow(November.End.AddMinutes(15));
        Assert.Null((await TickAsync()).Problem);
        Assert.Null((await TickAsync()).Problem);

        Assert.Equal(November.Start, Assert.Single(await story.AllAsync<Invoice>()).PeriodStart);
        Assert.Equal(November.End, Assert.Single(await story.AllAsync<Customer>()).ClosedUntil);
    }

    [Theory, OnBothDatabases]
    public async Task A_customer_that_cannot_be_rated_stays_open_and_the_others_are_invoiced(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        foreach (var customer in new long[] { 6, 7 })
        {
            await story.CustomerAsync(customer);
            await story.RunningAsync(customer);
        }

        await story.ReadAsync(db => db.Subscriptions.IgnoreQueryFilters()
            .Where(subscription => subscription.OrganizationId == 6)
            .ExecuteUpdateAsync(set => set.SetProperty(subscription => subscription.Currency, Currency.Of("JPY")), Ct));
        EndNovember(story);

        var closed = await CloseAsync(story);

        Assert.Equal((1, 1), Counts(closed));
        Assert.Equal([6], closed.Value.Left);
        Assert.Equal(7, Assert.Single(await story.AllAsync<Invoice>()).OrganizationId);
        Assert.Equal(November.Start, (await story.AllAsync<Customer>()).Single(row => row.OrganizationId == 6).ClosedUntil);
    }

    [Theory, OnBothDatabases]
    public async Task Four_runs_at_once_make_one_invoice_each_without_gaps(DatabaseKind kind)
    {
        const int Customers = CloseMonth.BatchSize + 30;
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await story.RunningAsync(7);
        await story.ReadAsync(db => CopyCustomerAsync(db, Customers - 1));
        EndNovember(story);

        var runs = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => CloseAsync(story))));

        Assert.All(runs, run => Assert.Null(run.Problem));
        Assert.Equal(Customers, runs.Sum(run => run.Value.Invoices));
        await AssertSoundAsync(story, Customers);
    }

    [Theory, OnBothDatabases]
    [Trait("Category", "Slow")]
    public async Task A_run_killed_at_any_statement_is_continued_without_a_gap_or_a_second_booking(DatabaseKind kind)
    {
        var tried = 0;
        for (var died = true; died; tried++)
        {
            await using var story = await Story.BeginAsync(kind);
            foreach (var customer in new long[] { 7, 8 })
            {
                await story.CustomerAsync(customer);
                await story.RunningAsync(customer);
            }

            EndNovember(story);
            story.Database.Source.FailAtStatement(tried + 1);
            died = await DiesAsync(() => CloseAsync(story));
            story.Database.Source.FailAtStatement(0);

            Assert.Null((await CloseAsync(story)).Problem);
            await AssertSoundAsync(story, 2);
        }

        Assert.True(tried > 8, "The statements of a run were not all tried.");
    }

    [Theory, OnBothDatabases]
    public async Task Open_months_are_closed_oldest_first(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await story.RunningAsync(7);
        story.Database.Clock.SetUtcNow(new DateTimeOffset(2027, 1, 2, 0, 0, 0, TimeSpan.Zero));

        // Two capped months, and 24 hours of January.
        Assert.Equal("16.48 EUR", (await story.BalanceAsync(7)).Accrued.ToString());

        Assert.Null((await story.Database.AsWorkerAsync(
            (CloseMonth close) => close.ExecuteAsync(1, new Month(2026, 12), Ct))).Problem);

        var invoices = await story.Database.AsOrganizationAsync(7, (InvoiceQueries queries) => queries.ListAsync(7, Ct));
        Assert.Equal(["2026-12", "2026-11"], invoices.Select(invoice => invoice.Document.Month));
        Assert.Equal([2, 1], invoices.Select(invoice => invoice.Document.Number));
    }

    [Theory, OnBothDatabases]
    public async Task What_arrives_after_the_close_never_changes_the_closed_month(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        var late = (await story.OrderAsync(7)).Value;
        var running = await story.RunningAsync(7);
        EndNovember(story);
        await CloseAsync(story);

        await story.ReadyAsync(late, November.End.AddHours(-5));
        await story.EndAsync(running, November.End.AddHours(-5));

        var subscriptions = (await story.AllAsync<Subscription>()).ToDictionary(row => row.Id);
        Assert.Equal(November.End, subscriptions[late].ReadyAt);
        Assert.Equal(November.End, subscriptions[running].EndedAt);
        await AssertSoundAsync(story, 1);
    }

    [Theory, OnBothDatabases]
    public async Task A_changed_byte_breaks_the_chain_wherever_it_is(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        foreach (var customer in new long[] { 7, 8, 9 })
        {
            await story.CustomerAsync(customer);
            await story.RunningAsync(customer);
        }

        EndNovember(story);
        await CloseAsync(story);
        Assert.Equal(3, (await VerifyAsync(story)).Value);

        await story.Database.DropInvoiceTriggersAsync();
        string[] forgeries =
        [
            "UPDATE invoices SET document = replace(document, 'Customer 8', 'Customer 6') WHERE number = 2",
            "UPDATE invoices SET total_minor = total_minor + 1 WHERE number = 2",
            "UPDATE invoice_lines SET amount_minor = amount_minor - 1 WHERE invoice_id = (SELECT id FROM invoices WHERE number = 2)",
            "UPDATE invoices SET hash = previous_hash WHERE number = 2",
            "UPDATE invoices SET number = 20 WHERE number = 2",
        ];
        foreach (var forgery in forgeries)
        {
            var broken = await story.Database.AsWorkerAsync((BillingDb db) => ForgeAsync(db, forgery));
            Assert.Equal("invoice_chain_broken", broken.Problem?.Code);
            Assert.Contains("INV-000002", broken.Problem!.Message, StringComparison.Ordinal);
        }

        Assert.Equal(3, (await VerifyAsync(story)).Value);
    }

    [Theory, OnBothDatabases]
    public async Task Every_series_of_a_legal_entity_is_verified(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        await story.RunningAsync(7);
        EndNovember(story);
        await CloseAsync(story);
        await story.ReadAsync(async db =>
        {
            db.InvoiceSeries.Add(new InvoiceSeries { SellerId = 1, LegalEntityId = 1, Code = "NEW" });
            return await db.SaveChangesAsync(Ct);
        });
        Assert.Equal(1, (await VerifyAsync(story)).Value);

        await story.ReadAsync(db => db.InvoiceSeries.Where(series => series.Code == "NEW")
            .ExecuteUpdateAsync(set => set.SetProperty(series => series.LastNumber, 1), Ct));
        Assert.Contains("NEW-000001", (await VerifyAsync(story)).Problem!.Message, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task The_text_of_an_invoice_says_what_its_data_says(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7, "5000", "JPY");
        await story.RunningAsync(7);
        EndNovember(story);
        await CloseAsync(story);

        var invoice = (await story.Database.AsWorkerAsync(
            (InvoiceQueries queries) => queries.FindByNumberAsync("INV", 1, Ct)))!;

        Assert.Equal("1200", invoice.Document.Total);
        Assert.Contains("   492 h at 3.000000000, capped", invoice.Text, StringComparison.Ordinal);
        Assert.Contains("Invoice INV-000001", invoice.Text, StringComparison.Ordinal);
        Assert.Matches("Total +1200\n", invoice.Text);
        Assert.Equal(invoice.Document.Write(), InvoiceDocument.Read(invoice.Document.Write()).Write());
    }

    private static void EndNovember(Story story) => story.Database.Clock.SetUtcNow(November.End + CloseMonth.Grace);

    private static (int Customers, int Invoices) Counts(Result<MonthClosed> closed) =>
        (closed.Value.Customers, closed.Value.Invoices);

    private static Task<Result<MonthClosed>> CloseAsync(Story story) =>
        story.Database.AsWorkerAsync((CloseMonth close) => close.ExecuteAsync(1, November, Ct));

    private static Task<Result<long>> VerifyAsync(Story story) =>
        story.Database.AsWorkerAsync((InvoiceChain chain) => chain.VerifyAsync(1, Ct));

    private static async Task<Result<long>> ForgeAsync(BillingDb db, string forgery)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(Ct);
        Assert.Equal(1, await db.Database.ExecuteSqlRawAsync(forgery, Ct));
        return await new InvoiceChain(db).VerifyAsync(1, Ct);
    }

    private static async Task<bool> DiesAsync(Func<Task> act)
    {
        try
        {
            await act();
            return false;
        }
        catch (Exception fault) when (fault is TestFaultException || fault.InnerException is TestFaultException)
        {
            return true;
        }
    }

    /// <summary>One invoice per customer, numbers 1…n, an unbroken chain, books at zero, each invoice booked once.</summary>
    private static async Task AssertSoundAsync(Story story, int invoices)
    {
        var rows = await story.AllAsync<Invoice>();
        Assert.Equal(invoices, rows.Count);
        Assert.Equal(invoices, rows.Select(row => row.OrganizationId).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, invoices).Select(number => (long?)number), rows.Select(row => row.Number).Order());
        Assert.Equal(invoices, (await VerifyAsync(story)).Value);

        var entries = await story.AllAsync<LedgerEntry>();
        Assert.All(
            entries.GroupBy(entry => (entry.TransactionId, entry.Currency)),
            side => Assert.Equal(0, side.Sum(entry => entry.AmountMinor)));
        var revenue = (await story.AllAsync<LedgerAccount>()).Where(account => account.Kind == AccountKind.Revenue)
            .Select(account => account.Id).ToHashSet();
        Assert.Equal(
            rows.Sum(row => row.TotalMinor),
            entries.Where(entry => revenue.Contains(entry.AccountId)).Sum(entry => entry.AmountMinor));
    }

    private static async Task<int> CopyCustomerAsync(BillingDb db, int count)
    {
        var customer = await db.Reachable<Customer>().AsNoTracking().SingleAsync(Ct);
        var subscription = await db.Reachable<Subscription>().AsNoTracking().Include(row => row.Items).SingleAsync(Ct);
        for (var i = 1; i <= count; i++)
        {
            var id = customer.OrganizationId + i;
            db.Customers.Add(new Customer
            {
                OrganizationId = id,
                SellerId = customer.SellerId,
                LegalEntityId = customer.LegalEntityId,
                Name = $"Customer {id}",
                Currency = customer.Currency,
                CreatedAt = customer.CreatedAt,
                ClosedUntil = customer.ClosedUntil,
            });
            var copy = new Subscription
            {
                OrganizationId = id,
                OrderId = subscription.OrderId,
                ResourceId = subscription.ResourceId,
                ResourceKind = "server",
                Location = subscription.Location,
                Currency = subscription.Currency,
                Description = "web",
                CreatedAt = subscription.CreatedAt,
                State = subscription.State,
                ReadyAt = subscription.ReadyAt,
            };
            copy.Items.Add(new SubscriptionItem
            {
                OrganizationId = id,
                ProductCode = subscription.Items[0].ProductCode,
                PriceId = subscription.Items[0].PriceId,
                From = subscription.Items[0].From,
            });
            db.Subscriptions.Add(copy);
        }

        return await db.SaveChangesAsync(Ct);
    }
}
