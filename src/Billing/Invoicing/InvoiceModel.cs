using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Invoicing;

internal static class InvoiceModel
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<InvoiceSeries>(series =>
        {
            series.HasIndex(s => new { s.LegalEntityId, s.Code }).IsUnique();
            series.HasOne<LegalEntity>().WithMany().HasForeignKey(s => s.LegalEntityId).OnDelete(DeleteBehavior.Restrict);
        });

        model.Entity<Invoice>(invoice =>
        {
            invoice.HasOne<Customer>().WithMany().HasForeignKey(i => i.OrganizationId).OnDelete(DeleteBehavior.Restrict);
            invoice.HasIndex(i => new { i.OrganizationId, i.PeriodStart }).IsUnique();
            invoice.HasIndex(i => new { i.LegalEntityId, i.Series, i.Number }).IsUnique();
            invoice.Property(i => i.Document).HasMaxLength(-1);
        });

        model.Entity<InvoiceLine>(line =>
        {
            line.HasOne(l => l.Invoice).WithMany(i => i.Lines).HasForeignKey(l => l.InvoiceId)
                .OnDelete(DeleteBehavior.Restrict);
            line.HasIndex(l => new { l.InvoiceId, l.Position }).IsUnique();
            line.Property(l => l.Quantity).HasPrecision(28, 9);
            line.Property(l => l.Kind).HasDefaultValue(Rating.LineKind.Hour);
            line.Property(l => l.From).HasColumnName("from_at");
            line.Property(l => l.To).HasColumnName("to_at");
        });
    }
}
