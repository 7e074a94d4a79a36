using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Provisioning.Operations;

/// <summary>This worker no longer holds the operation; another one may. Not a failure: it stops.</summary>
public sealed class LeaseLostException() : Exception("The lease of the operation is lost.");

/// <summary>
/// One worker's hold on one operation: taken by a conditional update, renewed in a loop on a connection of its own,
/// believed only as long as a monotonic clock says. The fencing token makes a worker that overslept harmless.
/// </summary>
public sealed class Lease : IAsyncDisposable
{
    private readonly IServiceScopeFactory _scopes;
    private readonly OperationSettings _settings;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _lost = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _renewal = Task.CompletedTask;
    private long _confirmedAt;
    private int _disposed;

    private Lease(
        IServiceScopeFactory scopes, OperationSettings settings, TimeProvider clock, long operationId, long token)
    {
        (_scopes, _settings, _clock, OperationId, Token) = (scopes, settings, clock, operationId, token);
        Lost = _lost.Token;
    }

    public long OperationId { get; }

    public long Token { get; }

    /// <summary>Cancelled when a renewal found the lease gone.</summary>
    public CancellationToken Lost { get; }

    /// <summary>
    /// Takes the lease when the operation is due, nobody holds it, and it holds its server; null otherwise. The token is
    /// higher than that of every operation the server ever had, because a host compares tokens per guest.
    /// </summary>
    public static async Task<Lease?> TakeAsync(
        IServiceScopeFactory scopes, OperationSettings settings, TimeProvider clock, long operationId, CancellationToken ct)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = Worker(scope);
        var start = clock.GetTimestamp();
        var now = clock.GetUtcNow();
        var owner = Guid.CreateVersion7(now).ToString("N");
        var taken = await db.Reachable<Operation>()
            .Where(row => row.Id == operationId && row.Status == OperationStatus.Running && row.NotBefore <= now
                && (row.LeaseUntil == null || row.LeaseUntil <= now)
                && db.Servers.Any(server => server.Id == row.ServerId && server.LockedBy == row.Id))
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => row.LeaseOwner, owner)
                    .SetProperty(row => row.LeaseUntil, now + settings.Lease)
                    .SetProperty(
                        row => row.Fence,
                        row => db.Operations.Where(other => other.ServerId == row.ServerId).Max(other => other.Fence) + 1),
                ct);
        if (taken == 0)
        {
            return null;
        }

        // A worker that overtook this one between the two statements has another name; then there is no lease.
        var token = await db.Reachable<Operation>()
            .Where(row => row.Id == operationId && row.LeaseOwner == owner)
            .Select(row => (long?)row.Fence)
            .FirstOrDefaultAsync(ct);
        if (token is null)
        {
            return null;
        }

        var lease = new Lease(scopes, settings, clock, operationId, token.Value) { _confirmedAt = start };
        lease._renewal = lease.RenewAsync();
        return lease;
    }

    /// <summary>Throws <see cref="LeaseLostException"/> unless the lease was confirmed less than its length ago.</summary>
    public void EnsureHeld()
    {
        if (Lost.IsCancellationRequested
            || _clock.GetElapsedTime(Interlocked.Read(ref _confirmedAt)) >= _settings.Lease)
        {
            throw new LeaseLostException();
        }
    }

    /// <summary>
    /// The update that every write of a step begins with, in the transaction of <paramref name="db"/>: one row, or
    /// <see cref="LeaseLostException"/>. The row stays locked until the commit.
    /// </summary>
    public async Task FenceAsync(ProvisioningDb db, CancellationToken ct)
    {
        var until = _clock.GetUtcNow() + _settings.Lease;
        if (await Held(db).ExecuteUpdateAsync(set => set.SetProperty(row => row.LeaseUntil, until), ct) != 1)
        {
            throw new LeaseLostException();
        }
    }

    /// <summary>Gives the lease back before its time: the worker is told to stop.</summary>
    public async Task ReleaseAsync(CancellationToken ct)
    {
        await using var scope = _scopes.CreateAsyncScope();
        await Held(Worker(scope)).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null)
                .SetProperty(row => row.LeaseOwner, (string?)null),
            ct);
    }

    /// <summary>Gives the lease back and lets nobody take it for a while: the run could not even record its failure.</summary>
    public async Task PutOffAsync(TimeSpan pause, CancellationToken ct)
    {
        var notBefore = _clock.GetUtcNow() + pause;
        await using var scope = _scopes.CreateAsyncScope();
        await Held(Worker(scope)).ExecuteUpdateAsync(
            set => set.SetProperty(row => row.NotBefore, notBefore)
                .SetProperty(row => row.Attempt, row => row.Attempt + 1)
                .SetProperty(row => row.LeaseUntil, (DateTimeOffset?)null)
                .SetProperty(row => row.LeaseOwner, (string?)null),
            ct);
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 1)
        {
            return;
        }

        await _stop.CancelAsync();
        await _renewal;
        _stop.Dispose();
        _lost.Dispose();
    }

    private async Task RenewAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(_settings.Renewal, _clock, _stop.Token);
                await TryRenewAsync();
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // the run is over
        }
        catch (LeaseLostException)
        {
            await _lost.CancelAsync();
        }
    }

    private async Task TryRenewAsync()
    {
        var start = _clock.GetTimestamp();
        try
        {
            await using var scope = _scopes.CreateAsyncScope();
            await FenceAsync(Worker(scope), _stop.Token);
            Interlocked.Exchange(ref _confirmedAt, start);
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure))
        {
            // The database is away or busy: the next renewal tries again, and EnsureHeld stops believing in time.
        }
    }

    private IQueryable<Operation> Held(ProvisioningDb db) =>
        db.Reachable<Operation>()
            .Where(row => row.Id == OperationId && row.Fence == Token && row.Status == OperationStatus.Running);

    private static ProvisioningDb Worker(AsyncServiceScope scope)
    {
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker();
        return scope.ServiceProvider.GetRequiredService<ProvisioningDb>();
    }
}
