using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Operations;

namespace Hostelry.Provisioning.Intake;

/// <summary>Accepts a new root password, made here; the server may be running or off.</summary>
public sealed class ResetPassword(Database database, RootPasswords passwords, Acceptance acceptance)
{
    /// <summary>Refusals: <c>not_found</c>, <c>locked</c>, <c>forbidden</c> (suspended).</summary>
    public Task<Result<PasswordAction>> ExecuteAsync(ProjectKey project, long serverId, CancellationToken ct) =>
        database.InTransactionAsync<PasswordAction>(
            async () =>
            {
                var server = await acceptance.HoldFreeAsync(project, serverId, ct);
                if (!server.IsSuccess)
                {
                    return server.Problem!;
                }

                var password = passwords.SetOn(server.Value);
                var action = await acceptance.StartAsync(
                    server.Value, OperationKind.ResetPassword, new OperationData(), "server.reset_password", ct);
                return action.IsSuccess ? new PasswordAction(action.Value, password) : action.Problem!;
            },
            ct);
}
