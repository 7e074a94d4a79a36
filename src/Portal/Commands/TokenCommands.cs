using System.CommandLine;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning;

namespace Hostelry.Portal.Commands;

internal sealed class TokenCreate : OperatorCommand
{
    private readonly Option<string> _organization = new("--organization") { Description = "Name or id.", Required = true };
    private readonly Option<string> _project = new("--project") { Description = "Name or id.", Required = true };
    private readonly Option<string> _scope = new Option<string>("--scope") { Description = "What it may do.", Required = true }
        .AcceptOnlyFromAmong("read", "read_write", "read_money");

    public TokenCreate()
        : base("create", "Makes an API token and prints it alone on the last line; it is shown this once.")
    {
        Options.Add(_organization);
        Options.Add(_project);
        Options.Add(_scope);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var db = services.GetRequiredService<IdentityDb>();
        var organization = await Lookups.OrganizationAsync(db, parsed.GetRequiredValue(_organization), ct);
        if (organization.Problem is { } noOrganization)
        {
            return noOrganization;
        }

        var project = await Lookups.ProjectAsync(db, organization.Value.Id, parsed.GetRequiredValue(_project), ct);
        if (project.Problem is { } noProject)
        {
            return noProject;
        }

        var scope = parsed.GetRequiredValue(_scope) switch
        {
            "read" => TokenScope.Read,
            "read_money" => TokenScope.ReadMoney,
            _ => TokenScope.ReadWrite,
        };
        var made = await services.GetRequiredService<CreateToken>().ExecuteAsync(
            new ProjectKey(organization.Value.Id, project.Value.Id), scope, ct);
        return made.Problem is { } problem
            ? problem
            : new Answer(
                $"Token {made.Value.Id} for project '{project.Value.Name}' of '{organization.Value.Name}':\n{made.Value.Secret}",
                new { made.Value.Id, Token = made.Value.Secret });
    }
}

internal sealed class TokenRevoke : OperatorCommand
{
    private readonly Argument<long> _id = new("id") { Description = "As token create printed it." };

    public TokenRevoke()
        : base("revoke", "Ends a token at once.") => Arguments.Add(_id);

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var id = parsed.GetRequiredValue(_id);
        var revoked = await services.GetRequiredService<RevokeToken>().ExecuteAsync(id, ct);
        return revoked.Problem is { } problem
            ? problem
            : new Answer($"Token {id} is revoked.", new { Id = id, RevokedAt = revoked.Value });
    }
}
