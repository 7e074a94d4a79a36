using Hostelry.Billing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Billing.Payments.Wallet;
using Hostelry.Portal.Features.Shared;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.Payments;

/// <summary>One payment of the list.</summary>
/// <param name="Id">The attempt's.</param>
/// <param name="At">When it began.</param>
/// <param name="Amount">What was asked for.</param>
/// <param name="Provider"><c>stripe</c>, <c>bank</c>, <c>credit</c>.</param>
/// <param name="State">Where it stands.</param>
/// <param name="WantsConfirmation">The customer's bank waits for it to be confirmed.</param>
public sealed record PaymentRow(Guid Id, DateTimeOffset At, Money Amount, string Provider, PaymentState State, bool WantsConfirmation);

/// <summary>Everything that the page of payments shows.</summary>
public sealed class PaymentsView
{
    /// <summary>What is held less what is owed; the balance page says what of it is free.</summary>
    public required Money Ledger { get; init; }

    public required bool TakesCards { get; init; }

    /// <summary>Stripe does not answer now; the rest of the page is right all the same.</summary>
    public required bool CardsUnknown { get; init; }

    public required IReadOnlyList<StoredCard> Cards { get; init; }

    /// <summary>Whom the customer pays by transfer.</summary>
    public required Payee Payee { get; init; }

    public required IReadOnlyList<PaymentRow> Payments { get; init; }

    public AddMoneyForm Add { get; set; } = new();

    public AutoTopUpForm Auto { get; set; } = new();

    public string Currency => Ledger.Currency.Code;
}

/// <summary>Reads the page of payments of one organization.</summary>
internal sealed class ReadPayments(BillingDb db, Journal journal, StripeCards cards, StripeSettings stripe, ReadPayee payees)
{
    private const int Most = 50;

    public async Task<PaymentsView> ExecuteAsync(long organizationId, CancellationToken ct)
    {
        var payee = await payees.ExecuteAsync(organizationId, ct)
            ?? throw new InvalidOperationException($"Organization {organizationId} has no place in the books.");
        var currency = payee.Currency;
        var ledger = (await journal.BalancesAsync([organizationId], ct)).GetValueOrDefault(organizationId);
        var attempts = await db.Reachable<PaymentAttempt>().AsNoTracking()
            .Where(attempt => attempt.OrganizationId == organizationId)
            .OrderByDescending(attempt => attempt.CreatedAt).ThenByDescending(attempt => attempt.Id)
            .Take(Most)
            .ToListAsync(ct);
        var stored = await cards.ListAsync(organizationId, ct);
        var wish = await db.Reachable<AutoTopUp>().AsNoTracking().SingleOrDefaultAsync(one => one.OrganizationId == organizationId, ct);
        string Text(long minor) => new Money(minor, currency).ToDecimalString();
        return new PaymentsView
        {
            Ledger = new Money(ledger, currency),
            TakesCards = stripe.IsOn,
            CardsUnknown = !stored.IsSuccess,
            Cards = stored.IsSuccess ? stored.Value : [],
            Payee = payee,
            Payments =
            [
                .. attempts.Select(attempt => new PaymentRow(
                    attempt.Id, attempt.CreatedAt, attempt.Amount, attempt.Provider, attempt.State,
                    attempt is { State: PaymentState.Waiting, OnPage: false })),
            ],
            Auto = wish is null ? new AutoTopUpForm() : new AutoTopUpForm
            {
                Enabled = wish.Enabled,
                Threshold = Text(wish.ThresholdMinor),
                TopUp = Text(wish.AmountMinor),
                MonthlyMaximum = Text(wish.MonthlyMaximumMinor),
            },
        };
    }
}
