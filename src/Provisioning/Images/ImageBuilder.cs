using System.Text;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Operations;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Hostelry.Provisioning.Images;

/// <summary>
/// Carries out the builds that staff asked for, one at a time in each worker, and keeps their log in the row. A build whose
/// worker died is taken up by another when its lease is over: building again finds what is there.
/// </summary>
public sealed partial class ImageBuilder(
    IServiceScopeFactory scopes, OperationSettings settings, TimeProvider clock, ILogger<ImageBuilder> log) : BackgroundService
{
    private static readonly TimeSpan Flush = TimeSpan.FromSeconds(2);

    /// <summary>Builds the oldest one that is due. False: there was none. For who drives the engine by hand.</summary>
    public async Task<bool> BuildNextAsync(CancellationToken ct)
    {
        var owner = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N");
        if (await TakeAsync(owner, ct) is not { } taken)
        {
            return false;
        }

        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var lines = new Lines();
        var building = BuildAsync(taken, lines, stop.Token);
        try
        {
            while (await Task.WhenAny(building, Task.Delay(Flush, clock, ct)) != building)
            {
                if (!await KeepAsync(taken.Id, owner, lines, ct))
                {
                    await stop.CancelAsync(); // another worker has it
                }
            }

            var ended = await building;
            await EndAsync(taken.Id, owner, lines, ended.Problem, ct);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            LogLeft(taken.Id);
            ct.ThrowIfCancellationRequested();
        }

        return true;
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        WorkerLoop.RunAsync(BuildAllAsync, settings.Sweep, clock, LogDatabaseAway, stoppingToken);

    private async Task BuildAllAsync(CancellationToken ct)
    {
        while (await BuildNextAsync(ct))
        {
            // the next one
        }
    }

    private async Task<Taken?> TakeAsync(string owner, CancellationToken ct)
    {
        await using var scope = Scope("worker");
        var db = scope.ServiceProvider.GetRequiredService<ProvisioningDb>();
        var now = clock.GetUtcNow();
        var due = db.ImageBuilds.Where(build => build.State == ImageBuildState.Waiting
            || (build.State == ImageBuildState.Running && build.LeaseUntil <= now));
        if (await due.OrderBy(build => build.Id).Select(build => (long?)build.Id).FirstOrDefaultAsync(ct) is not { } id
            || await due.Where(build => build.Id == id).ExecuteUpdateAsync(
                set => set.SetProperty(build => build.State, ImageBuildState.Running)
                    .SetProperty(build => build.StartedAt, now)
                    .SetProperty(build => build.LeaseOwner, owner)
                    .SetProperty(build => build.LeaseUntil, now + settings.Lease),
                ct) == 0)
        {
            return null;
        }

        return await db.ImageBuilds.Where(build => build.Id == id)
            .Select(build => new Taken(
                build.Id,
                build.Actor,
                db.Images.Where(image => image.Id == build.ImageId).Select(image => image.Name).First(),
                db.Hosts.Where(host => host.Id == build.HostId).Select(host => host.Name).First()))
            .SingleAsync(ct);
    }

    private async Task<Result<ImageView>> BuildAsync(Taken build, Lines lines, CancellationToken ct)
    {
        try
        {
            await using var scope = Scope(build.Actor);
            return await scope.ServiceProvider.GetRequiredService<BuildImage>().ExecuteAsync(build.Image, build.Host, lines, ct);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseTrouble.Is(failure))
        {
            // An honest catch-all: a build that cannot be done must end as failed, not hold up the builds behind it for ever.
            LogFailed(failure, build.Id);
            return new Problem("server_error", "The build failed; the worker's log says why.");
        }
    }

    private async Task<bool> KeepAsync(long id, string owner, Lines lines, CancellationToken ct)
    {
        await using var scope = Scope("worker");
        var (until, text) = (clock.GetUtcNow() + settings.Lease, lines.Text);
        return await Held(scope, id, owner).ExecuteUpdateAsync(
            set => set.SetProperty(build => build.LeaseUntil, until).SetProperty(build => build.Log, text), ct) == 1;
    }

    private async Task EndAsync(long id, string owner, Lines lines, Problem? problem, CancellationToken ct)
    {
        await using var scope = Scope("worker");
        var (now, text, why) = (clock.GetUtcNow(), lines.Text, problem?.Message);
        var state = problem is null ? ImageBuildState.Done : ImageBuildState.Failed;
        await Held(scope, id, owner).ExecuteUpdateAsync(
            set => set.SetProperty(build => build.State, state)
                .SetProperty(build => build.FinishedAt, now)
                .SetProperty(build => build.Problem, why)
                .SetProperty(build => build.Log, text)
                .SetProperty(build => build.LeaseOwner, (string?)null)
                .SetProperty(build => build.LeaseUntil, (DateTimeOffset?)null),
            ct);
    }

    private static IQueryable<ImageBuild> Held(AsyncServiceScope scope, long id, string owner) =>
        scope.ServiceProvider.GetRequiredService<ProvisioningDb>().ImageBuilds
            .Where(build => build.Id == id && build.LeaseOwner == owner && build.State == ImageBuildState.Running);

    private AsyncServiceScope Scope(string actor)
    {
        var scope = scopes.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker(actor);
        return scope;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "Image build {BuildId} failed")]
    private partial void LogFailed(Exception failure, long buildId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Image build {BuildId} is left to another worker")]
    private partial void LogLeft(long buildId);

    [LoggerMessage(Level = LogLevel.Error, Message = "Image builds could not be read or recorded; the next pass looks again")]
    private partial void LogDatabaseAway(Exception failure);

    private sealed record Taken(long Id, string Actor, string Image, string Host);

    /// <summary>The build's lines as they come, in order; of too many the last ones.</summary>
    private sealed class Lines : IProgress<string>
    {
        private readonly Lock _gate = new();
        private readonly StringBuilder _text = new();

        public string Text
        {
            get
            {
                lock (_gate)
                {
                    return _text.ToString();
                }
            }
        }

        public void Report(string value)
        {
            lock (_gate)
            {
                _text.Append(value.Replace('\0', ' ')).Append('\n');
                if (_text.Length > ImageBuild.MostLog)
                {
                    _text.Remove(0, _text.Length - (ImageBuild.MostLog * 3 / 4));
                }
            }
        }
    }
}
