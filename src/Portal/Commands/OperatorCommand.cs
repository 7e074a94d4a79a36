using System.CommandLine;
using System.Text.Json;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Api.Shared;
using Hostelry.Portal.Composition;

namespace Hostelry.Portal.Commands;

/// <summary>What a command gives back: a text for people, the same as JSON for <c>--json</c>.</summary>
/// <param name="ExitCode">Not 0 when the command did its work and found something wrong (doctor).</param>
internal sealed record Answer(string Text, object Json, int ExitCode = 0);

/// <summary>One operator's command. It runs in the installation's database, beside a server or without one.</summary>
internal abstract class OperatorCommand : Command
{
    public static readonly Option<bool> AsJson = new("--json") { Description = "Answer as JSON.", Recursive = true };

    protected OperatorCommand(string name, string description)
        : base(name, description) => SetAction(RunAsync);

    /// <summary>Acts in a scope of its own, as the worker under the name <c>operator</c>.</summary>
    protected abstract Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct);

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken ct)
    {
        WebApplication composed;
        try
        {
            composed = ((Invocation)parsed.InvocationConfiguration).Compose();
        }
        catch (WrongSettingsException wrong)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(wrong.Message);
            return 2;
        }

        await using var app = composed;
        await using var scope = app.Services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker("operator");
        Result<Answer> result;
        try
        {
            result = await ExecuteAsync(scope.ServiceProvider, parsed, ct);
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure) || failure is Provisioning.Hypervisor.HypervisorException)
        {
            result = new Problem("unavailable", failure.GetBaseException().Message);
        }

        return await WriteAsync(result, parsed);
    }

    private static async Task<int> WriteAsync(Result<Answer> result, ParseResult parsed)
    {
        var output = parsed.InvocationConfiguration.Output;
        var json = parsed.GetValue(AsJson);
        if (result.Problem is { } problem)
        {
            await (json
                ? output.WriteLineAsync(JsonSerializer.Serialize(ApiErrors.Body(problem), ApiJson.Options))
                : parsed.InvocationConfiguration.Error.WriteLineAsync($"{problem.Code}: {problem.Message}"));
            return 1;
        }

        await output.WriteLineAsync(json
            ? JsonSerializer.Serialize(result.Value.Json, ApiJson.Options)
            : result.Value.Text);
        return result.Value.ExitCode;
    }
}
