using System.Data.Common;
using System.Text;

using Hostelry.Billing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Provisioning.Tests.Operations;

/// <summary>
/// One worker process: its own services, over the world's database and host. Once dead it reaches the database no more,
/// so nothing of it goes on: no record, no renewal, no lease given back.
/// </summary>
internal sealed class Worker : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private readonly MortalSource _source;

    public Worker(World world)
    {
        _source = new MortalSource(world.Database.Source);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddBilling();
        services.AddProvisioning(world.Settings);
        services.AddSingleton<IConnectionSource>(_source);
        services.AddSingleton<TimeProvider>(world.Clock);
        services.AddSingleton<IHypervisor>(world.Hypervisor);
        services.AddSingleton<ISecretSeal, PlainSeal>();
        services.AddSingleton<WakeOperation>(_ => { });
        _services = services.BuildServiceProvider();
    }

    public IServiceProvider Services => _services;

    public OperationRunner Runner => _services.GetRequiredService<OperationRunner>();

    public bool IsDead => _source.Dead;

    /// <summary>How many times it has turned to the database.</summary>
    public int Moments => _source.Moments;

    /// <summary>It dies when it turns to the database for the n-th time: before a step, between effect and record, after the commit.</summary>
    public void DieAtMoment(int number) => _source.DieAt = number;

    /// <summary>Dies now; the exception ends the call it stands in.</summary>
    public void Die()
    {
        _source.Dead = true;
        throw new WorkerDiedException();
    }

    public async Task SweepAsync()
    {
        try
        {
            await _services.GetRequiredService<Sweep>().RunDueAsync(World.Ct);
        }
        catch (WorkerDiedException)
        {
            // as a process that is gone: nobody notices
        }
    }

    public async Task<Lease?> TakeLeaseAsync(long operationId) => await Lease.TakeAsync(
        _services.GetRequiredService<IServiceScopeFactory>(),
        _services.GetRequiredService<OperationSettings>(),
        _services.GetRequiredService<TimeProvider>(),
        operationId,
        World.Ct);

    public ValueTask DisposeAsync() => _services.DisposeAsync();

    private sealed class PlainSeal : ISecretSeal
    {
        public byte[] Seal(string secret) => Encoding.UTF8.GetBytes(secret);

        public string Unseal(byte[] sealedSecret) => Encoding.UTF8.GetString(sealedSecret);
    }

    private sealed class MortalSource(IConnectionSource inner) : IConnectionSource
    {
        private int _moments;

        public bool Dead { get; set; }

        public int DieAt { get; set; }

        public int Moments => _moments;

        public bool IsSqlite => inner.IsSqlite;

        public DbConnection Create(Tenant tenant)
        {
            Live();
            return inner.Create(tenant);
        }

        public Task OpenAsync(DbConnection connection, Tenant tenant, CancellationToken ct)
        {
            Live();
            return inner.OpenAsync(connection, tenant, ct);
        }

        public void Configure(DbContextOptionsBuilder options, DbConnection connection, Tenant tenant) =>
            inner.Configure(options, connection, tenant);

        private void Live()
        {
            if (Interlocked.Increment(ref _moments) == DieAt)
            {
                Dead = true;
            }

            if (Dead)
            {
                throw new WorkerDiedException();
            }
        }
    }
}

internal sealed class WorkerDiedException() : Exception("The worker died.");
