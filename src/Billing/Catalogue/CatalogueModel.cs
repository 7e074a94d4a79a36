using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Catalogue;

internal static class CatalogueModel
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<LegalEntity>(entity =>
        {
            entity.Property(e => e.Id).ValueGeneratedNever();
        });

        model.Entity<Price>(price =>
        {
            price.HasIndex(p => new { p.SellerId, p.ProductCode, p.Location, p.Currency, p.ValidFrom }).IsUnique();
            price.Property(p => p.ProductCode).HasMaxLength(100);
            price.Property(p => p.Location).HasMaxLength(64);
        });
    }
}
