using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Credit;
using Hostelry.Billing.Subscriptions;
using Hostelry.Billing.Tax;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Billing.Tests;

/// <summary>A seller with three prices, and what customers do there. The clock stands at 2026-11-10 12:00 UTC.</summary>
internal sealed class Story : IAsyncDisposable
{
    /// <summary>0.02 an hour, at most 8.00 a month: reaches its cap from 400 hours on.</summary>
    public const string Small = "server_type:small";

    /// <summary>0.04 an hour, at most 16.00.</summary>
    public const string Large = "server_type:large";

    public const string Here = "local";

    public static readonly Currency Eur = Currency.Of("EUR");

    private Story(TestDatabase database) => Database = database;

    public TestDatabase Database { get; }

    public DateTimeOffset Now => Database.Clock.GetUtcNow();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<Story> BeginAsync(DatabaseKind kind, Action<IServiceCollection>? configure = null)
    {
        var story = new Story(await TestDatabase.CreateAsync(kind, configure));
        var prices = new List<PublishPriceRequest>
        {
            Price(Small, "0.02", "8.00", Eur),
            Price(Large, "0.04", "16.00", Eur),
            Price(Small, "3", "1200", Currency.Of("JPY")),
            Price(Small, "0.0061", "2.500", Currency.Of("KWD")),
        };
        var seeded = await story.Database.AsWorkerAsync((SeedCatalogue seed) => seed.ExecuteAsync("Example Hosting", prices, Ct));
        Assert.True(seeded.IsSuccess);
        return story;
    }

    public static PublishPriceRequest Price(string product, string hourly, string cap, Currency currency) =>
        new(product, Here, UnitPrice.Parse(hourly, currency), Money.Parse(cap, currency));

    public static Money Euro(string amount) => Money.Parse(amount, Eur);

    /// <summary>A customer with credit granted.</summary>
    public async Task CustomerAsync(long id, string credit = "100.00", string currency = "EUR")
    {
        var made = await Database.AsWorkerAsync(
            (CreateCustomer create) => create.ExecuteAsync(id, 1, $"Customer {id}", currency, Ct));
        Assert.True(made.IsSuccess);
        var amount = Money.Parse(credit, Currency.Of(currency));
        if (!amount.IsZero)
        {
            Assert.Null((await GrantAsync(id, amount, "first")).Problem);
        }
    }

    public Task<Result<PaymentAttempt>> GrantAsync(long id, Money amount, string key) =>
        Database.AsWorkerAsync((GrantCredit grant) => grant.ExecuteAsync(new GrantCreditRequest(id, amount, "a test", key), Ct));

    /// <summary>The seller becomes a German company that charges tax.</summary>
    public async Task ChargeTaxAsync(bool usesOss = false, int payableStep = 1)
    {
        var details = new LegalEntityDetails("Example Hosting GmbH", "DE")
        {
            Street = "Weg 2",
            PostalCode = "10115",
            City = "Berlin",
            VatId = "DE123456788",
            Registration = "HRB 1, Berlin",
            Iban = "DE02 1203 0000 0000 2020 51",
            Bic = "BYLADEM1001",
            BankName = "Example Bank",
            TimeZone = "Europe/Berlin",
            TaxStatus = TaxStatus.Registered,
            UsesOss = usesOss,
            PayableStep = payableStep,
        };
        Assert.Null((await Database.AsWorkerAsync((SetLegalEntity set) => set.ExecuteAsync(1, details, Ct))).Problem);
    }

    /// <summary>Money goes from the wallet back to where it was granted.</summary>
    public async Task TakeAwayAsync(long customer, Money amount)
    {
        if (!amount.IsZero)
        {
            await HandBookings.TakeAsync(this, customer, amount.Minor, AccountKind.Granted);
        }
    }

    public async Task<Result<long>> OrderAsync(long customer, string product = Small)
    {
        var opened = await Database.AsOrganizationAsync(
            customer,
            (OpenSubscription open) => open.ExecuteAsync(
                new OpenSubscriptionRequest(customer, product, Here, "server", 0, "web-1"), Ct));
        return opened.IsSuccess ? opened.Value.Id : opened.Problem!;
    }

    /// <summary>An order that is ready at once.</summary>
    public async Task<long> RunningAsync(long customer, string product = Small, DateTimeOffset? readyAt = null)
    {
        var order = await OrderAsync(customer, product);
        Assert.Null(order.Problem);
        Assert.Null((await ReadyAsync(order.Value, readyAt ?? Now)).Problem);
        return order.Value;
    }

    public Task<Result<Done>> ReadyAsync(long subscription, DateTimeOffset at) =>
        Database.AsWorkerAsync((MarkReady ready) => ready.ExecuteAsync(subscription, 1, at, Ct));

    public Task<Result<Done>> EndAsync(long subscription, DateTimeOffset at) =>
        Database.AsWorkerAsync((EndSubscription end) => end.ExecuteAsync(subscription, at, Ct));

    public async Task<Result<Done>> ChangeAsync(long subscription, string product, DateTimeOffset at)
    {
        var accepted = await Database.AsWorkerAsync(
            (CheckFundsForChange check) => check.ExecuteAsync(subscription, product, Ct));
        return accepted.IsSuccess
            ? await Database.AsWorkerAsync((ChangeSubscription change) => change.ExecuteAsync(subscription, product, at, Ct))
            : accepted;
    }

    public async Task<BalanceView> BalanceAsync(long customer) =>
        await Database.AsOrganizationAsync(customer, (Balance balance) => balance.OfAsync(customer, Ct))
        ?? throw new InvalidOperationException("No such customer.");

    /// <summary>Reads tables as a worker does.</summary>
    public async Task<T> ReadAsync<T>(Func<BillingDb, Task<T>> read) => await Database.AsWorkerAsync(read);

    public Task<List<T>> AllAsync<T>()
        where T : class =>
        ReadAsync(db => db.Reachable<T>().AsNoTracking().ToListAsync(Ct));

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
