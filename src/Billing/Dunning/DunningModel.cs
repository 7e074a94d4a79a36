using Hostelry.Billing.Customers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Dunning;

internal static class DunningModel
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<DunningCase>(one =>
        {
            one.HasOne<Customer>().WithMany().HasForeignKey(c => c.OrganizationId).OnDelete(DeleteBehavior.Restrict);
            one.HasIndex(c => c.OrganizationId).IsUnique().HasFilter("closed_at IS NULL");
        });

        model.Entity<DunningStepTaken>(step =>
        {
            step.ToTable("dunning_steps");
            step.HasOne(s => s.Case).WithMany(c => c.Taken).HasForeignKey(s => s.CaseId).OnDelete(DeleteBehavior.Restrict);
            step.HasIndex(s => new { s.CaseId, s.Step }).IsUnique();
        });
    }
}
