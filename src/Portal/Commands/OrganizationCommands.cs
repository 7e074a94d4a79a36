using System.CommandLine;

using Hostelry.Billing.Kernel;
using Hostelry.Portal.Composition;
using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Commands;

internal sealed class OrganizationCreate : OperatorCommand
{
    private readonly Option<string> _name = new("--name") { Description = "1 to 100 characters, unique.", Required = true };
    private readonly Option<string> _owner = new("--owner") { Description = "E-mail address of the owner; an account can follow.", Required = true };

    public OrganizationCreate()
        : base("create", "Makes a customer with the project 'default' and invites its owner.")
    {
        Options.Add(_name);
        Options.Add(_owner);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var request = new CreateOrganizationRequest(parsed.GetRequiredValue(_name), parsed.GetRequiredValue(_owner));
        var made = await services.GetRequiredService<CreateOrganization>().ExecuteAsync(request, ct);
        return made.Problem is { } problem
            ? problem
            : Told(made.Value, request.Owner, services.GetRequiredService<PortalSettings>().PublicUrl);
    }

    private static Answer Told(CreatedOrganization made, string owner, Uri portal)
    {
        var (id, name) = (made.Organization.Id, made.Organization.Name);
        var invitation = new Uri(portal, "/invitations/" + made.Secret);
        return new Answer(
            $"Organization {id} '{name}' with project '{Project.Default}'; {owner} is invited as owner, by mail and with this link: {invitation}",
            new { Id = id, Name = name, Project = Project.Default, Owner = owner, Invitation = invitation });
    }
}

internal sealed class OrganizationList() : OperatorCommand("list", "Lists customers.")
{
    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var db = services.GetRequiredService<IdentityDb>();
        var found = await db.Reachable<Organization>().Where(row => row.DeletedAt == null).OrderBy(row => row.Id)
            .Select(row => new { row.Id, row.Name, row.CreatedAt }).ToListAsync(ct);
        return new Answer(string.Join('\n', found.Select(row => $"{row.Id}\t{row.Name}")), found);
    }
}
