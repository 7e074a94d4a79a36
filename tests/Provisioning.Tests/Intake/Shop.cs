using System.Text;

using Hostelry.Billing;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Credit;
using Hostelry.Billing.Subscriptions;
using Hostelry.Provisioning.Addresses;
using Hostelry.Provisioning.Hosts;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Images;
using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Seeding;
using Hostelry.Provisioning.Servers;
using Hostelry.Provisioning.SshKeys;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Provisioning.Tests.Intake;

/// <summary>A seeded installation with one host and two customers, before any worker runs: what is accepted stays as it was written.</summary>
internal sealed class Shop : IAsyncDisposable
{
    public static readonly ProjectKey Mine = new(7, 70);
    public static readonly ProjectKey Theirs = new(8, 80);

    public const string PublicKey =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f me@home";

    private Shop(TestDatabase database) => Database = database;

    public TestDatabase Database { get; }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <param name="memoryBytes">Of the host: 64 servers of the smallest type unless said otherwise.</param>
    /// <param name="addresses">How many the pool has.</param>
    public static async Task<Shop> OpenAsync(
        DatabaseKind kind,
        Action<ProvisioningSettings>? configure = null,
        long memoryBytes = 64L * 512 << 20,
        int addresses = 100,
        string credit = "100.00")
    {
        var settings = new ProvisioningSettings();
        configure?.Invoke(settings);
        var shop = new Shop(await TestDatabase.CreateAsync(kind, services => services
            .AddLogging()
            .AddProvisioning(new OperationSettings())
            .AddIntake(settings)
            .AddSingleton<ISecretSeal, ReversingSeal>()
            .AddSingleton<FakeHypervisor>()
            .AddSingleton<IHypervisor>(provider => provider.GetRequiredService<FakeHypervisor>())
            .AddSingleton<WakeOperation>(_ => { })));

        var seeded = await shop.Database.AsWorkerAsync((SeedDefaults seed) => seed.ExecuteAsync("Example Hosting", Billing.Kernel.Currency.Of("EUR"), Ct));
        Assert.Null(seeded.Problem);
        await shop.AddHostAsync(memoryBytes, addresses);
        await shop.CustomerAsync(Mine.OrganizationId, credit);
        await shop.CustomerAsync(Theirs.OrganizationId, credit);
        return shop;
    }

    public static PlaceOrderRequest Order(string name = "web-1") =>
        new() { Project = Mine, Name = name, ServerType = "ct11", Image = "debian-12" };

    public Task<Result<PlacedOrder>> PlaceAsync(PlaceOrderRequest order) =>
        UseAsync((PlaceOrder place) => place.ExecuteAsync(order, Ct), order.Project);

    public async Task<long> PlacedAsync(string name = "web-1")
    {
        var placed = await PlaceAsync(Order(name));
        Assert.Null(placed.Problem);
        return placed.Value.Server.Id;
    }

    /// <summary>A server whose create has ended well, running and paid for.</summary>
    public async Task<long> RunningAsync(string name = "web-1")
    {
        var id = await PlacedAsync(name);
        await WriteAsync(async db =>
        {
            var server = await db.Servers.IgnoreQueryFilters().SingleAsync(row => row.Id == id, Ct);
            var create = await db.Operations.IgnoreQueryFilters().SingleAsync(row => row.Id == server.LockedBy, Ct);
            (create.Status, create.FinishedAt) = (OperationStatus.Success, Database.Clock.GetUtcNow());
            (server.Status, server.LockedBy) = (ServerStatus.Running, null);
            var ready = await Database.AsWorkerAsync(
                (MarkReady mark) => mark.ExecuteAsync(server.SubscriptionId, create.Id, Database.Clock.GetUtcNow(), Ct));
            Assert.Null(ready.Problem);
        });
        return id;
    }

    /// <summary>One use case in a request's scope of its own.</summary>
    public Task<TResult> UseAsync<TService, TResult>(Func<TService, Task<TResult>> use, ProjectKey? project = null)
        where TService : notnull =>
        Database.AsOrganizationAsync((project ?? Mine).OrganizationId, use);

    public Task<T> ReadAsync<T>(Func<ProvisioningDb, Task<T>> read) => Database.AsWorkerAsync(read);

    public Task WriteAsync(Func<ProvisioningDb, Task> write) => Database.AsWorkerAsync(async (ProvisioningDb db) =>
    {
        await write(db);
        return await db.SaveChangesAsync(Ct);
    });

    public Task EditServerAsync(long id, Action<Server> edit) => WriteAsync(async db =>
        edit(await db.Servers.IgnoreQueryFilters().SingleAsync(row => row.Id == id, Ct)));

    /// <summary>The row count of every table of both rooms, as text: compared before and after a refusal.</summary>
    public async Task<string> CountsAsync()
    {
        await using var scope = Database.Scope(tenant => tenant.ActAsWorker());
        var text = new StringBuilder();
        foreach (var db in new DbContext[]
        {
            scope.ServiceProvider.GetRequiredService<ProvisioningDb>(),
            scope.ServiceProvider.GetRequiredService<BillingDb>(),
        })
        {
            foreach (var table in db.Model.GetEntityTypes().Select(type => type.GetTableName()!).Distinct().Order())
            {
#pragma warning disable EF1002 // table names come from the model
                var rows = await db.Database.SqlQueryRaw<long>($"SELECT COUNT(*) AS \"Value\" FROM {table}").SingleAsync(Ct);
#pragma warning restore EF1002
                text.Append(table).Append('=').Append(rows).Append('\n');
            }
        }

        return text.ToString();
    }

    public async Task<long> KeyAsync(ProjectKey project, string name = "laptop")
    {
        var made = await UseAsync(
            (CreateSshKey create) => create.ExecuteAsync(project, name, PublicKey, labels: null, Ct), project);
        Assert.Null(made.Problem);
        return made.Value.Id;
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();

    private Task AddHostAsync(long memoryBytes, int addresses) => WriteAsync(async db =>
    {
        var host = new Host
        {
            SellerId = 1,
            DatacenterId = await db.Datacenters.Select(row => row.Id).SingleAsync(Ct),
            Name = "local",
            Address = "local",
            Cores = 64,
            MemoryBytes = memoryBytes,
            DiskBytes = 10L << 40,
            CreatedAt = Database.Clock.GetUtcNow(),
        };
        db.Hosts.Add(host);
        await db.SaveChangesAsync(Ct);
        db.HostImages.Add(new HostImage
        {
            SellerId = 1,
            HostId = host.Id,
            ImageId = await db.Images.Select(row => row.Id).SingleAsync(Ct),
            Digest = "abc123",
            BuiltAt = Database.Clock.GetUtcNow(),
        });
        db.AddressPools.Add(new AddressPool
        {
            SellerId = 1,
            HostId = host.Id,
            Network = "hostelry",
            Cidr = "10.77.0.0/16",
            Gateway = "10.77.0.1",
            First = "10.77.0.2",
            Last = FormattableString.Invariant($"10.77.0.{1 + addresses}"),
            Nameservers = "10.77.0.1",
        });
    });

    private async Task CustomerAsync(long id, string credit)
    {
        var made = await Database.AsWorkerAsync(
            (CreateCustomer create) => create.ExecuteAsync(id, 1, FormattableString.Invariant($"Customer {id}"), "EUR", Ct));
        Assert.Null(made.Problem);
        var amount = Money.Parse(credit, Currency.Of("EUR"));
        var granted = await Database.AsWorkerAsync(
            (GrantCredit grant) => grant.ExecuteAsync(new GrantCreditRequest(id, amount, "a test", "first"), Ct));
        Assert.Null(granted.Problem);
    }

    /// <summary>Not secret, but not the text either.</summary>
    private sealed class ReversingSeal : ISecretSeal
    {
        public byte[] Seal(string secret) => [.. Encoding.UTF8.GetBytes(secret).Reverse()];

        public string Unseal(byte[] sealedSecret) => Encoding.UTF8.GetString([.. sealedSecret.Reverse()]);
    }
}
