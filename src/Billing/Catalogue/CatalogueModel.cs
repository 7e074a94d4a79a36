using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Catalogue;

internal static class CatalogueModel
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<LegalEntity>(entity =>
        {
            entity.Property(e => e.Id).ValueGeneratedNever();
            entity.Property(e => e.Country).HasMaxLength(2);
        });

        model.Entity<Price>(price =>
        {
            price.HasIndex(p => new { p.SellerId, p.ProductCode, p.Location, p.Currency, p.ValidFrom }).IsUnique();
            price.Property(p => p.ProductCode).HasMaxLength(100);
            price.Property(p => p.Location).HasMaxLength(64);

            // The column keeps the name it had when every price was an hour's: an older process may still read it.
            price.Property(p => p.UnitNano).HasColumnName("hourly_nano");
            price.Property(p => p.Kind).HasDefaultValue(PriceKind.Hour);
            price.Property(p => p.UnitSize).HasDefaultValue(1L);
        });

        model.Entity<PriceChange>(change =>
        {
            change.HasOne(c => c.Price).WithMany().HasForeignKey(c => c.PriceId).OnDelete(DeleteBehavior.Restrict);
            change.HasIndex(c => c.PriceId).IsUnique();
        });

        model.Entity<PriceTier>(tier =>
        {
            tier.HasOne(t => t.Price).WithMany(p => p.Tiers).HasForeignKey(t => t.PriceId).OnDelete(DeleteBehavior.Restrict);
            tier.HasIndex(t => new { t.PriceId, t.FromUnits }).IsUnique();
        });
    }
}
