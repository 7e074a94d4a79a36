using Hostelry.Provisioning.Operations;

namespace Hostelry.Provisioning.Flows;

/// <summary>Every flow in every version that a row may still use. A new version is added; an old one leaves when no row has it.</summary>
public static class FlowCatalogue
{
    public static IReadOnlyList<Flow> All { get; } = [];

    /// <summary>The version that new operations start with; throws for an unknown kind.</summary>
    public static Flow Newest(string kind) =>
        All.Where(flow => flow.Kind == kind).MaxBy(flow => flow.Version)
        ?? throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such flow.");

    /// <summary>The version a row runs; throws when it has left the catalogue.</summary>
    public static Flow Get(string kind, int version) =>
        All.SingleOrDefault(flow => flow.Kind == kind && flow.Version == version)
        ?? throw new InvalidOperationException($"Flow {kind} version {version} is not in this build.");
}
