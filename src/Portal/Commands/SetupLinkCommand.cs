using System.CommandLine;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Composition;
using Hostelry.Portal.Identity;

namespace Hostelry.Portal.Commands;

internal sealed class SetupLinkCommand() : OperatorCommand("link", "Prints a one-time link that makes the first staff account.")
{
    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var made = await services.GetRequiredService<MakeSetupLink>().ExecuteAsync(ct);
        if (made.Problem is { } problem)
        {
            return problem;
        }

        var link = new Uri(services.GetRequiredService<PortalSettings>().PublicUrl, "/staff/setup/" + made.Value);
        return new Answer(link.ToString(), new { Link = link });
    }
}
