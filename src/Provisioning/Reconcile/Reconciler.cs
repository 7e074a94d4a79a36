using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Traffic;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hostelry.Provisioning.Reconcile;

/// <summary>Compares every host with the rows, and reads its servers' traffic, every minute. Several workers may do so at once: each act is idempotent.</summary>
public sealed partial class Reconciler(
    IServiceScopeFactory scopes, OperationSettings settings, TimeProvider clock, ILogger<Reconciler> log) : BackgroundService
{
    /// <summary>One pass over all hosts; a host that cannot be reached is left out. For who drives the engine by hand.</summary>
    public async Task<IReadOnlyList<HostReport>> RunAsync(CancellationToken ct)
    {
        List<HostReport> reports = [];
        foreach (var hostId in await HostsAsync(ct))
        {
            await using var scope = Scope();
            try
            {
                var report = await scope.ServiceProvider.GetRequiredService<ReconcileHost>().ExecuteAsync(hostId, ct);
                Log(report);
                reports.Add(report);
                await scope.ServiceProvider.GetRequiredService<MeterTraffic>().ExecuteAsync(hostId, ct);
            }
            catch (HypervisorException failure)
            {
                LogUnreachable(failure, hostId);
            }
            catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseTrouble.Is(failure))
            {
                // An honest catch-all: what is wrong with one host must not keep the others from being compared.
                LogNotCompared(failure, hostId);
            }
        }

        return reports;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        WorkerLoop.RunAsync(RunAsync, settings.Reconcile, clock, LogDatabaseAway, stoppingToken);

    private async Task<List<long>> HostsAsync(CancellationToken ct)
    {
        await using var scope = Scope();
        return await scope.ServiceProvider.GetRequiredService<ProvisioningDb>().Hosts
            .Where(row => row.DeletedAt == null).Select(row => row.Id).ToListAsync(ct);
    }

    private AsyncServiceScope Scope()
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker("reconcile");
        return scope;
    }

    private void Log(HostReport report)
    {
        foreach (var key in report.Removed)
        {
            LogRemoved(report.HostId, key.Name);
        }

        foreach (var key in report.Kept)
        {
            LogKept(report.HostId, key.Name);
        }

        foreach (var key in report.Unknown)
        {
            LogUnknown(report.HostId, key.Name);
        }

        foreach (var serverId in report.Missing)
        {
            LogMissing(report.HostId, serverId);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Host {HostId}: removed what was left of {Guest}")]
    private partial void LogRemoved(long hostId, string guest);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Host {HostId}: {Guest} is deleted but could not be removed yet")]
    private partial void LogKept(long hostId, string guest);

    [LoggerMessage(Level = LogLevel.Error, Message = "Host {HostId}: {Guest} has no row in this database; it is left as it is")]
    private partial void LogUnknown(long hostId, string guest);

    [LoggerMessage(Level = LogLevel.Error, Message = "Host {HostId}: server {ServerId} has no domain there")]
    private partial void LogMissing(long hostId, long serverId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Host {HostId} cannot be reached; it is compared again later")]
    private partial void LogUnreachable(Exception failure, long hostId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Host {HostId} could not be compared; it is tried again later")]
    private partial void LogNotCompared(Exception failure, long hostId);

    [LoggerMessage(Level = LogLevel.Error, Message = "The hosts could not be compared: the database is away")]
    private partial void LogDatabaseAway(Exception failure);
}
