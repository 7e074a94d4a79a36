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
        try
        {
            var invocation = (Invocation)parsed.InvocationConfiguration;
            return await WriteAsync(await invocation.WithServicesAsync(services => ActAsync(services, parsed, ct)), parsed);
        }
        catch (WrongSettingsException wrong)
        {
            await parsed.InvocationConfiguration.Error.WriteLineAsync(wrong.Message);
            return 2;
        }
    }

    private async Task<Result<Answer>> ActAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker("operator");
        try
        {
            return await ExecuteAsync(scope.ServiceProvider, parsed, ct);
        }
        catch (Exception failure) when (DatabaseTrouble.Is(failure) || failure is Provisioning.Hypervisor.HypervisorException)
        {
            return new Problem("unavailable", failure.GetBaseException().Message);
        }
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
