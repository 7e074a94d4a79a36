using System.Text;

using CsCheck;

using Hostelry.Billing.Books;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Tax;
using Hostelry.Testing;

namespace Hostelry.Billing.Tests.Books;

public sealed class BookTests
{
    private static readonly Month November = new(2026, 11);
    private static readonly Month December = November.Next;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task Debits_are_credits_and_every_report_says_what_was_booked(DatabaseKind kind)
    {
        await using var story = await TwoCustomersAsync(kind);

        var balances = await story.Database.AsWorkerAsync((TrialBalance trial) => trial.AtAsync(1, December.End, Ct));
        Assert.Equal(balances.Sum(row => row.Debit.Minor), balances.Sum(row => row.Credit.Minor));
        Assert.Equal("16.00 EUR", balances.Single(row => row.Name == "revenue hosting").Balance.ToString());
        Assert.Equal("1.52 EUR", balances.Single(row => row.Name == "tax DE 19").Balance.ToString());
        Assert.Equal("-6.00 EUR", balances.Single(row => row.Name == "receivable").Balance.ToString());

        var revenue = await story.Database.AsWorkerAsync((BookReports reports) => reports.RevenueAsync(1, November, December, Ct));
        Assert.Equal([(December, "hosting", "16.00 EUR")], revenue.Select(row => (row.Month, row.ProductClass, row.Earned.ToString())));
        var deferred = await story.Database.AsWorkerAsync((BookReports reports) => reports.DeferredAsync(1, November, December, Ct));
        Assert.Equal(["12.00 EUR", "0.48 EUR"], deferred.Select(row => row.Wallets.ToString()));
        var tax = await story.Database.AsWorkerAsync((BookReports reports) => reports.TaxAsync(1, December, December, Ct));
        Assert.Equal(
            [("", "O", "0", "8.00 EUR", "0.00 EUR"), ("DE", "S", "19", "8.00 EUR", "1.52 EUR")],
            tax.Select(row => (row.Country, row.Category, row.Rate.ToDecimalString(), row.Taxable.ToString(), row.Tax.ToString())));
    }

    [Fact]
    public async Task Tax_is_of_the_month_that_the_invoice_is_printed_with()
    {
        await using var story = await TwoCustomersAsync(DatabaseKind.Sqlite);
        await story.Database.BreakAsync("UPDATE legal_entities SET time_zone = 'America/New_York'");

        // Issued at 00:15 UTC of the first of December: in New York it is the last of November.
        var tax = await story.Database.AsWorkerAsync((BookReports reports) => reports.TaxAsync(1, November, December, Ct));
        Assert.Equal([November, November], tax.Select(row => row.Month));
    }

    [Theory, OnBothDatabases]
    public async Task What_is_owed_ages_and_was_owed_at_any_moment(DatabaseKind kind)
    {
        await using var story = await TwoCustomersAsync(kind);
        async Task<string> AtAsync(DateTimeOffset at) => string.Join(' ', (await story.Database.AsWorkerAsync(
            (AgedReceivables aged) => aged.AtAsync(1, at, Ct))).Select(row => $"{row.OrganizationId}:{string.Join('/', row.Buckets.Select(bucket => bucket.Minor))}"));
        var due = new DateTimeOffset(2026, 12, 15, 23, 0, 0, TimeSpan.Zero);

        Assert.Equal("8:600/0/0/0/0", await AtAsync(due));
        Assert.Equal("8:0/600/0/0/0", await AtAsync(due.AddSeconds(1)));
        Assert.Equal("8:0/0/600/0/0", await AtAsync(due.AddDays(30).AddSeconds(1)));
        Assert.Equal("8:0/0/0/0/600", await AtAsync(due.AddDays(200)));
        Assert.Equal("", await AtAsync(November.End));
        story.Database.Clock.Advance(TimeSpan.FromDays(40));
        var paidAt = story.Now;
        await story.GrantAsync(8, Story.Euro("10.00"), "late");
        Assert.Equal("", await AtAsync(paidAt));
        Assert.Equal("8:0/600/0/0/0", await AtAsync(paidAt.AddSeconds(-1)));
    }

    [Theory, OnBothDatabases]
    public async Task The_journal_is_exported_whole_for_spreadsheets_and_for_DATEV(DatabaseKind kind)
    {
        await using var story = await TwoCustomersAsync(kind);
        var entries = await story.Database.AsWorkerAsync(
            (JournalExport export) => export.EntriesAsync(1, November.Start, December.End, Ct));

        var csv = JournalExport.Csv(entries);
        Assert.Contains(",invoice,INV-000001,7,receivable,revenue hosting,8.00,EUR\r\n", csv, StringComparison.Ordinal);
        Assert.Contains(",invoice,INV-000001,7,receivable,tax DE 19,1.52,EUR\r\n", csv, StringComparison.Ordinal);

        var datev = Encoding.Latin1.GetString(Datev.Write(
            entries, new DateOnly(2026, 11, 1), new DateOnly(2026, 12, 31), December.End, new DatevSettings { Adviser = 29098, Client = 55003 }));
        var lines = datev.Split("\r\n");
        Assert.StartsWith("\"EXTF\";700;21;\"Buchungsstapel\";13;20270101000000000;", lines[0], StringComparison.Ordinal);
        Assert.Contains(";29098;55003;20260101;4;20261101;20261231;", lines[0], StringComparison.Ordinal);
        Assert.Equal(31, lines[0].Split(';').Length);
        Assert.Equal(125, lines[1].Split(';').Length);
        Assert.Contains("BU-Schl\u00fcssel", lines[1], StringComparison.Ordinal);
        Assert.Equal(entries.Count, lines.Length - 3);
        Assert.All(lines[2..^1], line => Assert.Equal(125, line.Split(';').Length));
        Assert.Contains(lines, line => line.StartsWith("8,00;\"S\";\"EUR\";;;;10007;8400;;0112;\"INV-000001\";", StringComparison.Ordinal));
    }

    [Fact]
    public void Bookings_in_pairs_give_every_account_what_it_had() =>
        Gen.Long[-1000, 1000].List[1, 8].Sample(amounts =>
        {
            amounts.Add(-amounts.Sum());
            var transaction = new LedgerTransaction
            {
                OrganizationId = 1,
                LegalEntityId = 1,
                Kind = "test",
                Reference = "1",
                BookedAt = November.Start,
                Actor = "test",
            };
            transaction.Entries.AddRange(amounts.Where(minor => minor != 0).Select((minor, at) => new LedgerEntry
            {
                AccountId = at,
                OrganizationId = 1,
                AmountMinor = minor,
                Currency = Story.Eur,
                Account = new LedgerAccount { SellerId = 1, LegalEntityId = 1, Kind = AccountKind.Revenue, Detail = $"{at}", Currency = Story.Eur },
            }));
            var pairs = JournalExport.Pairs(transaction, "").ToList();
            Assert.All(pairs, pair => Assert.True(pair.Amount.Minor > 0));
            Assert.All(transaction.Entries, entry =>
            {
                var account = new AccountOf(entry.Account!.Kind, entry.Account.Detail);
                Assert.Equal(
                    entry.AmountMinor,
                    pairs.Where(pair => pair.Credit == account).Sum(pair => pair.Amount.Minor)
                    - pairs.Where(pair => pair.Debit == account).Sum(pair => pair.Amount.Minor));
            });
        });

    [Fact]
    public void Recurring_revenue_adds_up_from_month_to_month() =>
        Gen.Select(Gen.Long[1, 5], Gen.Int[0, 2], Gen.Long[-50, 100]).Array[0, 15].Sample(rows =>
        {
            var given = rows.DistinctBy(row => (row.Item1, row.Item2))
                .Select(row => (row.Item1, Month.Of(November.Start.AddMonths(row.Item2)), new Money(row.Item3, Story.Eur))).ToList();
            var months = RecurringRevenue.Months(given, December, December.Next);
            foreach (var month in months)
            {
                var before = given.Where(row => row.Item2 == month.Month.Previous && row.Item3.Minor > 0).Sum(row => row.Item3.Minor);
                Assert.Equal(
                    month.Revenue.Minor,
                    before + month.New.Minor + month.Expanded.Minor - month.Contracted.Minor - month.Lost.Minor);
                Assert.InRange(month.Churn, 0, 100);
            }
        });

    /// <summary>7 in Germany has paid its 9.52; 8 abroad owes 6.00 of its 8.00.</summary>
    private static async Task<Story> TwoCustomersAsync(DatabaseKind kind)
    {
        var story = await Story.BeginAsync(kind);
        await story.ChargeTaxAsync();
        await story.CustomerAsync(7, "10.00");
        await story.CustomerAsync(8, "8.00");
        var abroad = new BillingProfileDetails(CustomerKind.Consumer, "Ueli", "CH") { Street = "Weg 1", City = "Bern" };
        Assert.Null((await story.Database.AsOrganizationAsync(8, (SetBillingProfile set) => set.ExecuteAsync(8, abroad, Ct))).Problem);
        await story.RunningAsync(7);
        await story.RunningAsync(8);
        await story.TakeAwayAsync(8, Story.Euro("6.00"));
        story.Database.Clock.SetUtcNow(November.End + CloseMonth.Grace);
        Assert.Equal(2, (await story.Database.AsWorkerAsync((CloseMonth close) => close.ExecuteAsync(1, November, Ct))).Value.Invoices);
        return story;
    }
}
