using Hostelry.Billing;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Credit;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Subscriptions;
using Hostelry.Provisioning.Addresses;
using Hostelry.Provisioning.Catalogue;
using Hostelry.Provisioning.Hosts;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Images;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace Hostelry.Provisioning.Tests.Operations;

/// <summary>One host, one customer with money, and workers that can die: what the tests of operations play in.</summary>
internal sealed class World : IAsyncDisposable
{
    public const long Customer = 7;
    public const long Project = 70;
    public const string Installation = "k3f9a2xz";

    private int _ordered;

    private World(TestDatabase database)
    {
        Database = database;

        // Two looks each: the exhaustive tests repeat every one of them.
        var soon = TimeSpan.FromMilliseconds(300);
        Hypervisor = new FakeHypervisor(database.Clock) { BootTime = soon, ShutdownTime = soon };
        WorkerServices = Worker.ServicesOf(this);
    }

    public TestDatabase Database { get; }

    public FakeHypervisor Hypervisor { get; }

    public FakeTimeProvider Clock => Database.Clock;

    public ServiceProvider WorkerServices { get; }

    public OperationSettings Settings { get; } = new() { InlineWait = TimeSpan.Zero };

    public HostEndpoint Endpoint { get; } = new(1, "local");

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static async Task<World> BeginAsync(DatabaseKind kind)
    {
        World? world = null;
        world = new World(await TestDatabase.CreateAsync(kind, services =>
        {
            services.AddSingleton<IHypervisor>(_ => world!.Hypervisor);
            services.AddLogging();
            services.AddProvisioning(new OperationSettings());
            services.AddSingleton<WakeOperation>(_ => { });
        }));
        await world.SeedAsync();
        return world;
    }

    public static GuestKey Key(long serverId) => new(Installation, "server", serverId);

    public Worker NewWorker() => new(this);

    /// <summary>What PlaceOrder writes, in its one transaction; the server's id.</summary>
    public async Task<long> OrderAsync(bool leaveOff = false)
    {
        var number = ++_ordered;
        await using var scope = Database.Scope(tenant => tenant.ActForOrganization(Customer, "token:1"));
        var services = scope.ServiceProvider;
        var db = services.GetRequiredService<ProvisioningDb>();
        var placed = await services.GetRequiredService<Database>().InTransactionAsync<long>(
            async () =>
            {
                var subscription = await services.GetRequiredService<OpenSubscription>().ExecuteAsync(
                    new OpenSubscriptionRequest(Customer, "server_type:small", "local", "server", number, "web"), Ct);
                Assert.Null(subscription.Problem);
                var server = NewServer(number, subscription.Value.Id);
                db.Servers.Add(server);
                await db.SaveChangesAsync(Ct);
                db.Addresses.Add(NewAddress(number, server.Id));
                db.HostReservations.Add(NewReservation(number, server.Id));
                await db.SaveChangesAsync(Ct);
                Assert.Equal(number, server.Id); // the subscription pays for it
                var started = await services.GetRequiredService<StartOperation>().ExecuteAsync(
                    server, OperationKind.CreateServer, new OperationData { LeaveOff = leaveOff }, Ct);
                Assert.Null(started.Problem);
                return server.Id;
            },
            Ct);
        return placed.Value;
    }

    /// <summary>What intake writes when it accepts a verb; a delete ends the subscription with it.</summary>
    public async Task<Result<Operation>> AskAsync(long serverId, string kind, OperationData? data = null)
    {
        await using var scope = Database.Scope(tenant => tenant.ActForOrganization(Customer, "token:1"));
        var services = scope.ServiceProvider;
        return await services.GetRequiredService<Database>().InTransactionAsync(
            async () =>
            {
                var server = await services.GetRequiredService<ProvisioningDb>().Servers.SingleAsync(row => row.Id == serverId, Ct);
                var started = await services.GetRequiredService<StartOperation>().ExecuteAsync(
                    server, kind, data ?? new OperationData(), Ct);
                if (started.IsSuccess && kind == OperationKind.DeleteServer)
                {
                    await services.GetRequiredService<EndSubscription>().ExecuteAsync(
                        server.SubscriptionId, Clock.GetUtcNow(), Ct);
                }

                return started;
            },
            Ct);
    }

    /// <summary>Runs what is due and moves the clock to what is due next, until nothing runs any more or the worker is dead.</summary>
    public async Task SettleAsync(Worker worker)
    {
        for (var round = 0; round < 400; round++)
        {
            await worker.SweepAsync();
            if (worker.IsDead)
            {
                return;
            }

            var next = await NextDueAsync();
            if (next is null)
            {
                return;
            }

            var now = Clock.GetUtcNow();
            Clock.SetUtcNow(next.Value > now ? next.Value : now.AddMilliseconds(100));
        }

        Assert.Fail("An operation did not come to its end.");
    }

    /// <summary>A running small server, ready and paid for: the last one, when it still is that, else a new one.</summary>
    public async Task<long> RunningServerAsync()
    {
        var spare = await ReadAsync(db => db.Servers.AsNoTracking().OrderByDescending(row => row.Id).FirstOrDefaultAsync(Ct));
        if (spare is { DeletedAt: null, Status: ServerStatus.Running, Suspended: false, ServerTypeId: 1, LockedBy: null })
        {
            return spare.Id;
        }

        var server = await OrderAsync();
        await SettleAsync(NewWorker());
        return server;
    }

    public async Task<T> ReadAsync<T>(Func<ProvisioningDb, Task<T>> read)
    {
        await using var scope = Database.Scope(tenant => tenant.ActForOrganization(Customer, "token:1"));
        return await read(scope.ServiceProvider.GetRequiredService<ProvisioningDb>());
    }

    public Task<Server> ServerAsync(long id) => ReadAsync(db => db.Servers.AsNoTracking().SingleAsync(row => row.Id == id, Ct));

    public Task<Operation> LastOperationAsync(long serverId) => ReadAsync(db =>
        db.Operations.AsNoTracking().Where(row => row.ServerId == serverId).OrderByDescending(row => row.Id).FirstAsync(Ct));

    public async Task<Subscription> SubscriptionAsync(long id)
    {
        await using var scope = Database.Scope(tenant => tenant.ActForOrganization(Customer, "token:1"));
        return await scope.ServiceProvider.GetRequiredService<BillingDb>().Subscriptions.AsNoTracking()
            .Include(row => row.Items).SingleAsync(row => row.Id == id, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await WorkerServices.DisposeAsync();
        await Database.DisposeAsync();
    }

    /// <summary>When the sweep would take one up next; one that waits for another of its server is nothing to look for.</summary>
    private async Task<DateTimeOffset?> NextDueAsync()
    {
        var running = await ReadAsync(db => db.Operations.AsNoTracking()
            .Where(row => row.Status == OperationStatus.Running)
            .Select(row => new
            {
                row.LeaseUntil,
                row.NotBefore,
                Holds = db.Servers.Any(server => server.Id == row.ServerId && server.LockedBy == row.Id),
            })
            .ToListAsync(Ct));
        return running.Where(row => row.Holds || !running.Exists(other => other.Holds))
            .Min(row => (DateTimeOffset?)(row.LeaseUntil > row.NotBefore ? row.LeaseUntil.Value : row.NotBefore));
    }

    private async Task SeedAsync()
    {
        var eur = Currency.Of("EUR");
        Assert.Null((await Database.AsWorkerAsync((SeedCatalogue seed) => seed.ExecuteAsync(
            "Example Hosting",
            [
                new("server_type:small", "local", UnitPrice.Parse("0.001", eur), Money.Parse("0.10", eur)),
                new("server_type:large", "local", UnitPrice.Parse("0.002", eur), Money.Parse("0.20", eur)),
            ],
            Ct))).Problem);
        Assert.Null((await Database.AsWorkerAsync(
            (CreateCustomer create) => create.ExecuteAsync(Customer, 1, "Customer", "EUR", Ct))).Problem);
        Assert.Null((await Database.AsWorkerAsync((GrantCredit grant) => grant.ExecuteAsync(
            new GrantCreditRequest(Customer, Money.Parse("100000.00", eur), "a test", "first"), Ct))).Problem);

        await using var scope = Database.Scope(tenant => tenant.ActAsWorker());
        var db = scope.ServiceProvider.GetRequiredService<ProvisioningDb>();
        var now = Clock.GetUtcNow();
        db.Installations.Add(new Installation { Id = 1, Name = Installation });
        db.Hosts.Add(new Host
        {
            Id = 1,
            SellerId = 1,
            DatacenterId = 1,
            Name = "local",
            Address = "local",
            Cores = 8,
            MemoryBytes = 1L << 40,
            DiskBytes = 1L << 50,
            CreatedAt = now,
        });
        db.AddressPools.Add(new AddressPool
        {
            Id = 1,
            SellerId = 1,
            HostId = 1,
            Network = "hostelry",
            Cidr = "10.77.0.0/16",
            Gateway = "10.77.0.1",
            First = "10.77.0.2",
            Last = "10.77.255.254",
            Nameservers = "10.77.0.1",
        });
        db.ServerTypes.AddRange(Type(1, "small", 1), Type(2, "large", 2));
        db.Images.Add(new Image
        {
            Id = 1,
            SellerId = 1,
            Type = "system",
            Name = "debian-12",
            Description = "Debian 12",
            OsFlavor = "debian",
            OsVersion = "12",
            Recipe = "debian-12",
            CreatedAt = now,
        });
        db.HostImages.Add(new HostImage { SellerId = 1, HostId = 1, ImageId = 1, Digest = "sha256:one", BuiltAt = now });
        await db.SaveChangesAsync(Ct);
    }

    private static ServerType Type(long id, string name, int size) => new()
    {
        Id = id,
        SellerId = 1,
        Name = name,
        Description = name,
        Kind = "container",
        Cores = size,
        MemoryBytes = size * (512L << 20),
        DiskBytes = size * (10L << 30),
        Processes = 512 * size,
    };

    private Server NewServer(int number, long subscriptionId) => new()
    {
        OrganizationId = Customer,
        ProjectId = Project,
        Name = $"web-{number}",
        ServerTypeId = 1,
        DiskBytes = 10L << 30,
        ImageId = 1,
        ImageDigest = "sha256:one",
        HostId = 1,
        HostSlot = number,
        Uuid = Guid.CreateVersion7(Clock.GetUtcNow()),
        SubscriptionId = subscriptionId,
        SealedRootPassword = "secret"u8.ToArray(),
        CreatedAt = Clock.GetUtcNow(),
    };

    private Address NewAddress(int number, long serverId) => new()
    {
        SellerId = 1,
        PoolId = 1,
        ServerId = serverId,
        Value = number,
        Ipv4 = $"10.77.{number / 250}.{2 + (number % 250)}",
        Mac = $"02:00:00:00:{number / 250:x2}:{number % 250:x2}",
        ReservedAt = Clock.GetUtcNow(),
    };

    private static HostReservation NewReservation(int number, long serverId) => new()
    {
        SellerId = 1,
        HostId = 1,
        ServerId = serverId,
        Slot = number,
        Cores = 1,
        MemoryBytes = 512L << 20,
        DiskBytes = 10L << 30,
    };
}
