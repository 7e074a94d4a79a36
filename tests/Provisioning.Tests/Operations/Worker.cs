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
/// One worker process: its own way to the world's database, and all that is single in a process. Once dead it reaches the
/// database no more, so nothing of it goes on: no record, no renewal, no lease given back. The services themselves belong
/// to the world: to make them anew for each of its hundreds of workers takes longer than most workers live.
/// </summary>
internal sealed class Worker
{
    private readonly World _world;
    private readonly MortalSource _source;
    private readonly WorkerScopes _scopes;
    private readonly Sweep _sweep;

    public Worker(World world)
    {
        _world = world;
        _source = new MortalSource(world.Database.Source);
        _scopes = new WorkerScopes(world.WorkerServices, _source);
        Runner = Single<OperationRunner>();
        _sweep = Single<Sweep>(Runner);
    }

    public OperationRunner Runner { get; }

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
            await _sweep.RunDueAsync(World.Ct);
        }
        catch (WorkerDiedException)
        {
            // as a process that is gone: nobody notices
        }
    }

    public async Task<Lease?> TakeLeaseAsync(long operationId) =>
        await Lease.TakeAsync(_scopes, _world.Settings, _world.Clock, operationId, World.Ct);

    /// <summary>A scope for one step of one operation.</summary>
    public AsyncServiceScope Scope() => _scopes.CreateAsyncScope();

    /// <summary>What a process has one of, made for this worker.</summary>
    public T Single<T>(params object[] parts) => ActivatorUtilities.CreateInstance<T>(_world.WorkerServices, [_scopes, .. parts]);

    /// <summary>The services of all workers of a world.</summary>
    public static ServiceProvider ServicesOf(World world)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddBilling();
        services.AddProvisioning(world.Settings);
        services.AddScoped<ScopeOwner>();
        services.AddScoped(provider => provider.GetRequiredService<ScopeOwner>().Source!);
        services.AddSingleton<TimeProvider>(world.Clock);
        services.AddSingleton<IHypervisor>(world.Hypervisor);
        services.AddSingleton<ISecretSeal, PlainSeal>();
        services.AddSingleton<WakeOperation>(_ => { });
        return services.BuildServiceProvider(validateScopes: true);
    }

    /// <summary>Scopes whose database is reached by one worker's way.</summary>
    private sealed class WorkerScopes(IServiceProvider services, IConnectionSource source) : IServiceScopeFactory
    {
        public IServiceScope CreateScope()
        {
            var scope = services.CreateScope();
            scope.ServiceProvider.GetRequiredService<ScopeOwner>().Source = source;
            return scope;
        }
    }

    private sealed class ScopeOwner
    {
        public IConnectionSource? Source { get; set; }
    }

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

        public SemaphoreSlim? WriterTurn => inner.WriterTurn;

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
