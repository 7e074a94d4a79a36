using Hostelry.Billing.Audit;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Orders;
using Hostelry.Billing.Outbox;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Subscriptions;

internal static class SubscriptionModel
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<Order>(order =>
        {
            order.HasOne<Customer>().WithMany().HasForeignKey(o => o.OrganizationId).OnDelete(DeleteBehavior.Restrict);
            order.HasOne<Price>().WithMany().HasForeignKey(o => o.PriceId).OnDelete(DeleteBehavior.Restrict);
        });

        model.Entity<Subscription>(subscription =>
        {
            subscription.HasOne(s => s.Order).WithMany().HasForeignKey(s => s.OrderId).OnDelete(DeleteBehavior.Restrict);
            subscription.HasOne(s => s.PlannedPrice).WithMany().HasForeignKey(s => s.PlannedPriceId)
                .OnDelete(DeleteBehavior.Restrict);

            // The funds check: a customer's subscriptions that still run or ended lately.
            subscription.HasIndex(s => new { s.OrganizationId, s.EndedAt });
            subscription.HasIndex(s => new { s.ResourceKind, s.ResourceId });
        });

        model.Entity<SubscriptionItem>(item =>
        {
            item.HasOne(i => i.Subscription).WithMany(s => s.Items).HasForeignKey(i => i.SubscriptionId)
                .OnDelete(DeleteBehavior.Restrict);
            item.HasOne(i => i.Price).WithMany().HasForeignKey(i => i.PriceId).OnDelete(DeleteBehavior.Restrict);
            item.Property(i => i.Quantity).HasDefaultValue(1L);
            item.Property(i => i.From).HasColumnName("from_at");
            item.Property(i => i.To).HasColumnName("to_at");
        });

        model.Entity<OutboxFact>(fact =>
        {
            fact.Property(f => f.Id).ValueGeneratedNever();
            fact.HasIndex(f => f.CreatedAt).HasFilter("handled_at IS NULL");
        });

        model.Entity<AuditEntry>(entry =>
        {
            entry.HasIndex(e => new { e.OrganizationId, e.At });
            entry.Property(e => e.Subjects).HasMaxLength(1000);
        });
    }
}
