using System.Globalization;

using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

using Wire = global::Stripe;

namespace Hostelry.Billing.Payments.Stripe;

/// <summary>A card or bank account that Stripe keeps; never more of it than this, and never in our database.</summary>
/// <param name="Id"><c>pm_…</c>.</param>
/// <param name="Kind"><c>card</c>, <c>sepa_debit</c>.</param>
/// <param name="Brand"><c>visa</c>, …; of a debit the bank's country.</param>
/// <param name="Last4">Four digits.</param>
/// <param name="Expires"><c>12/2034</c>; null for a debit.</param>
/// <param name="IsDefault">Charged when the customer is away.</param>
public sealed record StoredCard(string Id, string Kind, string Brand, string Last4, string? Expires, bool IsDefault);

/// <summary>
/// The customer at Stripe and its cards there. Refusals of every method: <c>stripe_off</c> (no key is set),
/// <c>stripe_unavailable</c> (no answer; nothing is lost by asking again).
/// </summary>
public sealed class StripeCards(BillingDb db, Database database, StripeConnection connection, TimeProvider clock)
{
    private const string Organization = "organization";

    /// <summary>Stripe's id of the customer, null when none has been made.</summary>
    public async Task<string?> FindAsync(long organizationId, CancellationToken ct) =>
        (await db.Reachable<StripeCustomer>().AsNoTracking().SingleOrDefaultAsync(
            customer => customer.OrganizationId == organizationId && customer.Livemode == connection.Settings.Live, ct))?.Reference;

    /// <summary>Makes the customer at Stripe when there is none; a repetition finds the same.</summary>
    public async Task<Result<string>> FindOrMakeAsync(long organizationId, CancellationToken ct)
    {
        if (await FindAsync(organizationId, ct) is { } known)
        {
            return known;
        }

        var customer = await db.Reachable<Customer>().AsNoTracking()
            .SingleOrDefaultAsync(customer => customer.OrganizationId == organizationId, ct);
        if (customer is null)
        {
            return CustomerProblems.Missing;
        }

        var made = await AskAsync(() => MakeAsync(customer, ct), ct);
        if (!made.IsSuccess)
        {
            return made;
        }

        // Two at once have the same answer, because the key is the same; the second row is refused and not needed.
        var at = database.Stored(clock.GetUtcNow());
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO stripe_customers (organization_id, livemode, reference, created_at)
            VALUES ({organizationId}, {connection.Settings.Live}, {made.Value}, {at})
            ON CONFLICT (organization_id, livemode) DO NOTHING
            """,
            ct);
        return await FindAsync(organizationId, ct) ?? made;
    }

    public async Task<Result<IReadOnlyList<StoredCard>>> ListAsync(long organizationId, CancellationToken ct)
    {
        if (!connection.Settings.IsOn || await FindAsync(organizationId, ct) is not { } reference)
        {
            return Array.Empty<StoredCard>();
        }

        return await AskAsync<IReadOnlyList<StoredCard>>(
            async () =>
            {
                var customer = await connection.Client.V1.Customers.GetAsync(reference, cancellationToken: ct);
                var methods = await connection.Client.V1.Customers.PaymentMethods.ListAsync(
                    reference, new Wire.CustomerPaymentMethodListOptions { Limit = 100 }, cancellationToken: ct);
                var preferred = customer.InvoiceSettings?.DefaultPaymentMethodId ?? methods.Data.FirstOrDefault()?.Id;
                return [.. methods.Data.Where(method => method.Type is "card" or "sepa_debit").Select(method => View(method, preferred))];
            },
            ct);
    }

    /// <summary>The card to charge while the customer is away; null: none is stored.</summary>
    public async Task<Result<StoredCard?>> DefaultAsync(long organizationId, CancellationToken ct)
    {
        var cards = await ListAsync(organizationId, ct);
        return cards.IsSuccess
            ? cards.Value.FirstOrDefault(card => card.IsDefault) ?? (cards.Value.Count > 0 ? cards.Value[0] : null)
            : cards.Problem!;
    }

    /// <summary>From now on charged when the customer is away. Refusals besides: <c>not_found</c> (not this customer's).</summary>
    public Task<Result<Done>> PreferAsync(long organizationId, string cardId, CancellationToken ct) =>
        OnOwnAsync(
            organizationId,
            cardId,
            reference => connection.Client.V1.Customers.UpdateAsync(
                reference,
                new Wire.CustomerUpdateOptions { InvoiceSettings = new Wire.CustomerInvoiceSettingsOptions { DefaultPaymentMethod = cardId } },
                // Stripe would answer the third of A, B, A with the first one's answer, and leave B.
                StripeConnection.Keyed(Guid.CreateVersion7(clock.GetUtcNow()).ToString("N")),
                ct),
            ct);

    /// <summary>Stripe forgets it. Refusals besides: <c>not_found</c> (not this customer's).</summary>
    public Task<Result<Done>> RemoveAsync(long organizationId, string cardId, CancellationToken ct) =>
        OnOwnAsync(
            organizationId,
            cardId,
            _ => connection.Client.V1.PaymentMethods.DetachAsync(cardId, null, StripeConnection.Keyed("detach-" + cardId), ct),
            ct);

    /// <summary>A page of Stripe's where the customer stores a card; no money moves. The address to send the browser to.</summary>
    public async Task<Result<string>> OpenSetupPageAsync(long organizationId, Uri back, CancellationToken ct)
    {
        var reference = await FindOrMakeAsync(organizationId, ct);
        if (!reference.IsSuccess)
        {
            return reference;
        }

        var currency = (await db.Reachable<Customer>().AsNoTracking().SingleAsync(one => one.OrganizationId == organizationId, ct)).Currency;
        var options = new Wire.Checkout.SessionCreateOptions
        {
            Mode = "setup",
            Customer = reference.Value,
            Currency = StripeAmount.CodeOf(currency),
            AllowedPaymentMethodTypes = currency.Code == "EUR" ? ["card", "sepa_debit"] : ["card"],
            SuccessUrl = back.AbsoluteUri + "?card=stored",
            CancelUrl = back.AbsoluteUri,
            ClientReferenceId = organizationId.ToString(CultureInfo.InvariantCulture),
            Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [Organization] = organizationId.ToString(CultureInfo.InvariantCulture) },
        };
        return await AskAsync(
            async () => (await connection.Client.V1.Checkout.Sessions.CreateAsync(
                options, StripeConnection.Keyed(Minutely("setup", reference.Value)), ct)).Url,
            ct);
    }

    internal async Task<Result<T>> AskAsync<T>(Func<Task<T>> ask, CancellationToken ct)
    {
        if (!connection.Settings.IsOn)
        {
            return new Problem("stripe_off", "Cards are not taken here: no Stripe key is set.");
        }

        try
        {
            return await ask();
        }
        catch (Exception failure) when (failure is Wire.StripeException || StripeAnswers.IsUnknown(failure, ct))
        {
            return new Problem("stripe_unavailable", "Stripe does not answer now; ask again.");
        }
    }

    private static StoredCard View(Wire.PaymentMethod method, string? preferred) => new(
        method.Id,
        method.Type,
        method.Card?.Brand ?? method.SepaDebit?.Country ?? "",
        method.Card?.Last4 ?? method.SepaDebit?.Last4 ?? "",
        method.Card is { } card ? string.Create(CultureInfo.InvariantCulture, $"{card.ExpMonth:d2}/{card.ExpYear}") : null,
        method.Id == preferred);

    private async Task<string> MakeAsync(Customer customer, CancellationToken ct)
    {
        var id = customer.OrganizationId.ToString(CultureInfo.InvariantCulture);
        var created = customer.CreatedAt.UtcTicks.ToString(CultureInfo.InvariantCulture);
        var made = await connection.Client.V1.Customers.CreateAsync(
            new Wire.CustomerCreateOptions
            {
                Name = customer.Name,
                Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { [Organization] = id },
            },
            StripeConnection.Keyed($"customer-{id}-{created}"),
            ct);
        return made.Id;
    }

    private async Task<Result<Done>> OnOwnAsync(long organizationId, string cardId, Func<string, Task> act, CancellationToken ct)
    {
        var cards = await ListAsync(organizationId, ct);
        if (!cards.IsSuccess)
        {
            return cards.Problem!;
        }

        if (cards.Value.All(card => card.Id != cardId) || await FindAsync(organizationId, ct) is not { } reference)
        {
            return new Problem("not_found", "There is no such card.", "card");
        }

        return await AskAsync(
            async () =>
            {
                await act(reference);
                return default(Done);
            },
            ct);
    }

    /// <summary>A page or a choice may be wanted again, but not twice within a minute: then it is a double click.</summary>
    private string Minutely(string what, string whose) => string.Create(
        CultureInfo.InvariantCulture, $"{what}-{whose}-{clock.GetUtcNow():yyyyMMddHHmm}");
}
