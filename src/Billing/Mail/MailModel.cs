using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Mail;

internal static class MailModel
{
    public static void Map(ModelBuilder model) => model.Entity<OutgoingMail>(mail =>
    {
        mail.Property(row => row.Id).ValueGeneratedNever();
        mail.Property(row => row.Data).HasMaxLength(4000);
        mail.HasIndex(row => row.NextTryAt).HasFilter("state = 'waiting'");
        mail.HasIndex(row => row.CreatedAt);
        mail.HasIndex(row => new { row.OrganizationId, row.CreatedAt });
    });
}
