using Hostelry.Billing.Catalogue;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Customers;

internal static class CustomerModel
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<Customer>(customer =>
        {
            customer.HasKey(c => c.OrganizationId);
            customer.Property(c => c.OrganizationId).ValueGeneratedNever();
            customer.HasOne<LegalEntity>().WithMany().HasForeignKey(c => c.LegalEntityId).OnDelete(DeleteBehavior.Restrict);

            // The month close takes open customers in the order of their ids.
            customer.HasIndex(c => new { c.LegalEntityId, c.ClosedUntil, c.OrganizationId });
        });

        model.Entity<BillingProfile>(profile =>
        {
            profile.HasKey(p => p.OrganizationId);
            profile.Property(p => p.OrganizationId).ValueGeneratedNever();
            profile.HasOne<Customer>().WithOne().HasForeignKey<BillingProfile>(p => p.OrganizationId)
                .OnDelete(DeleteBehavior.Restrict);
            profile.Property(p => p.Country).HasMaxLength(2);
            profile.Property(p => p.VatId).HasMaxLength(20);
        });

        model.Entity<Suspension>(suspension =>
        {
            suspension.HasOne<Customer>().WithMany().HasForeignKey(s => s.OrganizationId).OnDelete(DeleteBehavior.Restrict);
            suspension.HasIndex(s => new { s.OrganizationId, s.Reason }).IsUnique().HasFilter("until IS NULL");
        });
    }
}
