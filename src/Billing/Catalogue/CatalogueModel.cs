using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Catalogue;

internal static class CatalogueModel
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<Seller>(seller =>
        {
            seller.HasKey(s => s.SellerId);
            seller.Property(s => s.SellerId).ValueGeneratedNever();
        });

        model.Entity<LegalEntity>(entity =>
        {
            entity.Property(e => e.Id).ValueGeneratedNever();
            entity.HasOne<Seller>().WithMany().HasForeignKey(e => e.SellerId).OnDelete(DeleteBehavior.Restrict);
        });

        model.Entity<Price>(price =>
        {
            price.HasIndex(p => new { p.SellerId, p.ProductCode, p.Location, p.Currency, p.ValidFrom }).IsUnique();
            price.HasOne<Seller>().WithMany().HasForeignKey(p => p.SellerId).OnDelete(DeleteBehavior.Restrict);
            price.Property(p => p.ProductCode).HasMaxLength(100);
            price.Property(p => p.Location).HasMaxLength(64);
        });
    }
}
