#pragma warning disable IDE0060 // signatures first; the body follows
using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Operations;

namespace Hostelry.Provisioning.Intake;

public enum PowerAction
{
    PowerOn,

    /// <summary>At once, as pulling the plug does.</summary>
    PowerOff,

    /// <summary>Asks the guest.</summary>
    Shutdown,

    /// <summary>Asks the guest.</summary>
    Reboot,

    /// <summary>Off and on at once.</summary>
    Reset,
}

/// <summary>Accepts a power action of a server.</summary>
public sealed class ChangePower
{
    /// <summary>Refusals: <c>not_found</c>, <c>locked</c>, <c>forbidden</c> (suspended).</summary>
    public Task<Result<OperationView>> ExecuteAsync(
        ProjectKey project, long serverId, PowerAction action, CancellationToken ct) =>
        Task.FromResult<Result<OperationView>>(Problems.ServerNotFound);
}
