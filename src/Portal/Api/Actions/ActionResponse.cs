using Hostelry.Portal.Api.Shared;
using Hostelry.Provisioning.Operations;

namespace Hostelry.Portal.Api.Actions;

/// <summary>An operation under its public name.</summary>
public sealed record ActionResponse(
    long Id,
    string Command,
    string Status,
    int Progress,
    DateTimeOffset Started,
    DateTimeOffset? Finished,
    IReadOnlyList<ResourceResponse> Resources,
    ActionErrorResponse? Error)
{
    public static ActionResponse Of(OperationView operation) => new(
        operation.Id,
        operation.Kind,
        operation.Status switch
        {
            OperationStatus.Running => "running",
            OperationStatus.Success => "success",
            OperationStatus.Error => "error",
        },
        operation.Progress,
        operation.StartedAt,
        operation.FinishedAt,
        [new ResourceResponse(operation.ServerId, "server")],
        operation.Problem is { } problem ? new ActionErrorResponse(problem.Code, problem.Message) : null);
}

public sealed record ResourceResponse(long Id, string Type);

public sealed record ActionErrorResponse(string Code, string Message);

public sealed record OneActionResponse(ActionResponse Action)
{
    public static OneActionResponse Of(OperationView operation) => new(ActionResponse.Of(operation));
}

public sealed record ActionsResponse(IReadOnlyList<ActionResponse> Actions, Meta Meta);
