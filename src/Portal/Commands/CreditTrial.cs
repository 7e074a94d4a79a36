using System.CommandLine;
using System.Globalization;

using Hostelry.Billing;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Trial;
using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Commands;

internal sealed class CreditTrial : AboutOrganization
{
    private readonly Option<string> _amount = new("--amount") { Description = "As 20.00, in the customer's currency.", Required = true };
    private readonly Option<int> _days = new("--days") { Description = "How long it lasts, to the end of that day (UTC).", Required = true };
    private readonly Option<string> _reason = new("--reason") { Description = "For the books.", Required = true };
    private readonly Option<string?> _key = new("--key") { Description = "Your name for this grant: a repetition grants nothing more. Without it, one of this amount and end." };

    public CreditTrial()
        : base("trial", "Puts credit that expires on a customer's balance, at the seller's expense. It is spent first.")
    {
        Options.Add(_amount);
        Options.Add(_days);
        Options.Add(_reason);
        Options.Add(_key);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(
        Organization organization, IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var currency = await services.GetRequiredService<BillingDb>().Reachable<Customer>()
            .Where(customer => customer.OrganizationId == organization.Id).Select(customer => customer.Currency).SingleAsync(ct);
        if (!Money.TryParse(parsed.GetRequiredValue(_amount), currency, out var amount) || amount.Minor <= 0)
        {
            return new Problem("invalid_input", $"amount must be a positive number of {currency.Code}, as 20.00.", "amount");
        }

        var days = parsed.GetRequiredValue(_days);
        if (days is < 1 or > 1000)
        {
            return new Problem("invalid_input", "days must be 1 to 1000.", "days");
        }

        var today = services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime.Date;
        var expires = new DateTimeOffset(today.AddDays(days + 1), TimeSpan.Zero);
        var granted = await services.GetRequiredService<GrantTrialCredit>().ExecuteAsync(
            new GrantTrialCreditRequest(
                organization.Id, amount, expires, parsed.GetRequiredValue(_reason),
                parsed.GetValue(_key) ?? string.Create(CultureInfo.InvariantCulture, $"trial {amount} {expires:yyyy-MM-dd}")),
            ct);
        return granted.Problem is { } problem
            ? problem
            : new Answer(
                string.Create(CultureInfo.InvariantCulture, $"'{organization.Name}' has {amount} of trial credit until {expires:yyyy-MM-dd}, 00:00 UTC."),
                new { granted.Value.Id, Organization = organization.Id, Amount = amount.ToDecimalString(), Currency = currency.Code, granted.Value.ExpiresAt });
    }
}
