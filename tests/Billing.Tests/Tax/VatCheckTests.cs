using System.Net;
using System.Text;
using System.Text.Json.Nodes;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Tax;
using Hostelry.Testing;

using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Billing.Tests.Tax;

public sealed class VatCheckTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, OnBothDatabases]
    public async Task An_id_is_unverified_and_taxed_until_the_register_answers_and_is_asked_again_an_hour_later(DatabaseKind kind)
    {
        var register = new FakeVatRegister { IsAway = true };
        await using var story = await BeginAsync(kind, register);
        Assert.Equal("1.19 EUR origin", await QuoteAsync(story));

        Assert.Equal(1, await CheckAsync(story));
        Assert.Equal("1.19 EUR origin", await QuoteAsync(story));
        Assert.Equal(0, await CheckAsync(story));
        register.IsAway = false;
        story.Database.Clock.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(1, await CheckAsync(story));

        Assert.Equal("1.00 EUR reverse_charge", await QuoteAsync(story));
        Assert.Equal(
            [(VatIdState.Unverified, "", "MS_UNAVAILABLE"), (VatIdState.Valid, "fake-2", "")],
            (await story.AllAsync<VatCheck>()).OrderBy(check => check.Id).Select(check => (check.State, check.Consultation, check.Trouble)));
        Assert.Equal("DE123456788", register.Requester);

        // An outage later takes nothing away; a month later it is asked again, and the answer counts.
        register.IsAway = true;
        story.Database.Clock.Advance(TimeSpan.FromDays(31));
        Assert.Equal(1, await CheckAsync(story));
        Assert.Equal("1.00 EUR reverse_charge", await QuoteAsync(story));
        (register.IsAway, register.Known) = (false, false);
        story.Database.Clock.Advance(TimeSpan.FromHours(2));
        Assert.Equal(1, await CheckAsync(story));
        Assert.Equal("1.19 EUR origin", await QuoteAsync(story));
    }

    [Theory, OnBothDatabases]
    public async Task Another_id_is_unverified_whatever_the_last_one_was(DatabaseKind kind)
    {
        await using var story = await BeginAsync(kind, new FakeVatRegister());
        await CheckAsync(story);
        Assert.Equal("1.00 EUR reverse_charge", await QuoteAsync(story));

        await SetAsync(story, "ATU87654321");

        Assert.Equal("1.19 EUR origin", await QuoteAsync(story));
        Assert.Equal(1, await CheckAsync(story));
        Assert.Equal("1.00 EUR reverse_charge", await QuoteAsync(story));
    }

    [Theory, OnBothDatabases]
    public async Task A_certificate_counts_on_its_days_and_until_it_is_revoked(DatabaseKind kind)
    {
        await using var story = await BeginAsync(kind, new FakeVatRegister());
        var added = await story.Database.AsWorkerAsync((AddTaxCertificate add) => add.ExecuteAsync(
            new AddTaxCertificateRequest(7, "X-12", new DateOnly(2026, 11, 11), new DateOnly(2026, 11, 12)), Ct));
        Assert.Equal("1.19 EUR origin", await QuoteAsync(story));
        story.Database.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Equal("1.00 EUR certificate", await QuoteAsync(story));

        Assert.Null((await story.Database.AsWorkerAsync(
            (RevokeTaxCertificate revoke) => revoke.ExecuteAsync(7, added.Value, Ct))).Problem);

        Assert.Equal("1.19 EUR origin", await QuoteAsync(story));
    }

    [Theory, OnBothDatabases]
    public async Task What_an_order_needs_is_counted_with_tax(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.ChargeTaxAsync();
        await story.CustomerAsync(7, "9.51");
        Assert.Equal("insufficient_funds", (await story.OrderAsync(7)).Problem?.Code);
        await story.GrantAsync(7, Story.Euro("0.01"), "cent");
        Assert.Null((await story.OrderAsync(7)).Problem);
        Assert.Equal("0.00 EUR", (await story.BalanceAsync(7)).Free.ToString());
    }

    [Theory, OnBothDatabases]
    public async Task A_new_rate_is_dated_and_never_begins_in_what_is_invoiced(DatabaseKind kind)
    {
        await using var story = await Story.BeginAsync(kind);
        await story.CustomerAsync(7);
        Task<Result<DatedTaxRate>> AddAsync(DateOnly from) => story.Database.AsWorkerAsync((AddTaxRate add) => add.ExecuteAsync(
            new AddTaxRateRequest(1, "DE", ProductClass.Any, new TaxRate(20_000), from), Ct));

        Assert.True((await AddAsync(new DateOnly(2026, 12, 1))).IsSuccess);
        Assert.Equal("tax_rate_exists", (await AddAsync(new DateOnly(2026, 12, 1))).Problem!.Code);
        Assert.Equal("tax_rate_in_closed_month", (await AddAsync(new DateOnly(2026, 10, 31))).Problem!.Code);
        await story.ChargeTaxAsync();
        Assert.Equal("1.19 EUR domestic", await QuoteAsync(story));
        story.Database.Clock.SetUtcNow(new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero));
        Assert.Equal("1.20 EUR domestic", await QuoteAsync(story));
    }

    [Theory]
    [InlineData("""{"countryCode":"AT","vatNumber":"U12345678","valid":true,"requestIdentifier":"W1","name":"ACME"}""", VatIdState.Valid)]
    [InlineData("""{"countryCode":"AT","vatNumber":"U12345678","valid":false,"name":"---"}""", VatIdState.Invalid)]
    [InlineData("""{"actionSucceed":false,"errorWrappers":[{"error":"INVALID_INPUT"}]}""", VatIdState.Invalid)]
    [InlineData("""{"actionSucceed":false,"errorWrappers":[{"error":"MS_UNAVAILABLE"}]}""", VatIdState.Unverified)]
    [InlineData("""{"countryCode":"AT","vatNumber":"U99999999","valid":true}""", VatIdState.Unverified)]
    [InlineData("""{"valid":"yes"}""", VatIdState.Unverified)]
    [InlineData("<html>", VatIdState.Unverified)]
    [InlineData("null", VatIdState.Unverified)]
    public async Task What_VIES_says_is_read_and_anything_else_is_no_answer(string body, VatIdState expected)
    {
        using var wire = new Wire(_ => new HttpResponseMessage(HttpStatusCode.OK)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        });

        Assert.Equal(expected, (await AskAsync(wire)).State);

        var asked = JsonNode.Parse(wire.Body!)!;
        Assert.Equal(("AT", "U12345678", "DE", "123456788"), (
            (string?)asked["countryCode"], (string?)asked["vatNumber"], (string?)asked["requesterMemberStateCode"],
            (string?)asked["requesterNumber"]));
        Assert.Equal("https://register.example.org/api/check-vat-number", wire.Address!.ToString());
    }

    [Fact]
    public async Task A_register_that_cannot_be_reached_is_no_answer()
    {
        using var away = new Wire(_ => throw new HttpRequestException("no route"));
        Assert.Equal((VatIdState.Unverified, "UNREACHABLE"), ((await AskAsync(away)).State, (await AskAsync(away)).Trouble));
        using var slow = new Wire(_ => throw new TaskCanceledException("time-out"));
        Assert.Equal("TIMEOUT", (await AskAsync(slow)).Trouble);
    }

    private static async Task<VatAnswer> AskAsync(Wire wire)
    {
        using var http = new HttpClient(wire, disposeHandler: false) { BaseAddress = new Uri("https://register.example.org/api/") };
        return await new ViesRegister(http).AskAsync("ATU12345678", "DE123456788", Ct);
    }

    private static async Task<Story> BeginAsync(DatabaseKind kind, FakeVatRegister register)
    {
        var story = await Story.BeginAsync(kind, services => services.AddSingleton<IVatRegister>(register));
        await story.ChargeTaxAsync();
        await story.CustomerAsync(7);
        await SetAsync(story, "ATU12345678");
        return story;
    }

    private static async Task SetAsync(Story story, string vatId)
    {
        var details = new BillingProfileDetails(CustomerKind.Business, "Acme", "AT") { Street = "Gasse 1", City = "Wien", VatId = vatId };
        Assert.Null((await story.Database.AsOrganizationAsync(
            7, (SetBillingProfile set) => set.ExecuteAsync(7, details, Ct))).Problem);
    }

    private static Task<int> CheckAsync(Story story) =>
        story.Database.AsWorkerAsync((CheckVatIds check) => check.ExecuteAsync(Ct));

    private static async Task<string> QuoteAsync(Story story)
    {
        var quote = await story.Database.AsOrganizationAsync(
            7, (QuoteTax quote) => quote.ForCustomerAsync(7, Story.Small, Story.Euro("1.00"), Ct));
        return $"{quote.Value.Gross} {quote.Value.Decision.Reason}";
    }

    /// <summary>Knows every id, or none; counts its consultations; may be away.</summary>
    private sealed class FakeVatRegister : IVatRegister
    {
        private int _asked;

        public bool IsAway { get; set; }

        public bool Known { get; set; } = true;

        public string? Requester { get; private set; }

        public string Name => "fake";

        public Task<VatAnswer> AskAsync(string vatId, string requester, CancellationToken ct)
        {
            (_asked, Requester) = (_asked + 1, requester);
            return Task.FromResult(IsAway
                ? new VatAnswer(VatIdState.Unverified, "", "", "MS_UNAVAILABLE")
                : new VatAnswer(Known ? VatIdState.Valid : VatIdState.Invalid, $"fake-{_asked}", "", ""));
        }
    }

    private sealed class Wire(Func<HttpRequestMessage, HttpResponseMessage> answer) : HttpMessageHandler
    {
        public string? Body { get; private set; }

        public Uri? Address { get; private set; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Address = request.RequestUri;
            Body = await request.Content!.ReadAsStringAsync(cancellationToken);
            return answer(request);
        }
    }
}
