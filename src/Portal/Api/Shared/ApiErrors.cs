using System.Text.Json;

using Hostelry.Billing.Kernel;

using Microsoft.AspNetCore.Mvc;

namespace Hostelry.Portal.Api.Shared;

/// <summary>The body of every refusal: <c>{"error": {"code", "message", "details"}}</c>.</summary>
public sealed record ErrorResponse(ErrorBody Error);

/// <param name="Details">Which fields, for <c>invalid_input</c>; null otherwise.</param>
public sealed record ErrorBody(string Code, string Message, ErrorDetails? Details);

public sealed record ErrorDetails(IReadOnlyList<FieldError> Fields);

public sealed record FieldError(string Name, IReadOnlyList<string> Messages);

/// <summary>Writes refusals, in controllers and before them.</summary>
public static class ApiErrors
{
    public static readonly Problem Unauthorized = new(
        "unauthorized", "The request needs the header 'Authorization: Bearer' with a valid API token.");

    public static readonly Problem Forbidden = new("forbidden", "The token may not do this.");

    public static readonly Problem ReadOnly = new("forbidden", "The token may only read.");

    public static readonly Problem NoMoney = new("forbidden", "The token may not see the organization's money; one of scope read_money may.");

    public static readonly Problem Suspended = new(
        "customer_suspended", "The organization is suspended: it can read and delete, until it is resumed.");

    public static readonly Problem NoRoute = new("not_found", "There is nothing here.");

    public static readonly Problem TooLarge = new("payload_too_large", "The body may have at most 2 MiB.");

    public static readonly Problem NotJson = new("json_error", "The body is not valid JSON.");

    public static readonly Problem BadRequest = new("bad_request", "The request is not valid HTTP.");

    public static readonly Problem Broken = new("server_error", "Something went wrong on our side; it has been logged.");

    public static ErrorResponse Body(Problem problem) => new(new ErrorBody(
        problem.Code,
        problem.Message,
        problem.Field is { } field ? new ErrorDetails([new FieldError(field, [problem.Message])]) : null));

    public static ObjectResult Result(Problem problem) =>
        new(Body(problem)) { StatusCode = ProblemStatus.Of(problem.Code) };

    /// <summary>Several fields at once; the message is the first one's.</summary>
    public static ObjectResult Result(IReadOnlyList<FieldError> fields) =>
        new(new ErrorResponse(new ErrorBody("invalid_input", fields[0].Messages[0], new ErrorDetails(fields))))
        {
            StatusCode = ProblemStatus.Of("invalid_input"),
        };

    public static Task WriteAsync(HttpContext context, Problem problem)
    {
        context.Response.StatusCode = ProblemStatus.Of(problem.Code);
        return context.Response.WriteAsJsonAsync(Body(problem), ApiJson.Options, context.RequestAborted);
    }

    /// <summary>Gives an empty refusal of the framework the dialect's body; other paths keep theirs.</summary>
    public static Task FillAsync(HttpContext context) =>
        context.Request.Path.StartsWithSegments("/v1", StringComparison.OrdinalIgnoreCase)
            ? WriteAsync(context, ForStatus(context.Response.StatusCode))
            : Task.CompletedTask;

    /// <summary>The refusal of a status that the framework answered with an empty body.</summary>
    public static Problem ForStatus(int status) => status switch
    {
        404 => NoRoute,
        408 => new Problem("request_timeout", "The request came too slowly; send it again."),
        405 => new Problem("method_not_allowed", "This address does not know the method."),
        413 => TooLarge,
        415 => new Problem("unsupported_media_type", "Send the body as application/json."),
        400 => NotJson,
        401 => Unauthorized,
        403 => Forbidden,
        >= 400 and < 500 => BadRequest,
        _ => Broken,
    };

    internal static Problem OfJson(JsonException exception) =>
        // The reader's own complaint (syntax, depth) comes as the inner exception; a value of the wrong type does not.
        exception.InnerException is JsonException || exception.Path is null or "$"
            ? NotJson
            : WrongType(exception.Path.TrimStart('$', '.'));

    private static Problem WrongType(string field) => new("invalid_input", $"{field} has the wrong type.", field);
}
