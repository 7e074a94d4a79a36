using Hostelry.Billing.Customers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Tax;

internal static class TaxModel
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<DatedTaxRate>(rate =>
        {
            rate.HasIndex(r => new { r.SellerId, r.Country, r.ProductClass, r.ValidFrom }).IsUnique();
            rate.Property(r => r.Country).HasMaxLength(2);
            rate.Property(r => r.ProductClass).HasMaxLength(32);
        });

        model.Entity<VatCheck>(check =>
        {
            check.HasOne<Customer>().WithMany().HasForeignKey(c => c.OrganizationId).OnDelete(DeleteBehavior.Restrict);
            check.HasIndex(c => new { c.OrganizationId, c.VatId, c.Id });
            check.Property(c => c.VatId).HasMaxLength(20);
        });

        model.Entity<TaxCertificate>(certificate =>
        {
            certificate.HasOne<Customer>().WithMany().HasForeignKey(c => c.OrganizationId).OnDelete(DeleteBehavior.Restrict);
            certificate.HasIndex(c => new { c.OrganizationId, c.ValidTo });
        });
    }
}
