using System.Globalization;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;
using System.Text.Json;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace Hostelry.Portal.Api.Shared;

/// <summary>An answer with something that is shown once.</summary>
public interface IHoldsSecret
{
    /// <summary>The same answer, secrets null: what a repetition gets.</summary>
    object WithoutSecret();
}

/// <summary>Honours <c>Idempotency-Key</c> on a POST that costs money.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class IdempotentAttribute : Attribute, IFilterFactory
{
    public bool IsReusable => false;

    public IFilterMetadata CreateInstance(IServiceProvider serviceProvider) =>
        ActivatorUtilities.CreateInstance<Idempotency>(serviceProvider);
}

/// <summary>
/// Runs the action and keeps its answer in one transaction. The key's row is written first: who comes second waits for
/// it, then finds the answer. A refusal changes nothing and keeps nothing, so the same key may try again.
/// </summary>
internal sealed class Idempotency(KeptAnswers answers, Database database, ApiCaller caller) : IAsyncActionFilter
{
    public const string Header = "Idempotency-Key";

    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var http = context.HttpContext;
        if (!http.Request.Headers.TryGetValue(Header, out var header))
        {
            await next();
            return;
        }

        var key = header.ToString();
        if (key.Length is < 1 or > 255 || key.Any(character => character is < '!' or > '~'))
        {
            context.Result = ApiErrors.Result(
                new Problem("invalid_input", $"{Header} must have 1 to 255 visible ASCII characters.", Header));
            return;
        }

        ActionExecutedContext? executed = null;
        var outcome = await database.InTransactionAsync(
            async () =>
            {
                var row = Row(http, key, BodyOf(context.ActionDescriptor, context.ActionArguments));
                if (!await answers.ClaimAsync(row, http.RequestAborted))
                {
                    return await ReplayAsync(row, http.RequestAborted);
                }

                executed = await next();
                return await KeepAsync(row, executed, http.RequestAborted);
            },
            http.RequestAborted);
        if (executed is null)
        {
            context.Result = outcome.IsSuccess ? outcome.Value : ApiErrors.Result(outcome.Problem!);
        }
    }

    private async Task<Result<IActionResult>> ReplayAsync(IdempotencyKey row, CancellationToken ct)
    {
        var kept = await answers.FindAsync(row, ct);
        return kept.BodyHash.AsSpan().SequenceEqual(row.BodyHash)
            ? new ContentResult { StatusCode = kept.Status, ContentType = "application/json", Content = kept.Answer }
            : new Problem("idempotency_conflict", $"{Header} was used with another body within the last 24 hours.", Header);
    }

    private async Task<Result<IActionResult>> KeepAsync(
        IdempotencyKey row, ActionExecutedContext executed, CancellationToken ct)
    {
        if (executed.Exception is { } exception)
        {
            ExceptionDispatchInfo.Throw(exception);
        }

        if (executed.Result is not ObjectResult { StatusCode: >= 200 and < 300 and var status } answer)
        {
            // Rolls the transaction back; the client gets the action's own refusal.
            return ApiErrors.Broken;
        }

        var body = answer.Value is IHoldsSecret secret ? secret.WithoutSecret() : answer.Value;
        var text = JsonSerializer.Serialize(body, ApiJson.Options);
        await answers.KeepAsync(row, status, text, ct);
        return answer;
    }

    /// <summary>The route with the ids it was read as: the same however the path was typed.</summary>
    private static string Address(HttpContext http) =>
        ((RouteEndpoint)http.GetEndpoint()!).RoutePattern.RawText!.ToLowerInvariant()
        + string.Concat(http.GetRouteData().Values
            .Where(value => value.Key is not ("controller" or "action"))
            .Select(value => string.Create(CultureInfo.InvariantCulture, $" {value.Key}={Id(value.Value)}")));

    private static object? Id(object? value) =>
        long.TryParse(value as string, CultureInfo.InvariantCulture, out var id) ? id : value;

    /// <summary>What the client sent: an action is handed its services and the token of its end beside it.</summary>
    internal static IEnumerable<object?> BodyOf(ActionDescriptor action, IDictionary<string, object?> arguments) =>
        from parameter in action.Parameters
        where parameter.BindingInfo?.BindingSource == BindingSource.Body
        select arguments.TryGetValue(parameter.Name, out var value) ? value : null;

    private IdempotencyKey Row(HttpContext http, string key, IEnumerable<object?> body) => answers.Row(
        caller.Project,
        $"{http.Request.Method} {Address(http)}",
        key,
        SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body, ApiJson.Options)));
}
