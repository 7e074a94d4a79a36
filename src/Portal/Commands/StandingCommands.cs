using System.CommandLine;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;

namespace Hostelry.Portal.Commands;

internal sealed class OrganizationShow() : AboutOrganization("show", "Shows an organization's money and why it is suspended, if it is.")
{
    protected override async Task<Result<Answer>> ExecuteAsync(
        Organization organization, IServiceProvider services, ParseResult parsed, CancellationToken ct) =>
        await ShowAsync(organization, services, ct);
}

internal sealed class OrganizationSuspend : AboutOrganization
{
    private readonly Option<string> _reason = StaffReason.Option("Why; reasons are a set, each is cleared on its own.");

    public OrganizationSuspend()
        : base("suspend", "Pauses an organization's servers and refuses its orders. Nothing is deleted; it is charged on.") =>
        Options.Add(_reason);

    protected override async Task<Result<Answer>> ExecuteAsync(
        Organization organization, IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var suspended = await services.GetRequiredService<SuspendCustomer>()
            .ExecuteAsync(organization.Id, parsed.GetRequiredValue(_reason), ct);
        return suspended.Problem is { } problem ? problem : await ShowAsync(organization, services, ct);
    }
}

internal sealed class OrganizationResume : AboutOrganization
{
    private readonly Option<string> _reason = StaffReason.Option("The reason that is over.");

    public OrganizationResume()
        : base("resume", "Clears one reason; with the last one an organization's servers run again.") => Options.Add(_reason);

    protected override async Task<Result<Answer>> ExecuteAsync(
        Organization organization, IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var resumed = await services.GetRequiredService<ResumeCustomer>()
            .ExecuteAsync(organization.Id, parsed.GetRequiredValue(_reason), ct);
        return resumed.Problem is { } problem ? problem : await ShowAsync(organization, services, ct);
    }
}

/// <summary>The reasons that are people's to raise and clear; the money reasons are the billing tick's.</summary>
internal static class StaffReason
{
    public static Option<string> Option(string description) =>
        new Option<string>("--reason") { Description = description, Required = true }
            .AcceptOnlyFromAmong(SuspensionReason.Abuse, SuspensionReason.Overdue, SuspensionReason.Staff);
}

internal sealed class OrganizationLimits : AboutOrganization
{
    private const string None = "none";

    private readonly Option<string?> _spending = new("--spending") { Description = "The most in a calendar month, as 100.00, or none." };
    private readonly Option<string?> _credit = new("--credit") { Description = "What may be owed beyond the balance, as 25.00." };

    public OrganizationLimits()
        : base("limits", "Sets how much an organization may spend in a month, and how much it may owe.")
    {
        Options.Add(_spending);
        Options.Add(_credit);
        Validators.Add(result =>
        {
            if (result.GetValue(_spending) is null && result.GetValue(_credit) is null)
            {
                result.AddError("Give --spending, --credit or both.");
            }
        });
    }

    protected override async Task<Result<Answer>> ExecuteAsync(
        Organization organization, IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var balance = await services.GetRequiredService<Balance>().OfAsync(organization.Id, ct)
            ?? throw new InvalidOperationException($"Organization {organization.Id} has no place in the books.");
        var currency = balance.Ledger.Currency;
        if (parsed.GetValue(_credit) is { } credit)
        {
            if (!Money.TryParse(credit, currency, out var limit) || limit.IsNegative)
            {
                return Invalid("credit", currency);
            }

            if ((await services.GetRequiredService<SetCreditLimit>().ExecuteAsync(organization.Id, limit, ct)).Problem is { } problem)
            {
                return problem;
            }
        }

        if (parsed.GetValue(_spending) is { } spending)
        {
            var limit = Money.Zero(currency);
            if (spending != None && (!Money.TryParse(spending, currency, out limit) || limit.IsNegative))
            {
                return Invalid("spending", currency);
            }

            var set = await services.GetRequiredService<SetSpendingLimit>()
                .ExecuteAsync(organization.Id, spending == None ? null : limit, ct);
            if (set.Problem is { } problem)
            {
                return problem;
            }
        }

        return await ShowAsync(organization, services, ct);
    }

    private static Problem Invalid(string field, Currency currency) =>
        new("invalid_input", $"{field} must be an amount of {currency}, 0 or more, as 25.00.", field);
}
