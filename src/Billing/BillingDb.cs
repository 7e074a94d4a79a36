using Hostelry.Billing.Alarms;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Coupons;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Dunning;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Notices;
using Hostelry.Billing.Metering;
using Hostelry.Billing.Orders;
using Hostelry.Billing.Outbox;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Bank;
using Hostelry.Billing.Payments.Bounds;
using Hostelry.Billing.Payments.Disputes;
using Hostelry.Billing.Payments.Refunds;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Billing.Payments.Trial;
using Hostelry.Billing.Payments.Wallet;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Subscriptions;
using Hostelry.Billing.Tax;
using Hostelry.Billing.Verification;

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace Hostelry.Billing;

/// <summary>Money's tables. Not sealed: migrations subclass it per provider.</summary>
public class BillingDb(DbContextOptions options, Tenant tenant, Persistence.Database? database)
    : ModuleContext(options, tenant, database)
{
    /// <summary>PostgreSQL only; raw SQL names none, <c>search_path</c> lists it.</summary>
    public const string Schema = "billing";

    public DbSet<LegalEntity> LegalEntities => Set<LegalEntity>();

    public DbSet<Price> Prices => Set<Price>();

    public DbSet<PriceTier> PriceTiers => Set<PriceTier>();

    public DbSet<PriceChange> PriceChanges => Set<PriceChange>();

    public DbSet<Coupon> Coupons => Set<Coupon>();

    public DbSet<CouponRedemption> CouponRedemptions => Set<CouponRedemption>();

    public DbSet<Meter> Meters => Set<Meter>();

    public DbSet<UsageRecord> UsageRecords => Set<UsageRecord>();

    public DbSet<UsageHour> UsageHours => Set<UsageHour>();

    public DbSet<UsageMonth> UsageMonths => Set<UsageMonth>();

    public DbSet<UsageLateHour> UsageLateHours => Set<UsageLateHour>();

    public DbSet<UsageProgress> UsageProgress => Set<UsageProgress>();

    public DbSet<Customer> Customers => Set<Customer>();

    public DbSet<BillingProfile> BillingProfiles => Set<BillingProfile>();

    public DbSet<DatedTaxRate> TaxRates => Set<DatedTaxRate>();

    public DbSet<VatCheck> VatChecks => Set<VatCheck>();

    public DbSet<TaxCertificate> TaxCertificates => Set<TaxCertificate>();

    public DbSet<Suspension> Suspensions => Set<Suspension>();

    public DbSet<Order> Orders => Set<Order>();

    public DbSet<Subscription> Subscriptions => Set<Subscription>();

    public DbSet<SubscriptionItem> SubscriptionItems => Set<SubscriptionItem>();

    public DbSet<OutboxFact> OutboxFacts => Set<OutboxFact>();

    public DbSet<OutgoingMail> OutgoingMail => Set<OutgoingMail>();

    public DbSet<PaymentAttempt> PaymentAttempts => Set<PaymentAttempt>();

    public DbSet<TrialCredit> TrialCredits => Set<TrialCredit>();

    public DbSet<TrialUse> TrialUses => Set<TrialUse>();

    public DbSet<Parking> Parkings => Set<Parking>();

    public DbSet<MoneyRequest> MoneyRequests => Set<MoneyRequest>();

    public DbSet<Dispute> Disputes => Set<Dispute>();

    public DbSet<AutoTopUp> AutoTopUps => Set<AutoTopUp>();

    public DbSet<BankTransfer> BankTransfers => Set<BankTransfer>();

    public DbSet<DunningCase> DunningCases => Set<DunningCase>();

    public DbSet<DunningStepTaken> DunningStepsTaken => Set<DunningStepTaken>();

    public DbSet<StripeCustomer> StripeCustomers => Set<StripeCustomer>();

    public DbSet<StripeEvent> StripeEvents => Set<StripeEvent>();

    public DbSet<StripeCursor> StripeCursors => Set<StripeCursor>();

    public DbSet<CustomerNotice> CustomerNotices => Set<CustomerNotice>();

    public DbSet<LedgerAccount> LedgerAccounts => Set<LedgerAccount>();

    public DbSet<LedgerTransaction> LedgerTransactions => Set<LedgerTransaction>();

    public DbSet<LedgerEntry> LedgerEntries => Set<LedgerEntry>();

    public DbSet<InvoiceSeries> InvoiceSeries => Set<InvoiceSeries>();

    public DbSet<Invoice> Invoices => Set<Invoice>();

    public DbSet<InvoiceLine> InvoiceLines => Set<InvoiceLine>();

    public DbSet<VerificationPass> VerificationPasses => Set<VerificationPass>();

    public DbSet<LegalEntityLogo> LegalEntityLogos => Set<LegalEntityLogo>();

    public DbSet<InvoiceTax> InvoiceTaxes => Set<InvoiceTax>();

    public DbSet<InvoiceSettlement> InvoiceSettlements => Set<InvoiceSettlement>();

    public DbSet<AuditEntry> AuditEntries => Set<AuditEntry>();

    public DbSet<Alarm> Alarms => Set<Alarm>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configuration)
    {
        base.ConfigureConventions(configuration);
        configuration.Properties<Currency>().HaveConversion<CurrencyCode>().HaveMaxLength(3);
        configuration.Properties<SubscriptionState>().HaveConversion<LowerCaseEnum<SubscriptionState>>().HaveMaxLength(16);
        configuration.Properties<PaymentState>().HaveConversion<LowerCaseEnum<PaymentState>>().HaveMaxLength(16);
        configuration.Properties<MoneyRequestKind>().HaveConversion<SnakeCaseEnum<MoneyRequestKind>>().HaveMaxLength(16);
        configuration.Properties<MoneyRequestState>().HaveConversion<LowerCaseEnum<MoneyRequestState>>().HaveMaxLength(16);
        configuration.Properties<BankTransferState>().HaveConversion<LowerCaseEnum<BankTransferState>>().HaveMaxLength(16);
        configuration.Properties<DunningAct>().HaveConversion<LowerCaseEnum<DunningAct>>().HaveMaxLength(16);
        configuration.Properties<DisputeState>().HaveConversion<LowerCaseEnum<DisputeState>>().HaveMaxLength(16);
        configuration.Properties<StripeEventState>().HaveConversion<LowerCaseEnum<StripeEventState>>().HaveMaxLength(16);
        configuration.Properties<InvoiceState>().HaveConversion<LowerCaseEnum<InvoiceState>>().HaveMaxLength(16);
        configuration.Properties<InvoiceKind>().HaveConversion<LowerCaseEnum<InvoiceKind>>().HaveMaxLength(16);
        configuration.Properties<SettlementKind>().HaveConversion<LowerCaseEnum<SettlementKind>>().HaveMaxLength(16);
        configuration.Properties<TaxStatus>().HaveConversion<LowerCaseEnum<TaxStatus>>().HaveMaxLength(16);
        configuration.Properties<TaxCategory>().HaveConversion<LowerCaseEnum<TaxCategory>>().HaveMaxLength(16);
        configuration.Properties<VatIdState>().HaveConversion<LowerCaseEnum<VatIdState>>().HaveMaxLength(16);
        configuration.Properties<CustomerKind>().HaveConversion<LowerCaseEnum<CustomerKind>>().HaveMaxLength(16);
        configuration.Properties<AccountKind>().HaveConversion<LowerCaseEnum<AccountKind>>().HaveMaxLength(16);
        configuration.Properties<PriceKind>().HaveConversion<SnakeCaseEnum<PriceKind>>().HaveMaxLength(16);
        configuration.Properties<CouponKind>().HaveConversion<LowerCaseEnum<CouponKind>>().HaveMaxLength(16);
        configuration.Properties<MeterKind>().HaveConversion<SnakeCaseEnum<MeterKind>>().HaveMaxLength(16);
        configuration.Properties<LineKind>().HaveConversion<SnakeCaseEnum<LineKind>>().HaveMaxLength(16);
        configuration.Properties<MailState>().HaveConversion<LowerCaseEnum<MailState>>().HaveMaxLength(16);
        configuration.Properties<string>().HaveMaxLength(255);
    }

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        // Schemas exist on PostgreSQL only; SQLite has none.
        modelBuilder.HasDefaultSchema(IsSqlite ? null : Schema);
        CatalogueModel.Map(modelBuilder);
        CustomerModel.Map(modelBuilder);
        SubscriptionModel.Map(modelBuilder);
        LedgerModel.Map(modelBuilder);
        InvoiceModel.Map(modelBuilder);
        AlarmModel.Map(modelBuilder);
        TaxModel.Map(modelBuilder);
        MailModel.Map(modelBuilder);
        PaymentModel.Map(modelBuilder);
        DunningModel.Map(modelBuilder);
        VerificationModel.Map(modelBuilder);
        CouponModel.Map(modelBuilder);
        MeteringModel.Map(modelBuilder, IsSqlite);

        FilterByTenant<Customer>(modelBuilder);
        FilterByTenant<Suspension>(modelBuilder);
        FilterByTenant<Order>(modelBuilder);
        FilterByTenant<Subscription>(modelBuilder);
        FilterByTenant<SubscriptionItem>(modelBuilder);
        FilterByTenant<OutboxFact>(modelBuilder);
        FilterByTenant<CouponRedemption>(modelBuilder);
        FilterByTenant<UsageRecord>(modelBuilder);
        FilterByTenant<UsageHour>(modelBuilder);
        FilterByTenant<UsageMonth>(modelBuilder);
        FilterByTenant<UsageLateHour>(modelBuilder);
        FilterByTenant<PaymentAttempt>(modelBuilder);
        FilterByTenant<TrialCredit>(modelBuilder);
        FilterByTenant<TrialUse>(modelBuilder);
        FilterByTenant<Parking>(modelBuilder);
        FilterByTenant<MoneyRequest>(modelBuilder);
        FilterByTenant<Dispute>(modelBuilder);
        FilterByTenant<AutoTopUp>(modelBuilder);
        FilterByTenant<DunningCase>(modelBuilder);
        FilterByTenant<DunningStepTaken>(modelBuilder);
        FilterByTenant<StripeCustomer>(modelBuilder);
        modelBuilder.Entity<BankTransfer>()
            .HasQueryFilter(TenantFilter, one => one.OrganizationId != null && one.OrganizationId == Tenant.OrganizationId);
        FilterByTenant<CustomerNotice>(modelBuilder);
        FilterByTenant<LedgerTransaction>(modelBuilder);
        FilterByTenant<LedgerEntry>(modelBuilder);
        FilterByTenant<Invoice>(modelBuilder);
        FilterByTenant<InvoiceLine>(modelBuilder);
        FilterByTenant<InvoiceTax>(modelBuilder);
        FilterByTenant<InvoiceSettlement>(modelBuilder);
        FilterByTenant<BillingProfile>(modelBuilder);
        FilterByTenant<VatCheck>(modelBuilder);
        FilterByTenant<TaxCertificate>(modelBuilder);
        modelBuilder.Entity<Alarm>()
            .HasQueryFilter(TenantFilter, alarm => alarm.OrganizationId != null && alarm.OrganizationId == Tenant.OrganizationId);
        modelBuilder.Entity<OutgoingMail>()
            .HasQueryFilter(TenantFilter, mail => mail.OrganizationId != null && mail.OrganizationId == Tenant.OrganizationId);
        modelBuilder.Entity<AuditEntry>()
            .HasQueryFilter(TenantFilter, entry => entry.OrganizationId != null && entry.OrganizationId == Tenant.OrganizationId);
    }

    private sealed class CurrencyCode()
        : ValueConverter<Currency, string>(currency => currency.Code, code => Currency.Of(code));
}
