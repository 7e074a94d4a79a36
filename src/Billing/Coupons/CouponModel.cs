using Hostelry.Billing.Customers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Coupons;

internal static class CouponModel
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<Coupon>(coupon =>
        {
            coupon.Property(c => c.Code).HasMaxLength(40);
            coupon.Property(c => c.ProductPrefix).HasMaxLength(100);
            coupon.HasIndex(c => new { c.SellerId, c.Code }).IsUnique();
            coupon.ToTable(table => table.HasCheckConstraint("ck_coupons_uses", "most_uses IS NULL OR uses <= most_uses"));
        });

        model.Entity<CouponRedemption>(redemption =>
        {
            redemption.HasOne(r => r.Coupon).WithMany().HasForeignKey(r => r.CouponId).OnDelete(DeleteBehavior.Restrict);
            redemption.HasOne<Customer>().WithMany().HasForeignKey(r => r.OrganizationId).OnDelete(DeleteBehavior.Restrict);
            redemption.HasIndex(r => new { r.OrganizationId, r.CouponId, r.Nth }).IsUnique();
        });
    }
}
