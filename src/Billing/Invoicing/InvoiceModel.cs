using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Invoicing;

internal static class InvoiceModel
{
    private const int WholeText = -1;

    public static void Map(ModelBuilder model)
    {
        model.Entity<InvoiceSeries>(series =>
        {
            series.HasIndex(s => new { s.LegalEntityId, s.Code }).IsUnique();
            series.HasOne<LegalEntity>().WithMany().HasForeignKey(s => s.LegalEntityId).OnDelete(DeleteBehavior.Restrict);
        });

        model.Entity<LegalEntityLogo>(logo =>
        {
            logo.HasKey(l => l.LegalEntityId);
            logo.Property(l => l.LegalEntityId).ValueGeneratedNever();
            logo.HasOne<LegalEntity>().WithOne().HasForeignKey<LegalEntityLogo>(l => l.LegalEntityId).OnDelete(DeleteBehavior.Restrict);
        });

        model.Entity<Invoice>(invoice =>
        {
            invoice.HasOne<Customer>().WithMany().HasForeignKey(i => i.OrganizationId).OnDelete(DeleteBehavior.Restrict);
            invoice.HasOne(i => i.Original).WithMany().HasForeignKey(i => i.OriginalId).OnDelete(DeleteBehavior.Restrict);
            invoice.HasIndex(i => new { i.OrganizationId, i.PeriodStart }).IsUnique().HasFilter("kind = 'invoice'");
            invoice.HasIndex(i => new { i.OrganizationId, i.OperationKey }).IsUnique().HasFilter("operation_key IS NOT NULL");
            invoice.HasIndex(i => new { i.LegalEntityId, i.Series, i.Number }).IsUnique();
            invoice.HasIndex(i => new { i.LegalEntityId, i.IssuedAt });

            // What is open: dunning, settling and aged receivables.
            invoice.HasIndex(i => new { i.OrganizationId, i.DueAt }).HasFilter("state = 'finalised' AND kind <> 'creditnote'")
                .HasDatabaseName("ix_invoices_open");
            invoice.Property(i => i.Document).HasMaxLength(WholeText);
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
            line.Property(l => l.ProductClass).HasMaxLength(32);
        });

        model.Entity<InvoiceTax>(tax =>
        {
            tax.HasOne(t => t.Invoice).WithMany(i => i.Taxes).HasForeignKey(t => t.InvoiceId).OnDelete(DeleteBehavior.Restrict);
            tax.HasIndex(t => new { t.InvoiceId, t.Category, t.RateThousandths }).IsUnique();
            tax.Property(t => t.Country).HasMaxLength(2);
            tax.Property(t => t.Reason).HasMaxLength(32);
        });

        model.Entity<InvoiceSettlement>(settlement =>
        {
            settlement.HasOne(s => s.Invoice).WithMany().HasForeignKey(s => s.InvoiceId).OnDelete(DeleteBehavior.Restrict);
            settlement.HasIndex(s => s.InvoiceId);
        });
    }
}
