using System.Globalization;

namespace Hostelry.Browser.Tests;

/// <summary>Every page of staff's, walked once in each language, with things on it to see.</summary>
public sealed class StaffPagesTests(Chromium chromium)
{
    [Theory]
    [InlineData("en")]
    [InlineData("ru")]
    public async Task Every_page_fits_and_is_accessible_in_both_themes_at_both_widths(string language)
    {
        await using var staff = await StaffSite.StartAsync();
        var acme = (await staff.CustomerAsync("Acme", "50.00", "web", "db")).ToString(CultureInfo.InvariantCulture);
        staff.Hypervisor.Down = true;
        await staff.CustomerAsync("Globex", "20.00", "stuck");
        await staff.Site.CommandAsync("organization", "suspend", "--organization", "Globex", "--reason", "overdue");
        await using var visitor = await chromium.VisitAsync(staff.Site.Address, language);
        await StaffAccount.EnterAsync(staff.Site, visitor);

        foreach (var (path, name) in Pages(acme))
        {
            Assert.Equal((path, 200), (path, await visitor.GoAsync(path)));
            await visitor.LookAsync($"{language}-staff-{name}");
        }

        await LookAtTroubleAsync(visitor, language);
        await LookAtMistakesAsync(visitor, language, acme);
        staff.Hypervisor.Down = false;
        visitor.NothingWentWrong();
    }

    private static IEnumerable<(string Path, string Name)> Pages(string customer) =>
    [
        ("/staff/customers", "customers"),
        ("/staff/customers?q=nobody", "customers-none"),
        ($"/staff/customers/{customer}", "customer"),
        ($"/staff/customers/{customer}/servers", "customer-servers"),
        ($"/staff/customers/{customer}/people", "customer-people"),
        ($"/staff/customers/{customer}/projects", "customer-projects"),
        ($"/staff/customers/{customer}/money", "customer-money"),
        ($"/staff/customers/{customer}/quotas", "customer-quotas"),
        ($"/staff/customers/{customer}/history", "customer-history"),
        ($"/staff/customers/{customer}/credit", "credit"),
        ($"/staff/customers/{customer}/limits", "limits"),
        ($"/staff/customers/{customer}/quotas/edit", "quotas-edit"),
        ($"/staff/customers/{customer}/suspend", "suspend"),
        ("/staff/payments", "payments-quiet"),
        ("/staff/payments/transfers", "transfers"),
        ("/staff/payments/dunning?q=ac", "dunning"),
        ($"/staff/payments/customers/{customer}", "customer-payments"),
        ($"/staff/payments/customers/{customer}/dunning", "customer-dunning"),
        ("/staff/books", "books"),
        ("/staff/books/trial-balance", "trial-balance"),
        ("/staff/books/receivables", "receivables"),
        ("/staff/books/revenue", "revenue"),
        ("/staff/books/revenue?from=soon", "revenue-wrong"),
        ("/staff/books/tax", "tax"),
        ("/staff/books/export", "books-export"),
        ("/staff/books/invoices", "book-invoices"),
        ("/staff/alarms", "alarms"),
        ("/staff/catalogue/prices", "prices"),
        ("/staff/catalogue/prices/new", "price-new"),
        ("/staff/catalogue/prices/1/announce", "price-announce"),
        ("/staff/catalogue/coupons", "coupons"),
        ("/staff/catalogue/meters", "meters"),
        ("/staff/catalogue/tax-rates", "tax-rates"),
        ("/staff/operations", "operations"),
        ("/staff/operations?state=success&kind=delete_server", "operations-none"),
        ("/staff/hosts", "hosts"),
        ("/staff/hosts/1", "host"),
        ("/staff/hosts/1/close", "host-close"),
        ("/staff/catalogue", "catalogue"),
        ("/staff/catalogue/server-types/1", "server-type"),
        ("/staff/catalogue/server-types/new", "server-type-new"),
        ("/staff/catalogue/server-types/1/retire", "server-type-retire"),
        ("/staff/catalogue/server-types/1/prices/1", "price"),
        ("/staff/images", "images"),
        ("/staff/images/1/withdraw", "image-withdraw"),
        ($"/staff/customers/{customer}/impersonate", "impersonate"),
        ("/staff/mail", "mail-none"),
        ("/staff/quotas", "quotas"),
        ("/staff/quotas/edit", "quota-defaults"),
        ("/staff/announcements", "announcements-none"),
        ("/staff/announcements/new", "announcement-new"),
        ("/staff/settings", "settings"),
        ("/staff/settings/seller", "settings-seller"),
        ("/staff/settings/legal-entities/1", "legal-entity"),
        ("/staff/settings/staff/invite", "staff-invite"),
        ("/staff/settings/staff/1", "staff-member"),
        ("/staff/audit", "audit"),
        ("/staff/audit?Filter.From=yesterday", "audit-wrong"),
    ];

    private static async Task LookAtTroubleAsync(Visitor visitor, string language)
    {
        await visitor.GoAsync("/staff/customers?q=globex");
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync("tbody th a"));
        await visitor.LookAsync($"{language}-staff-customer-suspended");
        await visitor.GoAsync("/staff/operations?kind=create_server");
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync("tbody th a"));
        await visitor.LookAsync($"{language}-staff-operation");
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync(".acts .text-danger"));
        await visitor.LookAsync($"{language}-staff-give-up");
        await visitor.GoAsync("/staff/images");
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync("form[action$='/builds'] button"));
        await visitor.LookAsync($"{language}-staff-image-build");
    }

    private static async Task LookAtMistakesAsync(Visitor visitor, string language, string customer)
    {
        await visitor.GoAsync($"/staff/customers/{customer}/credit");
        await visitor.Page.FillAsync("[name='Body.Amount']", "much");
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync("main form .btn-primary"));
        await visitor.LookAsync($"{language}-staff-credit-wrong");
        await visitor.GoAsync("/staff/catalogue/server-types/1/prices/1");
        await visitor.Page.FillAsync("[name='Form.Hourly']", "0.005");
        await visitor.Page.FillAsync("[name='Form.Cap']", "3.00");
        await visitor.LeaveAsync(() => visitor.Page.ClickAsync("[value=preview]"));
        await visitor.LookAsync($"{language}-staff-price-preview");
    }
}
