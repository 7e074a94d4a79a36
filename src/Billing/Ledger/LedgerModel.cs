using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Ledger;

internal static class LedgerModel
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<LedgerAccount>(account =>
        {
            account.HasIndex(a => new { a.LegalEntityId, a.Currency, a.Kind, a.Detail }).IsUnique();
            account.Property(a => a.Detail).HasMaxLength(64);
            account.HasOne<LegalEntity>().WithMany().HasForeignKey(a => a.LegalEntityId).OnDelete(DeleteBehavior.Restrict);
        });

        model.Entity<LedgerTransaction>(transaction =>
        {
            transaction.HasIndex(t => new { t.Kind, t.Reference }).IsUnique();

            // Reports read a period of a legal entity's books.
            transaction.HasIndex(t => new { t.LegalEntityId, t.BookedAt });
            transaction.HasOne<Customer>().WithMany().HasForeignKey(t => t.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        });

        model.Entity<LedgerEntry>(entry =>
        {
            entry.HasOne(e => e.Transaction).WithMany(t => t.Entries).HasForeignKey(e => e.TransactionId)
                .OnDelete(DeleteBehavior.Restrict);
            entry.HasOne(e => e.Account).WithMany().HasForeignKey(e => e.AccountId).OnDelete(DeleteBehavior.Restrict);

            // A customer's balance is a sum over this index alone.
            entry.HasIndex(e => new { e.OrganizationId, e.AccountId, e.AmountMinor });
        });
    }
}
