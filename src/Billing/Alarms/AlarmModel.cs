using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Alarms;

internal static class AlarmModel
{
    public static void Map(ModelBuilder model) =>
        model.Entity<Alarm>(alarm =>
        {
            alarm.Property(a => a.Code).HasMaxLength(64);
            alarm.Property(a => a.Detail).HasMaxLength(1000);
            alarm.HasIndex(a => new { a.Code, a.Subject }).IsUnique().HasFilter("cleared_at IS NULL");
        });
}
