using System.CommandLine;
using System.Globalization;

using Hostelry.Billing.Alarms;
using Hostelry.Billing.Kernel;

namespace Hostelry.Portal.Commands;

internal sealed class AlarmList() : OperatorCommand("list", "Lists what a person must look at, the latest first (exit code 1 when there is any).")
{
    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var alarms = await services.GetRequiredService<AlarmLog>().OpenAsync(ct);
        return new Answer(
            alarms.Count == 0
                ? "Nothing."
                : string.Join('\n', alarms.Select(alarm => string.Create(
                    CultureInfo.InvariantCulture, $"{alarm.Id}\t{alarm.Code}\t{alarm.Subject}\t{alarm.LastSeenAt:O}\t×{alarm.Times}\t{alarm.Detail}"))),
            alarms.Select(alarm => new
            {
                alarm.Id,
                alarm.Code,
                alarm.Subject,
                alarm.OrganizationId,
                alarm.Detail,
                alarm.RaisedAt,
                alarm.LastSeenAt,
                alarm.Times,
            }),
            alarms.Count == 0 ? 0 : 1);
    }
}

internal sealed class AlarmAcknowledge : OperatorCommand
{
    private readonly Argument<long> _id = new("id") { Description = "As 'alarm list' shows it." };

    public AlarmAcknowledge()
        : base("acknowledge", "Says that somebody has looked: the alarm is closed. A breach of the books is closed by proof alone.") =>
        Arguments.Add(_id);

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var id = parsed.GetRequiredValue(_id);
        var done = await services.GetRequiredService<AcknowledgeAlarm>().ExecuteAsync(id, ct);
        return done.Problem is { } problem
            ? problem
            : new Answer(string.Create(CultureInfo.InvariantCulture, $"Alarm {id} is closed."), new { Id = id, State = "acknowledged" });
    }
}
