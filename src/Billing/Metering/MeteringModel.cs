using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Metering;

internal static class MeteringModel
{
    public static void Map(ModelBuilder model, bool isSqlite)
    {
        model.Entity<Meter>(meter =>
        {
            meter.Property(m => m.Code).HasMaxLength(40);
            meter.Property(m => m.Unit).HasMaxLength(20);
            meter.HasIndex(m => new { m.SellerId, m.Code }).IsUnique();
        });

        model.Entity<UsageRecord>(record =>
        {
            record.HasKey(r => new { r.Source, r.RecordId });
            record.Property(r => r.Source).HasMaxLength(64);
            record.Property(r => r.RecordId).HasMaxLength(100);
            record.Property(r => r.From).HasColumnName("from_at");

            // Records come about in the order of their hours: a block range index finds an hour and costs next to nothing.
            var byHour = record.HasIndex(r => r.HourAt);
            if (!isSqlite)
            {
                byHour.HasAnnotation("Npgsql:IndexMethod", "brin");
            }
        });

        model.Entity<UsageHour>().HasKey(h => new { h.SubscriptionId, h.MeterId, h.HourAt });
        model.Entity<UsageHour>().HasIndex(h => h.HourAt);
        model.Entity<UsageMonth>(month =>
        {
            month.HasKey(m => new { m.SubscriptionId, m.MeterId, m.MonthAt });
            month.HasIndex(m => new { m.OrganizationId, m.MonthAt });
            month.HasIndex(m => m.MonthAt).HasFilter(isSqlite ? "came_late = 1" : "came_late");
        });
        model.Entity<UsageLateHour>().HasKey(h => new { h.SubscriptionId, h.MeterId, h.HourAt });
        model.Entity<UsageProgress>().Property(p => p.Id).ValueGeneratedNever();
    }
}
