using System.Net;
using System.Text;

using Hostelry.Billing;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;
using Hostelry.Testing.Installations;
using Hostelry.Testing.StripeFake;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Webhooks;

/// <summary>The address that Stripe calls, on a real socket with the roles of the product.</summary>
public sealed class StripeWebhookTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task A_page_paid_at_Stripe_is_money_on_the_balance_once_however_often_it_is_told(DatabaseKind kind)
    {
        var stripe = await FakeStripe.OpenAccountAsync(TimeProvider.System);
        await using var portal = await TestPortal.StartAsync(kind, Settings(stripe));
        var customer = await portal.CustomerAsync("0");
        await stripe.FinishCheckoutAsync(await PayByPageAsync(portal, stripe, customer.Id));
        var bodies = stripe.Events.Select(FakeStripeAccount.Body).ToList();

        using var client = portal.Client();
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(client, bodies[0], null)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(client, bodies[0] + " ", stripe.Sign(bodies[0]))).StatusCode);
        Assert.Equal(
            HttpStatusCode.RequestEntityTooLarge, (await SendAsync(client, new string(' ', 600_000), stripe.Sign("x"))).StatusCode);
        Assert.Equal(0, await portal.AsWorkerAsync((BillingDb db) => db.StripeEvents.CountAsync(Ct)));
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).SelectMany(_ => bodies).Select(body => SendAsync(client, body, stripe.Sign(body))));

        Assert.All(answers, answer => Assert.Equal(HttpStatusCode.OK, answer.StatusCode));
        await Wait.UntilAsync("the payment is booked", async () => (await BalanceAsync(portal, customer.Id)).Minor > 0);
        Assert.Equal("25.00 EUR", (await BalanceAsync(portal, customer.Id)).ToString());
        Assert.Equal(bodies.Count, await portal.AsWorkerAsync((BillingDb db) => db.StripeEvents.CountAsync(Ct)));
    }

    [Fact]
    public async Task A_webhook_is_never_thanked_for_while_the_database_is_away()
    {
        var stripe = await FakeStripe.OpenAccountAsync(TimeProvider.System);
        await using var portal = await TestPortal.StartAsync(
            DatabaseKind.Postgres, [.. Settings(stripe), "--ConnectionStrings:Web=Host=127.0.0.1;Port=1;Database=none;Username=nobody"]);
        const string Body = """{"id":"evt_1","object":"event","type":"payment_intent.succeeded","created":1,"data":{"object":{"id":"pi_1","object":"payment_intent"}}}""";

        using var client = portal.Client();
        var answer = await SendAsync(client, Body, stripe.Sign(Body));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
    }

    /// <summary>
    /// The customer's page, with a form that was tampered with: other customer, other currency, a price, a total. What it may say
    /// is the amount. Gives the session at Stripe.
    /// </summary>
    private static async Task<string> PayByPageAsync(TestPortal portal, FakeStripeAccount stripe, long customer)
    {
        var browser = await portal.BrowserAsync(customer);
        var stranger = await portal.CustomerAsync("0");
        var here = FormattableString.Invariant($"/organizations/{customer}/payments");
        var page = await browser.GetAsync(here);
        var key = page.Document.QuerySelector("input[name='Add.Key']")!.GetAttribute("value")!;
        foreach (var bad in new[] { "-1.00", "0", "1.5e3", "1e999", "9223372036854775808", "25,00", "25.001", "" })
        {
            var refused = await browser.PostAsync(here + "/add", ("Add.Amount", bad), ("Add.Key", key));
            Assert.NotNull(refused.Document.QuerySelector(".invalid-feedback"));
        }

        var foreign = FormattableString.Invariant($"/organizations/{stranger.Id}/payments/add");
        Assert.Equal(HttpStatusCode.NotFound, (await browser.PostAsync(foreign, ("Add.Amount", "25.00"), ("Add.Key", key))).Status);
        (string, string)[] tampered =
        [
            ("Add.Amount", "25.00"), ("Add.Key", key), ("Add.Currency", "JPY"), ("Currency", "JPY"), ("Add.Total", "0.01"), ("Price", "0.01"),
            ("OrganizationId", FormattableString.Invariant($"{stranger.Id}")), ("Add.OrganizationId", FormattableString.Invariant($"{stranger.Id}")),
        ];
        var gone = await browser.PostAsync(here + "/add", tampered);
        var again = await browser.PostAsync(here + "/add", tampered);
        var link = gone.Document.QuerySelector("main a.btn-primary")!.GetAttribute("href")!;
        Assert.Equal(link, again.Document.QuerySelector("main a.btn-primary")!.GetAttribute("href"));
        var session = Assert.Single(stripe.Of("checkout.session"));
        Assert.Equal((2500L, "eur"), (session["amount_total"]!.GetValue<long>(), session["currency"]!.GetValue<string>()));
        Assert.Equal(stripe.Of("customer").Single()["id"]!.GetValue<string>(), session["customer"]!.GetValue<string>());
        Assert.EndsWith(session["id"]!.GetValue<string>(), link, StringComparison.Ordinal);

        var filled = await browser.PostAsync(
            here + "/auto", ("Auto.Enabled", "true"), ("Auto.Threshold", "5.00"), ("Auto.TopUp", "10.00"), ("Auto.MonthlyMaximum", "9.00"));
        Assert.NotNull(filled.Document.QuerySelector("#Auto_MonthlyMaximum.is-invalid"));
        filled = await browser.PostAsync(
            here + "/auto", ("Auto.Enabled", "true"), ("Auto.Threshold", "5.00"), ("Auto.TopUp", "10.00"), ("Auto.MonthlyMaximum", "90.00"));
        Assert.Equal(here, filled.Location);
        var reader = await portal.BrowserAsync(customer, MemberRole.Reader);
        Assert.Null((await reader.GetAsync(here)).Document.QuerySelector("input[name='Add.Key']"));
        return session["id"]!.GetValue<string>();
    }

    private static string[] Settings(FakeStripeAccount stripe) =>
    [
        $"--Stripe:ApiKey={stripe.ApiKey}", $"--Stripe:ApiBase={stripe.Address.AbsoluteUri}", $"--Stripe:WebhookSecret={stripe.WebhookSecret}",
        $"--Stripe:Account={stripe.AccountId}",
    ];

    private static Task<HttpResponseMessage> SendAsync(HttpClient client, string body, string? signature)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/webhooks/stripe")
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        if (signature is not null)
        {
            request.Headers.Add("Stripe-Signature", signature);
        }

        return client.SendAsync(request, Ct);
    }

    private static async Task<Money> BalanceAsync(TestPortal portal, long customer) =>
        (await portal.AsWorkerAsync((Balance balance) => balance.OfAsync(customer, Ct)))!.Ledger;
}
