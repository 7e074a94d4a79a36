using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Flows;

namespace Hostelry.Provisioning.Operations;

/// <summary>What staff may ask of an operation: pure, so that the page and the use case say the same.</summary>
internal static class OperationLaws
{
    public static readonly Problem Ended = new("conflict", "The operation has ended.");

    public static readonly Problem Held = new("locked", "A worker is at it now.");

    /// <summary>Only what waits can be tried at once: after a failure, or for its turn.</summary>
    public static Problem? WhyNoRetry(Operation operation, DateTimeOffset now) =>
        operation.Status != OperationStatus.Running ? Ended
        : operation.LeaseUntil > now ? Held
        : null;

    /// <summary>What must come to its end, or is being undone already, cannot be given up.</summary>
    public static Problem? WhyNoGiveUp(Operation operation) =>
        operation.Status != OperationStatus.Running ? Ended
        : operation.SupersededBy is not null ? new Problem("conflict", "A delete takes over already.")
        : operation.Undoing || operation.GivenUpAt is not null
            ? new Problem("conflict", "It is being undone, and the undo never gives up.")
        : FlowCatalogue.All.Any(flow => flow.Kind == operation.Kind && flow.NeverGivesUp)
            ? new Problem("never_gives_up", "Operations of this kind must come to their end.")
        : null;
}
