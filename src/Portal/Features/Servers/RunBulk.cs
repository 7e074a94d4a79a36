using System.Runtime.InteropServices;

using Hostelry.Billing.Kernel;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Operations;

namespace Hostelry.Portal.Features.Servers;

/// <param name="Done">Servers whose operation was accepted.</param>
/// <param name="Refused">Servers that were busy, protected, suspended or gone.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct BulkOutcome(int Done, int Refused);

/// <summary>One act on many servers: each is accepted or refused on its own, as if it had been asked for alone.</summary>
public sealed class RunBulk(ChangePower power, DeleteServer delete)
{
    /// <summary>As many as a page of the list shows.</summary>
    public const int Most = Provisioning.Listing.Page.MaxSize;

    public async Task<BulkOutcome> ExecuteAsync(
        ProjectKey project, BulkAct act, IReadOnlyCollection<long> serverIds, CancellationToken ct)
    {
        var (done, refused) = (0, 0);
        foreach (var id in serverIds.Distinct().Take(Most))
        {
            _ = (await OneAsync(project, act, id, ct)).IsSuccess ? done++ : refused++;
        }

        return new BulkOutcome(done, refused);
    }

    private Task<Result<OperationView>> OneAsync(ProjectKey project, BulkAct act, long id, CancellationToken ct) => act switch
    {
        BulkAct.PowerOn => power.ExecuteAsync(project, id, PowerAction.PowerOn, ct),
        BulkAct.Shutdown => power.ExecuteAsync(project, id, PowerAction.Shutdown, ct),
        BulkAct.PowerOff => power.ExecuteAsync(project, id, PowerAction.PowerOff, ct),
        BulkAct.Reboot => power.ExecuteAsync(project, id, PowerAction.Reboot, ct),
        BulkAct.Delete => delete.ExecuteAsync(project, id, ct),
        _ => throw new ArgumentOutOfRangeException(nameof(act), act, message: null),
    };
}
