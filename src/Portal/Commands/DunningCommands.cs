using System.CommandLine;
using System.Globalization;

using Hostelry.Billing.Dunning;
using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;

namespace Hostelry.Portal.Commands;

internal sealed class DunningSimulate()
    : AboutOrganization("simulate", "Says what would happen to an organization that pays nothing more, and when. Changes nothing.")
{
    protected override async Task<Result<Answer>> ExecuteAsync(
        Organization organization, IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var simulated = await services.GetRequiredService<SimulateDunning>().ExecuteAsync(organization.Id, ct);
        if (simulated.Problem is { } problem)
        {
            return problem;
        }

        if (simulated.Value is not { } forecast)
        {
            return new Answer(
                $"{organization.Name}: its money covers the running month; nothing would happen.",
                new { organization.Id, Acts = Array.Empty<object>() });
        }

        var steps = forecast.Acts.Select(act => string.Create(
            CultureInfo.InvariantCulture, $"{act.At:yyyy-MM-dd HH:mm}  {Word(act)}{(act.Skip is null ? "" : $" (left out: {act.Skip})")}"));
        return new Answer(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{organization.Name}: {forecast.Owed} {(forecast.IsForecast ? "would be owed" : "is owed")}, due {forecast.DueAt:yyyy-MM-dd}. If nothing is paid (UTC):\n")
            + string.Join('\n', steps),
            new
            {
                organization.Id,
                Owed = forecast.Owed.ToDecimalString(),
                Currency = forecast.Owed.Currency.Code,
                forecast.DueAt,
                forecast.IsForecast,
                Acts = forecast.Acts.Select(act => new { Act = Word(act), act.At, act.Skip }),
            });
    }

    private static string Word(PlannedAct act) => act.Act.ToString().ToLowerInvariant();
}
