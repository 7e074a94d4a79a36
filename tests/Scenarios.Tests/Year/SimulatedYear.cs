using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Tax;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Addresses;
using Hostelry.Provisioning.Hosts;
using Hostelry.Provisioning.Images;
using Hostelry.Provisioning.Seeding;
using Hostelry.Scenarios.Tests.Oracle;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Scenarios.Tests.Year;

/// <summary>Months of customers who do what customers do, day by day, with everything that goes wrong meanwhile.</summary>
internal sealed class SimulatedYear : IAsyncDisposable
{
    private readonly Stage _stage;
    private readonly Weather _weather;
    private readonly ServerLife _servers;
    private readonly ThingLife _things;
    private readonly MoneyLife _money;
    private readonly Staff _staff;
    private readonly Workers _workers;
    private readonly IReadOnlyList<(int Weight, Func<Person, Task> Act)> _acts;
    private readonly SortedDictionary<string, TimeSpan> _spent = new(StringComparer.Ordinal);
    private DateTimeOffset _awayUntil;

    private SimulatedYear(Plan plan, House house)
    {
        _stage = new Stage(plan, house);
        _weather = new Weather(_stage);
        _servers = new ServerLife(_stage);
        _things = new ThingLife(_stage);
        _money = new MoneyLife(_stage, _weather);
        _staff = new Staff(_stage, _weather);
        _workers = new Workers(_stage, _weather);
        Inspection = new Inspection(_stage);
        _acts =
        [
            (10, _servers.OrderAsync), (4, _servers.DeleteAsync), (6, _servers.ResizeAsync),
            (14, _things.OrderAsync), (6, _things.EndAsync), (6, _things.ChangeAsync), (2, _things.RedeemAsync),
            (7, _money.PayOnPageAsync), (5, _money.PayByCardAsync), (5, _money.PayByBankAsync), (2, _money.StoreCardAsync),
            (2, _money.FillByItselfAsync), (3, _money.LimitAsync), (1, person => _money.GrantAsync(person, 500)),
            (2, _staff.CreditAsync), (1, _staff.WriteOffAsync), (2, _ => _staff.RefundAsync()),
        ];
    }

    public Inspection Inspection { get; }

    /// <summary>What was done, how often.</summary>
    public string Report => string.Join(
        ", ",
        _stage.Done.Select(pair => $"{pair.Key} {pair.Value}")
            .Concat(_spent.Concat(_stage.Spent).Select(pair => $"{pair.Key} {pair.Value.TotalSeconds:0.00} s"))
            .Append($"deaths {_stage.House.Deaths}, invoices {Inspection.Invoices}, lines {Inspection.Lines}"));

    public static async Task<SimulatedYear> BeginAsync(Plan plan)
    {
        var house = await House.OpenAsync(plan.Database);
        var year = new SimulatedYear(plan, house);
        await year.OpenAsync();
        return year;
    }

    /// <summary>All of it; throws what is wrong, with the seed.</summary>
    public async Task RunAsync()
    {
        try
        {
            var month = ThingLife.MonthOf(_stage.Now);
            for (var number = 0; number < _stage.Plan.Months; month = month.AddMonths(1))
            {
                var last = month.AddMonths(1);
                while (_stage.Now < last || _stage.Now < _awayUntil)
                {
                    await DayAsync();
                }

                await TimedAsync("T settling", _workers.SettleAsync);
                await TimedAsync("T inspection", async () =>
                {
                    await Inspection.MonthAsync(month);
                    await Inspection.BooksAsync();
                });
                number++;
            }

            _awayUntil = default;
            _stage.House.Hypervisor.Down = false;
            await _servers.CalmAsync();
            await Inspection.EndAsync();
        }
        catch (Exception failure) when (failure is not ScenarioException)
        {
            throw _stage.Wrong(failure.Message, failure);
        }
    }

    public ValueTask DisposeAsync() => _stage.House.DisposeAsync();

    private async Task TimedAsync(string part, Func<Task> act)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        await act();
        _spent[part] = _spent.GetValueOrDefault(part) + System.Diagnostics.Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Everything happens at one random time of the day, with seconds between.</summary>
    private async Task DayAsync()
    {
        var before = _stage.Now;
        var day = new DateTimeOffset(before.Date, TimeSpan.Zero).AddDays(1);
        _stage.House.Clock.SetUtcNow(day.AddMinutes(_stage.Dice.Between(60, 1200)));
        await TimedAsync("T weather", async () =>
        {
            await _weather.PassAsync();
            await _weather.DeliverAsync();
        });
        await TimedAsync("T usage", () => _things.CountAsync(before));
        await TimedAsync("T making", _things.MakeAsync);
        await _money.AnswerBankAsync();
        foreach (var person in _stage.People.Where(_ => _stage.Dice.Chance(_stage.Plan.ActsPerDay)))
        {
            _stage.House.Clock.Advance(_stage.Dice.UpTo(TimeSpan.FromSeconds(40)));
            await TimedAsync("T acts", () => _stage.Dice.Weighted(_acts)(person));
        }

        if (_stage.Dice.Chance(0.04))
        {
            await _staff.ChangePriceAsync();
        }

        if (_stage.Now >= _awayUntil && _stage.Dice.Chance(0.015))
        {
            _stage.Count("workers away");
            _awayUntil = _stage.Now.AddDays(_stage.Dice.Between(1, 4));
        }

        _stage.House.ForgetErrors();
        if (_stage.Now >= _awayUntil)
        {
            await TimedAsync("T servers", _servers.WorkAsync);
            await TimedAsync("T duties", () => _workers.TickAsync());
        }
    }

    private async Task OpenAsync()
    {
        var house = _stage.House;
        house.Clock.SetUtcNow(new DateTimeOffset(2027, 12, 1, 8, 0, 0, TimeSpan.Zero));
        _stage.Accepted("seeded", await house.WorkAsync((SeedDefaults seed) => seed.ExecuteAsync("Example Hosting", Stage.Eur, Stage.Ct)));
        await house.WorkAsync(async (ProvisioningDb db) =>
        {
            await AddHostAsync(db);
            return true;
        });
        await _staff.OpenShopAsync();
        var seller = new LegalEntityDetails("Example Hosting GmbH", "DE")
        {
            Street = "Weg 2",
            PostalCode = "10115",
            City = "Berlin",
            VatId = "DE123456788",
            TimeZone = "Europe/Berlin",
            TaxStatus = TaxStatus.Registered,
            UsesOss = true,
        };
        _stage.Accepted("seller", await house.WorkAsync((SetLegalEntity set) => set.ExecuteAsync(1, seller, Stage.Ct)));
        for (var id = 1; id <= _stage.Plan.Customers; id++)
        {
            await AddCustomerAsync(id);
        }
    }

    private async Task AddCustomerAsync(long id)
    {
        var (country, rate) = _stage.Dice.Weighted<(string? Country, decimal Rate)>(
            [(5, (null, 0.19m)), (2, ("DE", 0.19m)), (2, ("FR", 0.20m)), (1, ("CH", 0m)), (1, ("FI", 0.255m))]);
        var person = new Person(new CustomerDiary(id, rate));
        _stage.People.Add(person);
        _stage.Accepted("customer", await _stage.House.WorkAsync((CreateCustomer create) =>
            create.ExecuteAsync(id, 1, $"Customer {id}", "EUR", Stage.Ct)));
        if (country is not null)
        {
            var details = new BillingProfileDetails(CustomerKind.Consumer, $"Customer {id}", country) { Street = "Rue 1", City = "Here" };
            _stage.Accepted("profile", await _stage.House.AskAsync(id, (SetBillingProfile set) => set.ExecuteAsync(id, details, Stage.Ct)));
        }

        await _money.GrantAsync(person, _stage.Dice.Between(5, 60) * 100);
    }

    private async Task AddHostAsync(ProvisioningDb db)
    {
        db.Hosts.Add(new Host
        {
            Id = 1,
            SellerId = 1,
            DatacenterId = await db.Datacenters.Select(row => row.Id).SingleAsync(Stage.Ct),
            Name = "local",
            Address = "local",
            Cores = 100_000,
            MemoryBytes = 1L << 46,
            DiskBytes = 1L << 50,
            CreatedAt = _stage.Now,
        });
        await db.SaveChangesAsync(Stage.Ct);
        db.HostImages.Add(new HostImage
        {
            SellerId = 1,
            HostId = 1,
            ImageId = await db.Images.Select(row => row.Id).SingleAsync(Stage.Ct),
            Digest = "sha256:one",
            BuiltAt = _stage.Now,
        });
        db.AddressPools.Add(new AddressPool
        {
            SellerId = 1,
            HostId = 1,
            Network = "hostelry",
            Cidr = "10.77.0.0/16",
            Gateway = "10.77.0.1",
            First = "10.77.0.2",
            Last = "10.77.255.254",
            Nameservers = "10.77.0.1",
        });
        await db.SaveChangesAsync(Stage.Ct);
    }
}
