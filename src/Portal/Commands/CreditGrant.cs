using System.CommandLine;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Hostelry.Billing;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Refunds;
using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Commands;

internal sealed class CreditGrant : OperatorCommand
{
    private readonly Option<string> _organization = new("--organization") { Description = "Name or id.", Required = true };
    private readonly Option<string> _amount = new("--amount") { Description = "As 50.00, in the customer's currency.", Required = true };
    private readonly Option<string> _reason = new("--reason") { Description = "For the books.", Required = true };
    private readonly Option<string?> _key = new("--key") { Description = "Your name for this grant: a repetition books nothing more. Without it, the same amount and reason on one day (UTC) are one grant." };

    public CreditGrant()
        : base("grant", "Puts money on a customer's balance, at the seller's expense; a large amount waits for a member of staff.")
    {
        Options.Add(_organization);
        Options.Add(_amount);
        Options.Add(_reason);
        Options.Add(_key);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var organization = await Lookups.OrganizationAsync(
            services.GetRequiredService<IdentityDb>(), parsed.GetRequiredValue(_organization), ct);
        if (organization.Problem is { } missing)
        {
            return missing;
        }

        var id = organization.Value.Id;
        var currency = await services.GetRequiredService<BillingDb>().Reachable<Customer>()
            .Where(customer => customer.OrganizationId == id).Select(customer => customer.Currency).SingleAsync(ct);
        if (!Money.TryParse(parsed.GetRequiredValue(_amount), currency, out var amount) || amount.Minor <= 0)
        {
            return new Problem("invalid_input", $"amount must be a positive number of {currency.Code}, as 50.00.", "amount");
        }

        var reason = parsed.GetRequiredValue(_reason);
        var key = parsed.GetValue(_key) ?? OfToday(services.GetRequiredService<TimeProvider>(), amount, reason);
        var db = services.GetRequiredService<BillingDb>();
        var known = await db.Reachable<MoneyRequest>().AnyAsync(
            request => request.OrganizationId == id && request.OperationKey == key, ct);
        var given = await services.GetRequiredService<GiveMoney>()
            .ExecuteAsync(new MoneyWish(MoneyRequestKind.Credit, id, null, amount, reason, key), ct);
        if (given.Problem is { } problem)
        {
            return problem;
        }

        if (given.Value.State is MoneyRequestState.Failed or MoneyRequestState.Rejected)
        {
            return new Problem(given.Value.FailureCode ?? "request_rejected", $"{amount} is not granted: {given.Value.FailureCode ?? "a member of staff refused it"}.");
        }

        var balance = await services.GetRequiredService<Balance>().OfAsync(id, ct);
        return new Answer(
            Say(given.Value, known, organization.Value.Name, balance),
            new
            {
                Organization = id,
                Amount = amount.ToDecimalString(),
                Currency = currency.Code,
                Key = key,
                GrantedBefore = known,
                State = given.Value.State.ToString().ToLowerInvariant(),
                Free = balance?.Free.ToDecimalString(),
            });
    }

    private static string Say(MoneyRequest request, bool known, string name, BalanceView? balance) => request.State switch
    {
        MoneyRequestState.Requested => $"{request.Amount} for '{name}' waits until a member of staff agrees (Payments, on staff's pages): it is too much for one person.",
        MoneyRequestState.Approved => $"{request.Amount} for '{name}' is being granted.",
        _ when known => $"Granted before: {request.Amount} to '{name}', key {request.OperationKey}. Another --key makes another grant. Free balance {balance?.Free}.",
        _ => $"Granted {request.Amount} to '{name}'; free balance {balance?.Free}.",
    };

    /// <summary>Whoever lost the answer types the same again: that must be the same grant.</summary>
    private static string OfToday(TimeProvider clock, Money amount, string reason) => string.Create(
        CultureInfo.InvariantCulture,
        $"{clock.GetUtcNow():yyyy-MM-dd} {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{amount} {reason}")))}");
}
