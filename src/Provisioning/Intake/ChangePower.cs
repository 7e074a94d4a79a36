using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
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

/// <summary>Accepts a power action of a server. One that is in that state already gets an action that finds nothing to do.</summary>
public sealed class ChangePower(Database database, Acceptance acceptance)
{
    /// <summary>Refusals: <c>not_found</c>, <c>locked</c>, <c>forbidden</c> (suspended).</summary>
    public Task<Result<OperationView>> ExecuteAsync(
        ProjectKey project, long serverId, PowerAction action, CancellationToken ct) =>
        database.InTransactionAsync<OperationView>(
            async () =>
            {
                var server = await acceptance.HoldFreeAsync(project, serverId, ct);
                var (kind, audit) = Names(action);
                return server.IsSuccess
                    ? await acceptance.StartAsync(server.Value, kind, new OperationData(), audit, ct)
                    : server.Problem!;
            },
            ct);

    private static (string Kind, string Audit) Names(PowerAction action) => action switch
    {
        PowerAction.PowerOn => (OperationKind.StartServer, "server.power_on"),
        PowerAction.PowerOff => (OperationKind.StopServer, "server.power_off"),
        PowerAction.Shutdown => (OperationKind.ShutdownServer, "server.shutdown"),
        PowerAction.Reboot => (OperationKind.RebootServer, "server.reboot"),
        PowerAction.Reset => (OperationKind.ResetServer, "server.reset"),
    };
}
