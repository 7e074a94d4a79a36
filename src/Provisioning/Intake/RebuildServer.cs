using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Operations;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Intake;

/// <summary>Accepts a rebuild: the disk is made anew from an image, all data on it is lost.</summary>
public sealed class RebuildServer(
    ProvisioningDb db, Database database, PartsFinder parts, RootPasswords passwords, Acceptance acceptance)
{
    /// <summary>
    /// Refusals: <c>not_found</c>, <c>invalid_input</c>, <c>locked</c>, <c>protected</c>, <c>forbidden</c> (suspended),
    /// <c>placement_error</c> (the image is not on the server's host).
    /// </summary>
    /// <param name="image">Id or name.</param>
    /// <param name="userData">At most 32 KiB; null keeps what the server has.</param>
    public async Task<Result<PasswordAction>> ExecuteAsync(
        ProjectKey project, long serverId, string image, string? userData, CancellationToken ct) =>
        OrderCheck.CheckUserData(userData) is { } problem
            ? problem
            : await database.InTransactionAsync(() => RebuildAsync(project, serverId, image, userData, ct), ct);

    private async Task<Result<PasswordAction>> RebuildAsync(
        ProjectKey project, long serverId, string image, string? userData, CancellationToken ct)
    {
        var held = await acceptance.HoldFreeAsync(project, serverId, ct);
        if (!held.IsSuccess)
        {
            return held.Problem!;
        }

        var server = held.Value;
        if (server.ProtectedFromRebuild)
        {
            return new Problem("protected", "The server is protected from rebuild; lift the protection first.");
        }

        var found = await parts.ImageAsync(project, image, ct);
        if (found is null)
        {
            return Problems.NotFound("image", "image");
        }

        if (!await db.HostImages.AnyAsync(build => build.HostId == server.HostId && build.ImageId == found.Id, ct))
        {
            return Problems.Placement("The image is not ready on the server's host yet.");
        }

        server.UserData = userData ?? server.UserData;
        var password = server.AuthorizedKeys.Length == 0 ? passwords.SetOn(server) : null;
        var action = await acceptance.StartAsync(
            server, OperationKind.RebuildServer, new OperationData { ImageId = found.Id }, "server.rebuild", ct);
        return action.IsSuccess ? new PasswordAction(action.Value, password) : action.Problem!;
    }
}
