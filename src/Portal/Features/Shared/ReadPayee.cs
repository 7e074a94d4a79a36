using Hostelry.Billing;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Bank;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.Shared;

/// <summary>Whom an organization pays, and how a transfer is known as its own.</summary>
/// <param name="Currency">The organization's.</param>
/// <param name="Name">Of the legal entity that invoices it.</param>
/// <param name="Iban">Empty while staff have set no bank account.</param>
/// <param name="Email">The entity's; may be empty.</param>
/// <param name="Reference">What the transfer must say.</param>
public sealed record Payee(Currency Currency, string Name, string BankName, string Iban, string Bic, string Email, string Reference)
{
    public bool TakesTransfers => Iban.Length > 0;

    /// <summary>In groups of four, as it is read.</summary>
    public string IbanGroups => BankAccount.Print(Iban);
}

/// <summary>Reads whom an organization pays. One query.</summary>
public sealed class ReadPayee(BillingDb db)
{
    /// <summary>Null without a place in the books.</summary>
    public async Task<Payee?> ExecuteAsync(long organizationId, CancellationToken ct)
    {
        var found = await (
            from customer in db.Reachable<Customer>().AsNoTracking()
            join entity in db.LegalEntities on customer.LegalEntityId equals entity.Id
            where customer.OrganizationId == organizationId
            select new { customer.Currency, entity.Name, entity.BankName, entity.Iban, entity.Bic, entity.Email }).SingleOrDefaultAsync(ct);
        return found is null
            ? null
            : new Payee(
                found.Currency, found.Name, found.BankName, found.Iban, found.Bic, found.Email, PaymentReference.Of(organizationId));
    }
}
