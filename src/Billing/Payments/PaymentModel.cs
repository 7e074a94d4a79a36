using Hostelry.Billing.Customers;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Notices;
using Hostelry.Billing.Payments.Bank;
using Hostelry.Billing.Payments.Bounds;
using Hostelry.Billing.Payments.Disputes;
using Hostelry.Billing.Payments.Refunds;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Billing.Payments.Trial;
using Hostelry.Billing.Payments.Wallet;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Payments;

internal static class PaymentModel
{
    public static void Map(ModelBuilder model)
    {
        model.Entity<PaymentAttempt>(attempt =>
        {
            attempt.Property(a => a.Id).ValueGeneratedNever();
            attempt.HasOne<Customer>().WithMany().HasForeignKey(a => a.OrganizationId).OnDelete(DeleteBehavior.Restrict);
            attempt.HasIndex(a => new { a.OrganizationId, a.OperationKey }).IsUnique();

            // One payment of a provider decides one attempt; pages and refunds are found by it.
            attempt.HasIndex(a => a.ProviderReference).IsUnique();

            // The look-up takes what is due; decided ones are not in it.
            attempt.HasIndex(a => a.NextLookAt).HasFilter("next_look_at IS NOT NULL");
        });

        model.Entity<Parking>(parking =>
        {
            parking.HasOne<Customer>().WithMany().HasForeignKey(p => p.OrganizationId).OnDelete(DeleteBehavior.Restrict);
            parking.HasIndex(p => new { p.OrganizationId, p.Reason }).IsUnique().HasFilter("until IS NULL");
        });

        MapGiven(model);
        MapStripe(model);

        model.Entity<TrialCredit>(credit =>
        {
            credit.Property(c => c.Id).ValueGeneratedNever();
            credit.HasOne<Customer>().WithMany().HasForeignKey(c => c.OrganizationId).OnDelete(DeleteBehavior.Restrict);
            credit.HasIndex(c => new { c.OrganizationId, c.ExpiresAt }).HasFilter("ended_at IS NULL");
        });
        model.Entity<TrialUse>(use =>
        {
            use.HasOne<TrialCredit>().WithMany().HasForeignKey(u => u.TrialCreditId).OnDelete(DeleteBehavior.Restrict);
            use.HasIndex(u => u.InvoiceId);
        });

        model.Entity<AutoTopUp>(one =>
        {
            one.HasKey(w => w.OrganizationId);
            one.Property(w => w.OrganizationId).ValueGeneratedNever();
            one.HasOne<Customer>().WithMany().HasForeignKey(w => w.OrganizationId).OnDelete(DeleteBehavior.Restrict);
        });

        model.Entity<BankTransfer>(transfer =>
        {
            transfer.HasOne<Customer>().WithMany().HasForeignKey(t => t.OrganizationId).OnDelete(DeleteBehavior.Restrict);
            transfer.HasIndex(t => new { t.SellerId, t.BankReference }).IsUnique();
            transfer.HasIndex(t => t.State);
        });

        model.Entity<CustomerNotice>(notice =>
        {
            notice.Property(n => n.Id).ValueGeneratedNever();
            notice.Property(n => n.Values).HasMaxLength(2000);
            notice.HasIndex(n => new { n.OrganizationId, n.Key }).IsUnique();
        });
    }

    /// <summary>What goes back, or is given.</summary>
    private static void MapGiven(ModelBuilder model)
    {
        model.Entity<MoneyRequest>(request =>
        {
            request.Property(r => r.Id).ValueGeneratedNever();
            request.HasOne<Customer>().WithMany().HasForeignKey(r => r.OrganizationId).OnDelete(DeleteBehavior.Restrict);
            request.HasOne<PaymentAttempt>().WithMany().HasForeignKey(r => r.AttemptId).OnDelete(DeleteBehavior.Restrict);
            request.Property(r => r.Lines).HasMaxLength(-1);
            request.HasOne<Invoice>().WithMany().HasForeignKey(r => r.InvoiceId).OnDelete(DeleteBehavior.Restrict);
            request.HasIndex(r => new { r.OrganizationId, r.OperationKey }).IsUnique();
            request.HasIndex(r => r.NextLookAt).HasFilter("next_look_at IS NOT NULL");
        });

        model.Entity<Dispute>(dispute =>
        {
            dispute.Property(d => d.Id).ValueGeneratedNever();
            dispute.HasOne<Customer>().WithMany().HasForeignKey(d => d.OrganizationId).OnDelete(DeleteBehavior.Restrict);
            dispute.HasOne<PaymentAttempt>().WithMany().HasForeignKey(d => d.AttemptId).OnDelete(DeleteBehavior.Restrict);
            dispute.HasIndex(d => d.ProviderReference).IsUnique();
        });
    }

    private static void MapStripe(ModelBuilder model)
    {
        model.Entity<StripeCustomer>(customer =>
        {
            customer.HasKey(c => new { c.OrganizationId, c.Livemode });
            customer.HasOne<Customer>().WithMany().HasForeignKey(c => c.OrganizationId).OnDelete(DeleteBehavior.Restrict);
            customer.HasIndex(c => c.Reference).IsUnique();
        });

        model.Entity<StripeEvent>(one =>
        {
            one.Property(e => e.Body).HasMaxLength(-1);
            one.HasIndex(e => new { e.State, e.NextAt });
        });

        model.Entity<StripeCursor>().Property(cursor => cursor.Id).ValueGeneratedNever();
    }
}
