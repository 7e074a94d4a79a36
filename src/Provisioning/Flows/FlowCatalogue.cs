using Hostelry.Provisioning.Operations;

namespace Hostelry.Provisioning.Flows;

/// <summary>Every flow in every version that a row may still use. A new version is added; an old one leaves when no row has it.</summary>
public static class FlowCatalogue
{
    public static IReadOnlyList<Flow> All { get; } =
    [
        new CreateServer(),
        new DeleteServer(),
        new StartServer(),
        new StopServer(),
        new ShutdownServer(),
        new RebootServer(),
        new ResetServer(),
        new RebuildServer(),
        new ResetPassword(),
        new ChangeType(),
        new SuspendServer(),
        new ResumeServer(),
    ];

    /// <summary>The version that new operations start with; throws for an unknown kind.</summary>
    public static Flow Newest(string kind) =>
        All.Where(flow => flow.Kind == kind).MaxBy(flow => flow.Version)
        ?? throw new ArgumentOutOfRangeException(nameof(kind), kind, "No such flow.");

    /// <summary>The version a row runs; throws when it has left the catalogue.</summary>
    public static Flow Get(string kind, int version) =>
        All.SingleOrDefault(flow => flow.Kind == kind && flow.Version == version)
        ?? throw new InvalidOperationException($"Flow {kind} version {version} is not in this build.");

    /// <summary>Every failpoint of the newest version of a flow, acceptance first, undo last: kill tests walk over them.</summary>
    public static IReadOnlyList<string> Failpoints(string kind)
    {
        var steps = Newest(kind).Steps;
        return
        [
            $"{kind}.accept.before-commit",
            $"{kind}.accept.after-commit",
            .. steps.SelectMany(step => Around(kind, step, "")),
            .. steps.Where(step => step.UndoAsync is not null).Reverse().SelectMany(step => Around(kind, step, "undo-")),
        ];
    }

    private static IEnumerable<string> Around(string kind, Step step, string way) =>
    [
        $"{kind}.{step.Name}.{way}before",
        $"{kind}.{step.Name}.{way}after-effect",
        $"{kind}.{step.Name}.{way}after-commit",
    ];
}
