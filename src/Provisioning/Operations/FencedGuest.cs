using System.Runtime.CompilerServices;

using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Hypervisor;

namespace Hostelry.Provisioning.Operations;

/// <summary>
/// One guest on its host, as a step uses it: every call first checks the lease, carries the fence, and ends as
/// <see cref="HypervisorErrorKind.Unknown"/> when the host does not answer in time.
/// </summary>
public sealed class FencedGuest(
    IHypervisor hypervisor, HostEndpoint host, GuestKey key, Lease lease, OperationSettings settings, TimeProvider clock)
{
    private readonly Fence _fence = new(lease.OperationId, lease.Token);

    public GuestKey Key => key;

    public Task<GuestObservation> ObserveAsync(CancellationToken ct) =>
        AskAsync(token => hypervisor.ObserveAsync(host, key, token), ct);

    public Task<bool> AnswersAsync(string address, CancellationToken ct) =>
        AskAsync(token => hypervisor.AnswersAsync(host, key, address, token), ct);

    public Task CreateDiskAsync(GuestSpec guest, CancellationToken ct) =>
        DoAsync(token => hypervisor.CreateDiskAsync(host, guest, _fence, token), ct);

    public Task GrowDiskAsync(long diskBytes, CancellationToken ct) =>
        DoAsync(token => hypervisor.GrowDiskAsync(host, key, diskBytes, _fence, token), ct);

    public Task WriteSeedAsync(GuestSpec guest, GuestSeed seed, CancellationToken ct) =>
        DoAsync(token => hypervisor.WriteSeedAsync(host, guest, seed, _fence, token), ct);

    public Task SetRootPasswordAsync(string password, CancellationToken ct) =>
        DoAsync(token => hypervisor.SetRootPasswordAsync(host, key, password, _fence, token), ct);

    public Task DefineAsync(GuestSpec guest, CancellationToken ct) =>
        DoAsync(token => hypervisor.DefineAsync(host, guest, _fence, token), ct);

    public Task StartAsync(CancellationToken ct) =>
        DoAsync(token => hypervisor.StartAsync(host, key, _fence, token), ct);

    public Task RequestShutdownAsync(CancellationToken ct) =>
        DoAsync(token => hypervisor.RequestAsync(host, key, GuestRequest.Shutdown, _fence, token), ct);

    public Task KillAsync(CancellationToken ct) =>
        DoAsync(token => hypervisor.KillAsync(host, key, _fence, token), ct);

    public Task SetLimitsAsync(GuestSpec guest, CancellationToken ct) =>
        DoAsync(token => hypervisor.SetLimitsAsync(host, guest, _fence, token), ct);

    public Task UndefineAsync(CancellationToken ct) =>
        DoAsync(token => hypervisor.UndefineAsync(host, key, _fence, token), ct);

    public Task DeleteDiskAsync(CancellationToken ct) =>
        DoAsync(token => hypervisor.DeleteDiskAsync(host, key, _fence, token), ct);

    private Task DoAsync(Func<CancellationToken, Task> call, CancellationToken ct, [CallerMemberName] string name = "") =>
        AskAsync(
            async token =>
            {
                await call(token);
                return true;
            },
            ct,
            name);

    private async Task<T> AskAsync<T>(
        Func<CancellationToken, Task<T>> call, CancellationToken ct, [CallerMemberName] string name = "")
    {
        lease.EnsureHeld();
        Failpoint.Hit("host-call." + name); // who is paused here is stopped by the host alone
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        try
        {
            return await call(patience.Token).WaitAsync(settings.HostCall, clock, ct);
        }
        catch (TimeoutException late)
        {
            await patience.CancelAsync();
            throw new HypervisorException(HypervisorErrorKind.Unknown, "The host did not answer in time.", late);
        }
    }
}
