using System.Net;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Mail;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Tests.Running;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Tests.Pages;

/// <summary>Who an organization is, what tax that makes of its prices, and how it pays.</summary>
public sealed class BillingDetailsTests(Portals portals)
{
    private static readonly (string Name, string Value)[] Good =
    [
        ("Kind", "Consumer"), ("Name", "Acme GmbH"), ("Country", "DE"), ("Street", "Hauptstr. 1"), ("PostalCode", "10115"), ("City", "Berlin"),
    ];

    [Theory, OnBothDatabases]
    public async Task Details_are_kept_for_the_next_invoice_and_read_by_who_may_only_look(DatabaseKind kind)
    {
        var world = await PageWorld.OpenAsync(portals, kind);
        var path = world.Organization + "/billing-details";
        await world.Browser.GetAsync(path);
        Assert.Equal(path, (await world.Browser.PostAsync(path, Good)).Location);

        var page = await world.Browser.GetAsync(path);
        Assert.Equal("Acme GmbH", page.Document.QuerySelector("[name=Name]")!.GetAttribute("value"));
        Assert.Equal("Germany", page.Text("[name=Country] option[selected]"));
        var reader = await world.Portal.BrowserAsync(world.Customer.Id, MemberRole.Reader);
        Assert.Contains("10115 Berlin", (await reader.GetAsync(path)).Text(".facts"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsync(path, Good)).Status);
    }

    [Theory]
    [InlineData("Name", "", "Name")]
    [InlineData("Country", "", "Country")]
    [InlineData("Country", "ZZ", "Country")]
    [InlineData("Street", "", "Street")]
    [InlineData("City", "a\tb", "City")]
    [InlineData("VatId", "DE123456789", "VatId")]
    [InlineData("Email", "nobody", "Email")]
    public async Task What_is_wrong_is_said_beside_its_field_and_stays(string field, string value, string beside)
    {
        var world = await PageWorld.OpenAsync(portals, DatabaseKind.Sqlite, credit: "0");
        var path = world.Organization + "/billing-details";
        await world.Browser.GetAsync(path);
        var refused = await world.Browser.PostAsync(path, [.. Good.Where(one => one.Name != field), (field, value)]);
        Assert.NotEqual("", refused.Message(beside));
        Assert.Equal("Hauptstr. 1" == value || field == "Street" ? value : "Hauptstr. 1", refused.Document.QuerySelector("[name=Street]")!.GetAttribute("value") ?? "");
    }

    [Fact]
    public async Task Prices_stand_with_and_without_tax_before_the_order_as_the_country_decides()
    {
        await using var portal = await TestPortal.StartAsync(DatabaseKind.Sqlite);
        var customer = await portal.CustomerAsync();
        var browser = await portal.BrowserAsync(customer.Id);
        var project = (await browser.GetAsync("/")).Location!;
        Assert.Contains("No tax is added", (await browser.GetAsync(project + "/catalogue")).Text, StringComparison.Ordinal);

        await portal.CommandAsync("legal-entity", "set", "1", "--country", "DE", "--tax", "registered", "--vat-id", "DE123456789");
        var path = FormattableString.Invariant($"/organizations/{customer.Id}/billing-details");
        await browser.GetAsync(path);
        await browser.PostAsync(path, Good);
        var catalogue = await browser.GetAsync(project + "/catalogue");
        Assert.Contains("19 % is added", catalogue.Text, StringComparison.Ordinal);
        Assert.Contains("with tax", catalogue.Text(".rows"), StringComparison.Ordinal);
        var summary = (await browser.GetAsync(project + "/servers/new/price?type=ct11&location=local&shown=local")).Text("#summary");
        Assert.Contains("An hour with 19 % tax", summary, StringComparison.Ordinal);

        await browser.GetAsync(path);
        await browser.PostAsync(path, [.. Good.Where(one => one.Name != "Country"), ("Country", "CH")]);
        var abroad = (await browser.GetAsync(project + "/servers/new/price?type=ct11&location=local&shown=local")).Text("#summary");
        Assert.DoesNotContain("19 %", abroad, StringComparison.Ordinal);
        Assert.Contains("outside of the European Union", abroad, StringComparison.Ordinal);
    }

    [Theory, OnBothDatabases]
    public async Task Top_up_that_is_asked_for_says_how_to_pay_to_whoever_pays(DatabaseKind kind)
    {
        var portal = await portals.OnAsync(kind);
        var customer = await portal.CustomerAsync(credit: "0");
        var payer = await portal.PersonAsync(customer.Id, MemberRole.Billing);
        var browser = new Browser(portal, payer);
        var balance = FormattableString.Invariant($"/organizations/{customer.Id}/balance");
        // Whoever comes for the money alone begins there.
        Assert.Equal(balance, (await browser.GetAsync("/")).Location);

        await browser.GetAsync(balance);
        foreach (var wrong in (string[])["", "0", "-5", "1e9", "much"])
        {
            Assert.StartsWith("Amount:", (await browser.PostAsync(balance + "/top-up", ("TopUpAmount", wrong))).Message("TopUpAmount"), StringComparison.Ordinal);
        }

        Assert.Equal(balance + "/top-up", (await browser.PostAsync(balance + "/top-up", ("TopUpAmount", "25,50"))).Location);
        var page = await browser.GetAsync(balance + "/top-up?amount=25.50");
        Assert.Contains("€25.50", page.Text("h1"), StringComparison.Ordinal);
        var reference = Billing.Payments.Bank.PaymentReference.Of(customer.Id);
        Assert.Contains(reference, page.Text(".facts"), StringComparison.Ordinal);
        Assert.Contains(reference, (await portal.MailAsync(payer.Email, MailKind.TopUpRequested)).TextBody, StringComparison.Ordinal);

        var reader = await portal.BrowserAsync(customer.Id, MemberRole.Reader);
        await reader.GetAsync(balance);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.PostAsync(balance + "/top-up", ("TopUpAmount", "5"))).Status);
    }

    [Fact]
    public async Task Top_up_page_names_the_sellers_account_and_the_seller_hears_of_it()
    {
        await using var portal = await TestPortal.StartAsync(DatabaseKind.Sqlite);
        await portal.CommandAsync(
            "legal-entity", "set", "1", "--name", "Hosting GmbH", "--country", "DE", "--iban", "DE89370400440532013000", "--email", "money@seller.example");
        var customer = await portal.CustomerAsync(credit: "0");
        var browser = await portal.BrowserAsync(customer.Id);
        var balance = FormattableString.Invariant($"/organizations/{customer.Id}/balance");
        await browser.GetAsync(balance);
        await browser.PostAsync(balance + "/top-up", ("TopUpAmount", "10"));
        var facts = (await browser.GetAsync(balance + "/top-up")).Text(".facts");
        Assert.Contains("Hosting GmbH", facts, StringComparison.Ordinal);
        Assert.Contains("DE89 3704 0044 0532 0130 00", facts, StringComparison.Ordinal);
        Assert.Contains(customer.Name, (await portal.MailAsync("money@seller.example", MailKind.TopUpAnnounced)).TextBody, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(499, "")]
    [InlineData(500, "50")]
    [InlineData(800, "50 80")]
    [InlineData(1000, "50 80 100")]
    public void Marks_of_the_limit_are_passed_at_half_four_fifths_and_all_of_it(long used, string passed)
    {
        var euro = Billing.Kernel.Currency.Of("EUR");
        Assert.Equal(passed, string.Join(' ', Billing.Limits.SendSpendingAlerts.Marks.Order()
            .Select(mark => Features.Funds.LimitMark.Of(mark, new Billing.Kernel.Money(1000, euro), new Billing.Kernel.Money(used, euro)))
            .Where(mark => mark.Passed).Select(mark => mark.Percent)));
    }

    [Fact]
    public async Task Terms_are_asked_for_where_there_are_some_and_the_country_begins_the_details()
    {
        await using var portal = await TestPortal.StartAsync(
            DatabaseKind.Sqlite, "--Terms:Address=https://seller.example/terms", "--Terms:Version=2026-11");
        var browser = new Browser(portal);
        await browser.GetAsync("/sign-up");
        await browser.PostAsync("/sign-up", ("Email", "new@example.org"));
        var link = await portal.LinkAsync("new@example.org", MailKind.ConfirmSignUp);
        Assert.Equal("https://seller.example/terms", (await browser.GetAsync(link)).Document.QuerySelector(".form-check a")!.GetAttribute("href"));
        (string, string)[] form = [("Organization", "New"), ("Country", "AT"), ("Password", "correct horse battery")];
        Assert.Contains("Terms of service", (await browser.PostAsync(link, form)).Message("Terms"), StringComparison.Ordinal);
        Assert.NotEqual("", (await browser.PostAsync(link, [("Terms", "true"), .. form[..1], ("Country", ""), form[2]])).Message("Country"));
        Assert.Equal("/", (await browser.PostAsync(link, [("Terms", "true"), .. form])).Location);

        Assert.Equal("AT", await portal.AsWorkerAsync<Billing.BillingDb, string>(db =>
            db.Reachable<BillingProfile>().Where(row => row.Name == "New").Select(row => row.Country).SingleAsync(TestApi.Stop)));
        Assert.Contains("terms:2026-11", await portal.AsWorkerAsync<Billing.BillingDb, string>(db => db.Reachable<Billing.Audit.AuditEntry>()
            .Where(row => row.Action == "user.accept_terms").Select(row => row.Subjects).SingleAsync(TestApi.Stop)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("en", "Germany")]
    [InlineData("ru", "Германия")]
    public void Countries_have_names_in_the_visitors_language(string language, string germany)
    {
        var before = System.Globalization.CultureInfo.CurrentUICulture;
        System.Globalization.CultureInfo.CurrentUICulture = System.Globalization.CultureInfo.GetCultureInfo(language);
        try
        {
            Assert.Equal(germany, Features.Shared.CountryNames.Of("DE"));
            Assert.DoesNotContain(Features.Shared.CountryNames.Choices(), choice => choice.Text == choice.Value);
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentUICulture = before;
        }
    }
}
