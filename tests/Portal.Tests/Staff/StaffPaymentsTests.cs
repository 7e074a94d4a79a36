using System.Net;

using Hostelry.Billing;
using Hostelry.Billing.Alarms;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Bank;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;
using Hostelry.Testing.Installations;
using Hostelry.Testing.StripeFake;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Staff;

/// <summary>Money that needs people, on staff's pages.</summary>
public sealed class StaffPaymentsTests(Portals portals)
{
    private const int MostQueries = 6;

    [Theory, OnBothDatabases]
    public async Task A_large_credit_waits_for_another_member_whoever_asks_and_however(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        var (browser, user) = await StaffPeople.EnterAsAsync(portal, StaffRoles.Billing);
        await CreditAsync(browser, customer.Id, "500.00");
        Assert.Contains("requested", await portal.CommandAsync(
            "credit", "grant", "--organization", customer.Name, "--amount", "500.00", "--reason", "large", "--json"), StringComparison.Ordinal);
        Assert.Equal("0.00", await LedgerAsync(portal, customer.Id));

        // Whoever asked sees no button, and is refused without it; what the machine's operator asked for, a member may agree to.
        var own = await RequestAsync(browser, customer.Id, $"user:{user}");
        Assert.Empty(own.QuerySelectorAll("form[action$='/approve']"));
        var id = own.QuerySelector("form[action$='/reject']")!.GetAttribute("action")!.Split('/')[^2];
        await browser.PostAsync($"/staff/payments/requests/{id}/approve");
        Assert.Equal("0.00", await LedgerAsync(portal, customer.Id));
        await browser.PostAsync((await RequestAsync(browser, customer.Id, "operator")).QuerySelector("form[action$='/approve']")!.GetAttribute("action")!);
        Assert.Equal("500.00", await LedgerAsync(portal, customer.Id));

        var other = await StaffPeople.EnterAsync(portal, StaffRoles.Billing);
        var page = await other.GetAsync("/staff/payments");
        Assert.InRange(page.Queries, 1, MostQueries);
        await other.PostAsync($"/staff/payments/requests/{id}/approve");
        await other.PostAsync($"/staff/payments/requests/{id}/approve");
        Assert.Equal("1000.00", await LedgerAsync(portal, customer.Id));
        Assert.Equal(2, (await AuditAsync(portal, customer.Id, "credit.approve")).Count);
    }

    [Theory, OnBothDatabases]
    public async Task A_large_credit_in_parts_is_large_and_one_that_is_refused_books_nothing(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        var (browser, user) = await StaffPeople.EnterAsAsync(portal, StaffRoles.Billing);
        await CreditAsync(browser, customer.Id, "300.00");
        await CreditAsync(browser, customer.Id, "200.00");
        Assert.Equal("300.00", await LedgerAsync(portal, customer.Id));

        var other = await StaffPeople.EnterAsync(portal, StaffRoles.Billing);
        await CreditAsync(other, customer.Id, "199.99");
        Assert.Equal("499.99", await LedgerAsync(portal, customer.Id));
        await other.PostAsync((await RequestAsync(other, customer.Id, $"user:{user}")).QuerySelector("form[action$='/reject']")!.GetAttribute("action")!);
        Assert.Equal("499.99", await LedgerAsync(portal, customer.Id));
        var shown = await other.GetAsync($"/staff/payments/customers/{customer.Id}");
        Assert.Contains("refused", shown.Text, StringComparison.Ordinal);
        Assert.InRange(shown.Queries, 1, MostQueries);
    }

    [Theory, OnBothDatabases]
    public async Task Transfer_with_a_reference_is_on_the_balance_and_others_wait_for_staff(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        var browser = await StaffPeople.EnterAsync(portal, StaffRoles.Billing);
        var mark = Guid.CreateVersion7().ToString("N");
        await browser.GetAsync("/staff/payments/transfers");
        Assert.Equal("/staff/payments/transfers", (await TransferAsync(browser, mark + "-1", "12.00", "for " + PaymentReference.Of(customer.Id))).Location);
        Assert.Equal("12.00", await LedgerAsync(portal, customer.Id));

        await TransferAsync(browser, mark + "-2", "7.50", "who am I");
        await TransferAsync(browser, mark + "-2", "7.50", "who am I");
        await TransferAsync(browser, mark + "-3", "1.00", "noise");
        var differs = await TransferAsync(browser, mark + "-2", "8.00", "who am I");
        Assert.Contains("another amount", StaffPeople.MessagesOf(differs)["Form.BankReference"], StringComparison.Ordinal);
        var page = await browser.GetAsync("/staff/payments/transfers");
        Assert.InRange(page.Queries, 1, MostQueries);
        Assert.Equal(2, Waiting(page, mark).Count);
        Assert.Equal(2, await OpenAlarmsAsync(portal, page, mark));

        await browser.PostAsync(Waiting(page, mark + "-2")[0].QuerySelector("form[action$='/match']")!.GetAttribute("action")!, ("customer", "nobody of this name"));
        Assert.Equal("12.00", await LedgerAsync(portal, customer.Id));
        await browser.PostAsync(Waiting(page, mark + "-2")[0].QuerySelector("form[action$='/match']")!.GetAttribute("action")!, ("customer", customer.Name));
        await browser.PostAsync(Waiting(page, mark + "-3")[0].QuerySelector("form[action$='/dismiss']")!.GetAttribute("action")!);
        Assert.Equal("19.50", await LedgerAsync(portal, customer.Id));
        Assert.Empty(Waiting(await browser.GetAsync("/staff/payments/transfers"), mark));
        Assert.Equal(0, await OpenAlarmsAsync(portal, page, mark));
    }

    [Theory]
    [InlineData("Form.BankReference", "", "cannot be empty")]
    [InlineData("Form.Amount", "", "cannot be empty")]
    [InlineData("Form.Amount", "-1.00", "more than 0")]
    [InlineData("Form.Amount", "1e3", "more than 0")]
    [InlineData("Form.Currency", "XXX", "code of a currency")]
    [InlineData("Form.BookedOn", "yesterday", "Type a day")]
    public async Task Bad_transfer_is_answered_beside_its_field(string field, string typed, string message)
    {
        var browser = await StaffPeople.EnterAsync(await portals.OnAsync(DatabaseKind.Sqlite));
        await browser.GetAsync("/staff/payments/transfers");

        var page = await browser.PostAsync("/staff/payments/transfers/record", Transfer("x", "1.00", "y", (field, typed)));

        Assert.Contains(message, StaffPeople.MessagesOf(page)[field], StringComparison.Ordinal);
        Assert.Equal(typed, page.Document.QuerySelector($"[name='{field}']")!.GetAttribute("value"));
    }

    [Theory, OnBothDatabases]
    public async Task An_unknown_payment_is_looked_up_at_once_and_booked_once(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");

        // As a process leaves it that dies between its call and the answer; the worker would look a day from now.
        var now = TimeProvider.System.GetUtcNow();
        var attempt = new PaymentAttempt
        {
            Id = Guid.CreateVersion7(),
            OrganizationId = customer.Id,
            Provider = BankProvider.ProviderName,
            OperationKey = "lost",
            AmountMinor = 900,
            Currency = Currency.Of("EUR"),
            Reason = "lost",
            Actor = "worker",
            CreatedAt = now,
            NextLookAt = now.AddDays(1),
        };
        await portal.AsWorkerAsync<BillingDb, int>(db =>
        {
            db.PaymentAttempts.Add(attempt);
            return db.SaveChangesAsync(TestApi.Stop);
        });
        var (browser, user) = await StaffPeople.EnterAsAsync(portal, StaffRoles.Billing);
        var page = await browser.GetAsync("/staff/payments");
        var look = page.Document.QuerySelector($"form[action='/staff/payments/attempts/{attempt.Id}/look']");
        Assert.NotNull(look);

        await browser.PostAsync(look.GetAttribute("action")!);
        await browser.PostAsync(look.GetAttribute("action")!);

        Assert.Equal("9.00", await LedgerAsync(portal, customer.Id));
        Assert.Equal($"user:{user}", Assert.Single(await AuditAsync(portal, customer.Id, "payment.look_up")).Actor);
        Assert.Null((await browser.GetAsync("/staff/payments")).Document.QuerySelector($"form[action*='{attempt.Id}']"));
    }

    [Fact]
    public async Task A_payment_goes_back_in_parts_and_a_dispute_is_seen()
    {
        var stripe = await FakeStripe.OpenAccountAsync(TimeProvider.System);
        await using var portal = await TestPortal.StartAsync(
            DatabaseKind.Sqlite, $"--Stripe:ApiKey={stripe.ApiKey}", $"--Stripe:ApiBase={stripe.Address}", $"--Stripe:WebhookSecret={stripe.WebhookSecret}",
            $"--Stripe:Account={stripe.AccountId}");
        var customer = await portal.CustomerAsync(credit: "0");
        var paid = await PayAsync(portal, stripe, customer.Id, "40.00");
        var browser = await StaffPeople.EnterAsync(portal, StaffRoles.Billing);
        var path = $"/staff/payments/customers/{customer.Id}/payments/{paid.Id}/refund";
        Assert.NotNull((await browser.GetAsync($"/staff/payments/customers/{customer.Id}")).Document.QuerySelector($"a[href='{path}']"));

        var form = await browser.GetAsync(path);
        Assert.Equal("40.00", form.Document.QuerySelector("[name='Form.Amount']")!.GetAttribute("value"));
        (string, string)[] part = [("Form.Key", KeyOf(form)), ("Form.Amount", "15.00"), ("Form.Reason", "half was down")];
        await browser.PostAsync(path, part);
        await browser.PostAsync(path, part);
        Assert.Equal("25.00", await LedgerAsync(portal, customer.Id));
        Assert.Equal(1500, Assert.Single(stripe.Of("refund"))["amount"]!.GetValue<long>());

        var rest = await browser.GetAsync(path);
        Assert.Equal("25.00", rest.Document.QuerySelector("[name='Form.Amount']")!.GetAttribute("value"));
        var tooMuch = await browser.PostAsync(path, ("Form.Key", KeyOf(rest)), ("Form.Amount", "25.01"), ("Form.Reason", "more"));
        Assert.Contains("More than is left", StaffPeople.MessagesOf(tooMuch)["Form.Amount"], StringComparison.Ordinal);
        await browser.PostAsync(path, ("Form.Key", KeyOf(rest)), ("Form.Amount", "25.00"), ("Form.Reason", "all of it"));
        Assert.Equal("0.00", await LedgerAsync(portal, customer.Id));
        Assert.Null((await browser.GetAsync($"/staff/payments/customers/{customer.Id}")).Document.QuerySelector($"a[href='{path}']"));
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(path.Replace($"{customer.Id}/pay", "9007199254740991/pay", StringComparison.Ordinal))).Status);
    }

    [Theory, OnBothDatabases]
    public async Task Simulator_says_what_would_happen_and_when(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var rich = await portal.CustomerAsync();
        var poor = await portal.CustomerAsync(credit: "0");
        await portal.CommandAsync("organization", "limits", "--organization", poor.Name, "--credit", "50.00");
        await poor.Api.ServerAsync("owed");
        var browser = await StaffPeople.EnterAsync(portal, StaffRoles.Support);

        var found = await browser.GetAsync("/staff/payments/dunning?q=" + Uri.EscapeDataString(poor.Name.ToUpperInvariant()));
        Assert.InRange(found.Queries, 1, MostQueries);
        var link = found.Document.QuerySelector(".acts a")!.GetAttribute("href")!;
        Assert.Equal($"/staff/payments/customers/{poor.Id}/dunning", link);
        var page = await browser.GetAsync(link);
        var steps = page.Document.QuerySelectorAll("#timeline ~ * tbody tr, section:last-of-type tbody tr").Select(row => row.TextContent).ToList();
        Assert.Equal(7, steps.Count);
        Assert.Contains("a reminder by mail", steps[0], StringComparison.Ordinal);
        Assert.Contains("left out: no card", steps[1], StringComparison.Ordinal);
        Assert.Contains("servers are deleted", steps[6], StringComparison.Ordinal);
        Assert.Contains("nothing would happen", (await browser.GetAsync($"/staff/payments/customers/{rich.Id}/dunning")).Text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync("/staff/payments/customers/9007199254740991/dunning")).Status);
        Assert.NotEmpty(await AuditAsync(portal, poor.Id, "staff.see_dunning"));
    }

    private static async Task CreditAsync(Browser browser, long customer, string amount)
    {
        var path = $"/staff/customers/{customer}/credit";
        var key = (await browser.GetAsync(path)).Document.QuerySelector("[name='Body.Key']")!.GetAttribute("value")!;
        Assert.Equal($"/staff/customers/{customer}", (await browser.PostAsync(path, ("Body.Key", key), ("Body.Amount", amount), ("Body.Reason", "because"))).Location);
    }

    /// <summary>The desk's row of what somebody asked for.</summary>
    private static async Task<AngleSharp.Dom.IElement> RequestAsync(Browser browser, long customer, string asker) => Assert.Single(
        (await browser.GetAsync("/staff/payments")).Document.QuerySelectorAll("tbody tr"),
        row => row.QuerySelector($"a[href='/staff/payments/customers/{customer}']") is not null && row.TextContent.Contains(asker, StringComparison.Ordinal));

    private static List<AngleSharp.Dom.IElement> Waiting(Page page, string mark) =>
        [.. page.Document.QuerySelectorAll("tbody tr").Where(row => row.QuerySelector("form[action$='/match']") is not null && row.TextContent.Contains(mark, StringComparison.Ordinal))];

    private static Task<Page> TransferAsync(Browser browser, string reference, string amount, string text) =>
        browser.PostAsync("/staff/payments/transfers/record", Transfer(reference, amount, text));

    private static (string, string)[] Transfer(string reference, string amount, string text, (string Field, string Value)? other = null)
    {
        var fields = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["Form.BankReference"] = reference,
            ["Form.Amount"] = amount,
            ["Form.Currency"] = "EUR",
            ["Form.Payer"] = text,
            ["Form.BookedOn"] = "2026-11-26",
        };
        if (other is { } wrong)
        {
            fields[wrong.Field] = wrong.Value;
        }

        return [.. fields.Select(pair => (pair.Key, pair.Value))];
    }

    private static string KeyOf(Page form) => form.Document.QuerySelector("[name='Form.Key']")!.GetAttribute("value")!;

    /// <summary>The customer pays at the fake Stripe's page, and the worker hears of it.</summary>
    private static async Task<PaymentAttempt> PayAsync(TestPortal portal, FakeStripeAccount stripe, long customer, string amount)
    {
        var browser = await portal.BrowserAsync(customer);
        var here = FormattableString.Invariant($"/organizations/{customer}/payments");
        var key = (await browser.GetAsync(here)).Document.QuerySelector("input[name='Add.Key']")!.GetAttribute("value")!;
        await browser.PostAsync(here + "/add", ("Add.Amount", amount), ("Add.Key", key));
        await stripe.FinishCheckoutAsync(stripe.Of("checkout.session").Single()["id"]!.GetValue<string>());
        using var client = portal.Client();
        foreach (var body in stripe.Events.Select(FakeStripeAccount.Body).ToList())
        {
            using var sent = new HttpRequestMessage(HttpMethod.Post, "/webhooks/stripe") { Content = new StringContent(body) };
            sent.Headers.TryAddWithoutValidation("Stripe-Signature", stripe.Sign(body));
            (await client.SendAsync(sent, TestApi.Stop)).EnsureSuccessStatusCode();
        }

        await Wait.UntilAsync("the payment is booked", async () => await LedgerAsync(portal, customer) == amount);
        return await portal.AsWorkerAsync<BillingDb, PaymentAttempt>(db => db.Reachable<PaymentAttempt>().SingleAsync(row => row.OrganizationId == customer, TestApi.Stop));
    }

    private static async Task<string> LedgerAsync(TestPortal portal, long customer) =>
        (await portal.AsWorkerAsync<Balance, BalanceView?>(balance => balance.OfAsync(customer, TestApi.Stop)))!.Ledger.ToDecimalString();

    private static Task<int> OpenAlarmsAsync(TestPortal portal, Page page, string mark)
    {
        var subjects = Waiting(page, mark).ConvertAll(row => "transfer:" + row.QuerySelector("form")!.GetAttribute("action")!.Split('/')[^2]);
        return portal.AsWorkerAsync<BillingDb, int>(db => db.Reachable<Alarm>()
            .CountAsync(alarm => alarm.ClearedAt == null && subjects.Contains(alarm.Subject), TestApi.Stop));
    }

    private static Task<List<AuditEntry>> AuditAsync(TestPortal portal, long organizationId, string action) =>
        portal.AsWorkerAsync<BillingDb, List<AuditEntry>>(db => db.Reachable<AuditEntry>()
            .Where(row => row.OrganizationId == organizationId && row.Action == action).OrderBy(row => row.Id).ToListAsync(TestApi.Stop));
}
