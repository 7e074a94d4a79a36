using System.CommandLine;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;

namespace Hostelry.Portal.Commands;

/// <summary>A command about one organization.</summary>
internal abstract class AboutOrganization : OperatorCommand
{
    private readonly Option<string> _organization = new("--organization") { Description = "Name or id.", Required = true };

    protected AboutOrganization(string name, string description)
        : base(name, description) => Options.Add(_organization);

    protected abstract Task<Result<Answer>> ExecuteAsync(
        Organization organization, IServiceProvider services, ParseResult parsed, CancellationToken ct);

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var found = await Lookups.OrganizationAsync(
            services.GetRequiredService<IdentityDb>(), parsed.GetRequiredValue(_organization), ct);
        return found.Problem is { } missing ? missing : await ExecuteAsync(found.Value, services, parsed, ct);
    }

    /// <summary>Money and standing, after whatever was done.</summary>
    protected static async Task<Answer> ShowAsync(Organization organization, IServiceProvider services, CancellationToken ct)
    {
        var money = await services.GetRequiredService<Balance>().OfAsync(organization.Id, ct)
            ?? throw new InvalidOperationException($"Organization {organization.Id} has no place in the books.");
        var reasons = await services.GetRequiredService<Standing>().ReasonsAsync(organization.Id, ct);
        return new Answer(
            $"""
            {organization.Name}: {(reasons.Count == 0 ? "in good standing" : "suspended: " + string.Join(", ", reasons))}
            balance         {money.Ledger}
            credit limit    {money.CreditLimit}
            free            {money.Free}
            this month      {money.MonthAccrued}, at most {money.MonthCommitted}
            spending limit  {money.SpendingLimit?.ToString() ?? "none"}
            """,
            new
            {
                organization.Id,
                organization.Name,
                Suspended = reasons,
                Currency = money.Ledger.Currency.Code,
                Balance = money.Ledger.ToDecimalString(),
                CreditLimit = money.CreditLimit.ToDecimalString(),
                Free = money.Free.ToDecimalString(),
                MonthAccrued = money.MonthAccrued.ToDecimalString(),
                MonthCommitted = money.MonthCommitted.ToDecimalString(),
                SpendingLimit = money.SpendingLimit?.ToDecimalString(),
            });
    }
}
