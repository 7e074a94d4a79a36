using Hostelry.Billing.Kernel;

namespace Hostelry.Provisioning.Operations;

/// <summary>An operation as its project sees it: the API's <em>action</em>.</summary>
/// <param name="Kind">The API's <c>command</c>, as <c>create_server</c>.</param>
/// <param name="Progress">0 to 100.</param>
/// <param name="Problem">Why it ended in error; null otherwise.</param>
public sealed record OperationView(
    long Id,
    string Kind,
    OperationStatus Status,
    int Progress,
    long ServerId,
    DateTimeOffset StartedAt,
    DateTimeOffset? FinishedAt,
    Problem? Problem)
{
    public static OperationView Of(Operation operation) => new(
        operation.Id,
        operation.Kind,
        operation.Status,
        operation.Progress,
        operation.ServerId,
        operation.CreatedAt,
        operation.FinishedAt,
        operation.ProblemCode is null
            ? null
            : new Problem(operation.ProblemCode, operation.ProblemMessage ?? operation.ProblemCode));
}
