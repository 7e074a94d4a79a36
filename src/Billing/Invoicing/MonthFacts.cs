using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Bounds;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Tax;

namespace Hostelry.Billing.Invoicing;

/// <summary>All that a customer's invoice of a month is made of.</summary>
public sealed record CustomerMonth(CustomerFacts Facts, TaxTreatment Treatment)
{
    /// <summary>
    /// An unsaved draft; null when nothing was used. Refusal: <c>tax_rate_missing</c>. Throws where facts contradict each
    /// other: <see cref="ArithmeticException"/>, <see cref="InvalidOperationException"/>.
    /// </summary>
    internal Result<Invoice?> Draft(Customer customer, Month month)
    {
        Facts.DemandPrices(month);
        var lines = Rater.Rate(Facts, Period.Of(month));
        if (lines.Count == 0)
        {
            return default(Result<Invoice?>);
        }

        var draft = InvoiceDraft.Of(customer, month, lines, Treatment);
        return draft.IsSuccess ? draft.Value : draft.Problem!;
    }
}

/// <summary>Loads what a month's invoices are made of, for many customers in a few queries.</summary>
public sealed class MonthFacts(RatingFacts facts, TaxTreatments treatments, InvoiceBounds bounds)
{
    /// <summary>What keeps one of them from being invoiced all the same.</summary>
    public InvoiceBounds Bounds => bounds;

    /// <summary>By customer.</summary>
    public async Task<IReadOnlyDictionary<long, CustomerMonth>> LoadAsync(
        IReadOnlyCollection<Customer> customers, Month month, CancellationToken ct)
    {
        var records = await facts.LoadAsync(customers, month.Start, ct);
        var treated = await treatments.LoadAsync(
            [.. customers.Select(customer => customer.OrganizationId)], InvoiceDraft.TaxDay(month), ct);
        return customers.ToDictionary(
            customer => customer.OrganizationId,
            customer => new CustomerMonth(
                records.GetValueOrDefault(customer.OrganizationId, CustomerRecord.Nothing).Facts,
                treated[customer.OrganizationId]));
    }
}
