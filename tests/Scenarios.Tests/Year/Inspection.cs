using System.Globalization;

using Hostelry.Billing;
using Hostelry.Billing.Dunning;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Subscriptions;
using Hostelry.Billing.Verification;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;
using Hostelry.Provisioning.Verification;
using Hostelry.Scenarios.Tests.Oracle;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Scenarios.Tests.Year;

/// <summary>Holds the product's books against the diary, against Stripe, and against the hosts.</summary>
internal sealed class Inspection(Stage stage)
{
    private readonly BillOracle _oracle = new(stage.Book);
    private readonly Dictionary<long, long> _billed = [];

    /// <summary>How many invoices were compared, line by line.</summary>
    public int Invoices { get; private set; }

    public int Lines { get; private set; }

    /// <summary>A month that is closed: every customer's invoice is the oracle's, to the cent and the hour.</summary>
    public async Task MonthAsync(DateTimeOffset month)
    {
        var invoices = (await stage.House.WorkAsync((BillingDb db) => db.Reachable<Invoice>().AsNoTracking().Include(row => row.Lines)
                .Where(row => row.Kind == InvoiceKind.Invoice && row.PeriodStart == month).ToListAsync(Stage.Ct)))
            .ToLookup(row => row.OrganizationId);
        foreach (var person in stage.People)
        {
            var bill = _oracle.Of(person.Diary, month);
            List<Invoice> found = [.. invoices[person.Id]];
            if (found.Count != (bill is null ? 0 : 1))
            {
                throw stage.Wrong($"Customer {person.Id} has {found.Count} invoices of {month:yyyy-MM}, and must have {(bill is null ? 0 : 1)}.");
            }

            if (bill is not null)
            {
                Compare(person, month, bill, found[0]);
                _billed[person.Id] = _billed.GetValueOrDefault(person.Id) + bill.Total;
            }
        }
    }

    /// <summary>Everything that holds at any quiet moment.</summary>
    public async Task BooksAsync()
    {
        await BalancesAsync();
        await ChargesAsync();
        await ZeroSumAsync();
        await NumbersAsync();
        var breaches = await stage.House.WorkAsync((VerifyBooks verify) => verify.WholeAsync(Stage.Ct));
        var unpaid = await stage.House.WorkAsync((VerifyServers verify) => verify.ExecuteAsync(Stage.Ct));
        if (breaches.Concat(unpaid).FirstOrDefault() is { } breach)
        {
            throw stage.Wrong($"The verification found a breach: {breach}");
        }

        await DunningAsync();
    }

    /// <summary>At the end: invoices once more from their facts, the chain, servers and hosts.</summary>
    public async Task EndAsync()
    {
        var replayed = await stage.House.WorkAsync((ReplayInvoices replay) => replay.ExecuteAsync(Stage.Ct));
        if (replayed.Differences.Count > 0 || replayed.Invoices != Invoices)
        {
            throw stage.Wrong(
                $"{replayed.Invoices} of {Invoices} invoices were replayed: {string.Join('\n', replayed.Differences.Take(3))}");
        }

        var chain = await stage.House.WorkAsync((InvoiceChain check) => check.VerifyAsync(1, Stage.Ct));
        stage.Accepted("chain verified", chain);
        await ServersAsync();
    }

    private void Compare(Person person, DateTimeOffset month, Bill bill, Invoice invoice)
    {
        List<Line> lines = [.. invoice.Lines.Select(line => new Line(line.SubscriptionId, line.ProductCode, line.Hours, line.AmountMinor)).Order()];
        Invoices++;
        Lines += lines.Count;
        if (lines.SequenceEqual(bill.Lines) && (invoice.NetMinor, invoice.TaxMinor, invoice.TotalMinor) == (bill.Net, bill.Tax, bill.Total))
        {
            return;
        }

        var things = lines.Except(bill.Lines).Concat(bill.Lines.Except(lines)).Select(line => line.Thing).Distinct()
            .SelectMany(id => person.Diary.Things.Where(thing => thing.Id == id))
            .Select(thing => $"#{thing.Id} ordered {thing.OrderedAt:MM-dd HH:mm:ss}: {string.Join("; ", stage.Book.AsCharged(thing.Uses).Select(use =>
                string.Create(CultureInfo.InvariantCulture, $"{use.Version.Product} {use.Version.Unit} {use.From:MM-dd HH:mm:ss}–{use.To:MM-dd HH:mm:ss}")))}");
        throw stage.Wrong(string.Create(CultureInfo.InvariantCulture, $"""
            Customer {person.Id}, {month:yyyy-MM}: the invoice says net {invoice.NetMinor}, tax {invoice.TaxMinor}, and must say net {bill.Net}, tax {bill.Tax}.
              only on the invoice: {string.Join(" | ", lines.Except(bill.Lines))}
              missing on it: {string.Join(" | ", bill.Lines.Except(lines))}
            {string.Join('\n', things)}
            """));
    }

    /// <summary>What came in, by Stripe's own word, less what was billed.</summary>
    private async Task BalancesAsync()
    {
        var ledger = await stage.House.WorkAsync((BillingDb db) => db.Reachable<LedgerEntry>()
            .Where(entry => entry.Account!.Kind == AccountKind.Prepaid || entry.Account.Kind == AccountKind.Receivable)
            .GroupBy(entry => entry.OrganizationId).Select(group => new { group.Key, Sum = group.Sum(entry => entry.AmountMinor) })
            .ToDictionaryAsync(row => row.Key, row => row.Sum, Stage.Ct));
        var paid = PaidAtStripe();
        foreach (var person in stage.People)
        {
            var must = person.Diary.Given + paid.GetValueOrDefault(person.Id) + person.Diary.Forgiven
                - _billed.GetValueOrDefault(person.Id);
            var has = ledger.GetValueOrDefault(person.Id);
            if (has != must)
            {
                throw stage.Wrong(
                    $"Customer {person.Id} has {has} cents in the books, and must have {must}: given {person.Diary.Given}, paid {paid.GetValueOrDefault(person.Id)}, "
                    + $"forgiven {person.Diary.Forgiven}, billed {_billed.GetValueOrDefault(person.Id)}.");
            }
        }
    }

    /// <summary>Cents by customer: charges, less what went back and what banks took back.</summary>
    private Dictionary<long, long> PaidAtStripe()
    {
        var objects = stage.House.Stripe.Objects;
        var sums = new Dictionary<long, long>();
        foreach (var one in objects.Values)
        {
            var sign = (Weather.Text(one, "object"), Weather.Text(one, "status")) switch
            {
                ("charge", _) => 1,
                ("refund", not ("failed" or "canceled")) => -1,
                ("dispute", not "won") => -1,
                _ => 0,
            };
            if (sign != 0)
            {
                var metadata = objects[Weather.Text(one, "payment_intent")!]["metadata"]!.AsObject();
                var customer = long.Parse(Weather.Text(metadata, "organization")!, CultureInfo.InvariantCulture);
                sums[customer] = sums.GetValueOrDefault(customer) + (sign * Weather.Number(one, "amount"));
            }
        }

        return sums;
    }

    /// <summary>One charge for an attempt, one booking for a charge, no booking without one; and no more by itself than was allowed.</summary>
    private async Task ChargesAsync()
    {
        var attempts = await stage.House.WorkAsync((BillingDb db) => db.Reachable<PaymentAttempt>().AsNoTracking()
            .Where(one => one.Provider == "stripe").ToListAsync(Stage.Ct));
        var booked = await stage.House.WorkAsync((BillingDb db) => db.Reachable<LedgerTransaction>().AsNoTracking()
            .Where(one => one.Kind == "stripe").Select(one => one.Reference).ToListAsync(Stage.Ct));
        var charged = stage.House.Stripe.Charges
            .Select(charge => Weather.Text(stage.House.Stripe.Objects[Weather.Text(charge, "payment_intent")!]["metadata"]!.AsObject(), "attempt")!)
            .ToList();
        if (charged.GroupBy(one => one, StringComparer.Ordinal).FirstOrDefault(same => same.Count() > 1) is { } twice)
        {
            throw stage.Wrong($"Attempt {twice.Key} was charged {twice.Count()} times.");
        }

        if (charged.Except(booked, StringComparer.Ordinal).Concat(booked.Except(charged, StringComparer.Ordinal)).FirstOrDefault() is { } alone)
        {
            throw stage.Wrong($"Attempt {alone} is charged and not booked, or booked and not charged.");
        }

        foreach (var month in attempts.Where(one => one.OperationKey.StartsWith("auto-top-up:", StringComparison.Ordinal) && one.State == PaymentState.Succeeded)
            .GroupBy(one => (one.OrganizationId, one.CreatedAt.Year, one.CreatedAt.Month)))
        {
            var most = stage.People.Single(person => person.Id == month.Key.OrganizationId).MostFilledPerMonth;
            if (month.Sum(one => one.AmountMinor) > most)
            {
                throw stage.Wrong($"Customer {month.Key.OrganizationId} was filled by {month.Sum(one => one.AmountMinor)} in a month, and allowed {most}.");
            }
        }
    }

    private async Task ZeroSumAsync()
    {
        var entries = await stage.House.WorkAsync((BillingDb db) => db.Reachable<LedgerEntry>().AsNoTracking()
            .GroupBy(entry => EF.Property<long>(entry, "TransactionId")).Select(group => new { group.Key, Sum = group.Sum(entry => entry.AmountMinor) })
            .Where(row => row.Sum != 0).Take(1).ToListAsync(Stage.Ct));
        if (entries is [var wrong, ..])
        {
            throw stage.Wrong($"Transaction {wrong.Key} sums to {wrong.Sum}.");
        }
    }

    private async Task NumbersAsync()
    {
        var numbers = await stage.House.WorkAsync((BillingDb db) => db.Reachable<Invoice>().AsNoTracking()
            .Where(one => one.Number != null).Select(one => new { one.Series, one.Number }).ToListAsync(Stage.Ct));
        foreach (var series in numbers.GroupBy(one => one.Series))
        {
            if (!series.Select(one => one.Number!.Value).Order().SequenceEqual(Enumerable.Range(1, series.Count()).Select(at => (long)at)))
            {
                throw stage.Wrong($"Series {series.Key} has gaps or doubles.");
            }
        }
    }

    /// <summary>Nobody is ended who was not warned, and a warning comes after a reminder, days apart.</summary>
    private async Task DunningAsync()
    {
        var cases = await stage.House.WorkAsync((BillingDb db) => db.Reachable<DunningCase>().AsNoTracking().Include(one => one.Taken).ToListAsync(Stage.Ct));
        foreach (var one in cases)
        {
            var taken = one.Taken.OrderBy(step => step.Step).ToList();
            if (taken.Select(step => step.Step).Distinct().Count() != taken.Count
                || taken.Exists(step => step.Act == DunningAct.End && taken[0].At > step.At.AddDays(-29)))
            {
                throw stage.Wrong($"Case {one.Id} took a step twice, or ended before its time.");
            }
        }

        var ends = cases.SelectMany(one => one.Taken.Where(step => step.Act == DunningAct.End).Select(step => (one.OrganizationId, step.At))).ToHashSet();
        foreach (var person in stage.People)
        {
            if (person.EndedByDunning.Exists(at => !ends.Contains((person.Id, at))))
            {
                throw stage.Wrong($"Something of customer {person.Id} ended, and neither it nor dunning said so.");
            }
        }
    }

    /// <summary>One server and one subscription for each order, and on the hosts what must be there and nothing else.</summary>
    private async Task ServersAsync()
    {
        var rows = await stage.House.WorkAsync((ProvisioningDb db) => db.Reachable<Server>().AsNoTracking().ToListAsync(Stage.Ct));
        var ordered = stage.People.SelectMany(person => person.Servers).Select(server => server.Id).Order().ToList();
        if (!rows.Select(row => row.Id).Order().SequenceEqual(ordered) || rows.Select(row => row.SubscriptionId).Distinct().Count() != rows.Count)
        {
            throw stage.Wrong($"{ordered.Count} servers were ordered, and there are {rows.Count}.");
        }

        var subscriptions = await stage.House.WorkAsync((BillingDb db) => db.Reachable<Subscription>().AsNoTracking().CountAsync(Stage.Ct));
        if (subscriptions != stage.People.Sum(person => person.Diary.Things.Count))
        {
            throw stage.Wrong($"{stage.People.Sum(person => person.Diary.Things.Count)} things were ordered, and there are {subscriptions} subscriptions.");
        }

        var installation = await stage.House.WorkAsync((ProvisioningDb db) => db.Installations.Select(row => row.Name).SingleAsync(Stage.Ct));
        var guests = (await stage.House.Hypervisor.ListAsync(new HostEndpoint(1, "local"), installation, Stage.Ct)).Select(guest => guest.Key.Id).Order().ToList();
        var busy = await stage.House.WorkAsync((ProvisioningDb db) => db.Reachable<Operation>().AsNoTracking()
            .Where(row => row.Status == OperationStatus.Running).Select(row => row.ServerId).ToListAsync(Stage.Ct));
        var living = rows.Where(row => row.DeletedAt is null).Select(row => row.Id).Order().ToList();
        if (guests.Except(busy).Except(living).Concat(living.Except(busy).Except(guests)).Any())
        {
            throw stage.Wrong($"Guests {string.Join(' ', guests.Except(living))} are nobody's; servers {string.Join(' ', living.Except(guests))} have no guest.");
        }

        var lost = stage.People.SelectMany(person => person.Servers).FirstOrDefault(server => server.Deleted != rows.Exists(row =>
            row.Id == server.Id && (row.DeletedAt is not null || busy.Contains(row.Id))) && !busy.Contains(server.Id));
        if (lost is not null)
        {
            throw stage.Wrong($"Server {lost.Id} is {(lost.Deleted ? "deleted, and still there" : "gone, and nobody deleted it")}.");
        }
    }
}
