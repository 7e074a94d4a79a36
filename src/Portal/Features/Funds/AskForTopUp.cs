using System.Globalization;

using Hostelry.Billing;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Features.Shared;

namespace Hostelry.Portal.Features.Funds;

/// <summary>
/// An organization wants to pay: its money's people get a mail that says how, the seller one that says who. Nothing is booked;
/// that is the transfer's, or staff's.
/// </summary>
internal sealed class AskForTopUp(ReadPayee payees, QueueMail mail, BillingDb db, Database database, AuditLog audit, Tries tries)
{
    /// <summary>More often than this in five minutes nobody asks how to pay.</summary>
    private const int Most = 5;

    /// <summary>Refusals: <c>customer_missing</c>, <c>invalid_input</c> (no positive amount of its currency), <c>rate_limit_exceeded</c>.</summary>
    public async Task<Result<Money>> ExecuteAsync(long organizationId, string organization, string typed, CancellationToken ct)
    {
        if (await payees.ExecuteAsync(organizationId, ct) is not { } payee)
        {
            return new Problem("customer_missing", "There is no such customer.");
        }

        if (!TryRead(typed, payee.Currency, out var amount))
        {
            return new Problem("invalid_input", "amount must be a positive amount of the customer's currency.", "amount");
        }

        if (!tries.Take(string.Create(CultureInfo.InvariantCulture, $"top-up:{organizationId}"), Most))
        {
            return new Problem("rate_limit_exceeded", "Too many requests in five minutes.", "amount");
        }

        return await database.InTransactionAsync<Money>(
            async () =>
            {
                mail.ToOrganization(organizationId, MailKind.TopUpRequested, new MailData()
                    .With("amount", amount).With("organization", organization).With("reference", payee.Reference)
                    .WithLink("link", PathOf(organizationId, amount)));
                if (payee.Email.Length > 0)
                {
                    mail.ToAddress(
                        payee.Email,
                        null,
                        MailKind.TopUpAnnounced,
                        new MailData().With("amount", amount).With("organization", organization).With("number", organizationId)
                            .With("reference", payee.Reference)
                            .WithLink("link", string.Create(CultureInfo.InvariantCulture, $"/staff/customers/{organizationId}/money")),
                        organizationId);
                }

                audit.Add("customer.ask_top_up", organizationId, string.Create(CultureInfo.InvariantCulture, $"customer:{organizationId}"));
                await db.SaveChangesAsync(ct);
                return amount;
            },
            ct);
    }

    /// <summary>As <c>50.00</c> or <c>50,00</c>.</summary>
    public static bool TryRead(string? typed, Currency currency, out Money amount) =>
        Money.TryParse((typed ?? "").Trim().Replace(',', '.'), currency, out amount) && amount.Minor > 0;

    /// <summary>The page that says how an amount is paid.</summary>
    public static string PathOf(long organizationId, Money amount) => string.Create(
        CultureInfo.InvariantCulture, $"/organizations/{organizationId}/balance/top-up?amount={amount.ToDecimalString()}");
}
