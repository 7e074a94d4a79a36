using System.CommandLine;
using System.Globalization;

using Hostelry.Billing;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Metering;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Commands;

internal sealed class MeterDefine : OperatorCommand
{
    private readonly Argument<string> _code = new("code") { Description = "1 to 40 lower case letters, digits and underscores, as traffic_out." };
    private readonly Option<string> _kind = new Option<string>("--kind")
    {
        Description = "How the records of an hour become one number: sum, max, last or time_weighted.",
        Required = true,
    }.AcceptOnlyFromAmong([.. Enum.GetValues<MeterKind>().Select(PriceList.Word)]);

    private readonly Option<string> _unit = new("--unit") { Description = "What one is, for print, as byte.", Required = true };
    private readonly Option<string> _resource = new("--resource") { Description = "What it counts for.", DefaultValueFactory = _ => "server" };

    public MeterDefine()
        : base("define", "Makes a meter known. What it costs says 'price publish --meter'; without a price it raises an alarm.")
    {
        Arguments.Add(_code);
        Options.Add(_kind);
        Options.Add(_unit);
        Options.Add(_resource);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var kind = Enum.GetValues<MeterKind>().First(one => PriceList.Word(one) == parsed.GetRequiredValue(_kind));
        var defined = await services.GetRequiredService<DefineMeter>().ExecuteAsync(
            new DefineMeterRequest(parsed.GetRequiredValue(_code), kind, parsed.GetRequiredValue(_unit), parsed.GetRequiredValue(_resource)), ct);
        return defined.Problem is { } problem ? problem : new Answer(MeterList.Line(defined.Value), MeterList.Json(defined.Value));
    }
}

internal sealed class MeterList() : OperatorCommand("list", "Lists the meters.")
{
    public static string Line(Meter meter) => string.Create(
        CultureInfo.InvariantCulture, $"{meter.Code}\t{PriceList.Word(meter.Kind)}\t{meter.Unit}\t{meter.ResourceKind}");

    public static object Json(Meter meter) => new { meter.Id, meter.Code, Kind = PriceList.Word(meter.Kind), meter.Unit, meter.ResourceKind };

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var meters = await services.GetRequiredService<BillingDb>().Meters.AsNoTracking()
            .Where(meter => meter.SellerId == Prices.DefaultSeller).OrderBy(meter => meter.Code).ToListAsync(ct);
        return new Answer(string.Join('\n', meters.Select(Line)), meters.Select(Json));
    }
}
