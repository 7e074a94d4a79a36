using System.CommandLine;
using System.Globalization;
using System.Text;

using Hostelry.Billing.Kernel;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Operations;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Commands;

internal sealed class OperationList : OperatorCommand
{
    private readonly Option<int> _last = new("--last") { Description = "How many, newest first.", DefaultValueFactory = _ => 20 };
    private readonly Option<bool> _running = new("--running") { Description = "Only what is not done." };

    public OperationList()
        : base("list", "Lists operations of all organizations.")
    {
        Options.Add(_last);
        Options.Add(_running);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var operations = services.GetRequiredService<ProvisioningDb>().Reachable<Operation>().AsNoTracking();
        if (parsed.GetValue(_running))
        {
            operations = operations.Where(row => row.Status == OperationStatus.Running);
        }

        var found = await operations.OrderByDescending(row => row.Id)
            .Take(Math.Clamp(parsed.GetValue(_last), 1, 1000))
            .ToListAsync(ct);
        var lines = found.Select(row => string.Create(
            CultureInfo.InvariantCulture,
            $"{row.Id}\t{row.Kind}\tserver {row.ServerId}\t{row.Status}\t{row.Progress}%\t{row.Step}\t{row.ProblemCode}"));
        return new Answer(string.Join('\n', lines), found.Select(OperationAnswer.Of));
    }
}

/// <summary>An operation as staff see it.</summary>
internal sealed record OperationAnswer(
    long Id,
    long OrganizationId,
    long ProjectId,
    string Kind,
    int Version,
    long ServerId,
    string Status,
    string Step,
    bool Undoing,
    int Progress,
    string? ProblemCode,
    string? ProblemMessage,
    DateTimeOffset CreatedAt,
    DateTimeOffset Deadline,
    DateTimeOffset? FinishedAt)
{
    public static OperationAnswer Of(Operation row) => new(
        row.Id,
        row.OrganizationId,
        row.ProjectId,
        row.Kind,
        row.Version,
        row.ServerId,
        row.Status.ToString().ToLowerInvariant(),
        row.Step,
        row.Undoing,
        row.Progress,
        row.ProblemCode,
        row.ProblemMessage,
        row.CreatedAt,
        row.Deadline,
        row.FinishedAt);
}

internal sealed class OperationShow : OperatorCommand
{
    private readonly Argument<long> _id = new("id") { Description = "As operation list shows it; the API calls it action." };

    public OperationShow()
        : base("show", "Shows one operation with its history.") => Arguments.Add(_id);

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var id = parsed.GetRequiredValue(_id);
        var db = services.GetRequiredService<ProvisioningDb>();
        var operation = await db.Reachable<Operation>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct);
        if (operation is null)
        {
            return new Problem("not_found", $"id: there is no operation {id}.", "id");
        }

        var history = await db.Reachable<OperationEvent>().AsNoTracking()
            .Where(row => row.OperationId == id).OrderBy(row => row.Id)
            .Select(row => new { row.At, row.Step, row.Outcome, row.Attempt, row.Fence, row.Detail }).ToListAsync(ct);
        var text = new StringBuilder().AppendLine(
            CultureInfo.InvariantCulture,
            $"{operation.Id} {operation.Kind} v{operation.Version} of server {operation.ServerId}: {operation.Status}, step {operation.Step}, {operation.Progress}%");
        if (operation.ProblemCode is not null)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{operation.ProblemCode}: {operation.ProblemMessage}");
        }

        foreach (var line in history)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"{line.At:HH:mm:ss.fff}  {line.Step,-24} {line.Outcome,-8} fence {line.Fence} {line.Detail}");
        }

        return new Answer(text.ToString().TrimEnd(), new { Operation = OperationAnswer.Of(operation), History = history });
    }
}
