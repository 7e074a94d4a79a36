using Hostelry.Billing.Kernel;

namespace Hostelry.Portal.Composition;

/// <summary>Does the recurring duties of a worker, each in a worker's scope of its own.</summary>
internal sealed partial class Duties(IServiceScopeFactory scopes, ILogger<Duties> log)
{
    /// <summary>Does one. Whatever it throws is logged, and its next turn sees the same facts.</summary>
    public async Task DoAsync<TDuty>(Func<TDuty, Task> act, CancellationToken ct)
        where TDuty : notnull
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker();
            await act(scope.ServiceProvider.GetRequiredService<TDuty>());
        }
        catch (Exception failure) when (!ct.IsCancellationRequested)
        {
            // An honest catch-all: what one duty cannot do, or a database or provider that is away, must hold up neither the
            // other duties nor the process.
            LogFailed(failure, typeof(TDuty).Name);
        }
    }

    [LoggerMessage(LogLevel.Error, "{Duty} failed; its next turn tries again")]
    private partial void LogFailed(Exception failure, string duty);
}
