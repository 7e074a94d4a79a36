using Hostelry.Billing.Alarms;
using Hostelry.Billing.Audit;
using Hostelry.Billing.Books;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Coupons;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Dunning;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Invoicing.Corrections;
using Hostelry.Billing.Invoicing.EInvoice;
using Hostelry.Billing.Ledger;
using Hostelry.Billing.Limits;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Metering;
using Hostelry.Billing.Outbox;
using Hostelry.Billing.Payments;
using Hostelry.Billing.Payments.Credit;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Subscriptions;
using Hostelry.Billing.Tax;
using Hostelry.Billing.Verification;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hostelry.Billing;

public static class BillingServices
{
    /// <summary>
    /// Everything of this room. The composition brings <see cref="IConnectionSource"/>; <see cref="SeedCatalogue"/> has
    /// run before the first customer is made.
    /// </summary>
    public static IServiceCollection AddBilling(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        return services
            .AddLogging()
            .AddModuleContext((options, tenant, database) => new BillingDb(options, tenant, database))
            .AddScoped<AuditLog>()
            .AddScoped<AlarmLog>()
            .AddScoped<AcknowledgeAlarm>()
            .AddScoped<OutboxWriter>()
            .AddScoped<QueueMail>()
            .AddScoped<Journal>()
            .AddScoped<Prices>()
            .AddScoped<PublishPrice>()
            .AddScoped<SeedCatalogue>()
            .AddScoped<CustomerLock>()
            .AddScoped<CreateCustomer>()
            .AddScoped<Standing>()
            .AddScoped<SuspendCustomer>()
            .AddScoped<ResumeCustomer>()
            .AddScoped<SetSpendingLimit>()
            .AddScoped<SetCreditLimit>()
            .AddScoped<Balance>()
            .AddScoped<SubscriptionHistory>()
            .AddScoped<RatingFacts>()
            .AddScoped<SubscriptionLock>()
            .AddScoped<OpenSubscription>()
            .AddScoped<MarkReady>()
            .AddScoped<EndSubscription>()
            .AddScoped<CheckFundsForChange>()
            .AddScoped<ChangeSubscription>()
            .AddScoped<CancelChange>()
            .AddScoped<SubscriptionStanding>()
            .AddScoped<Preview>()
            .AddScoped<MoneyOverview>()
            .AddScoped<SubscriptionCosts>()
            .AddScoped<LedgerMovements>()
            .AddScoped<AuditQueries>()
            .AddScoped<IPaymentProvider, CreditProvider>()
            .AddScoped<GrantCredit>()
            .AddPayments()
            .AddDunning()
            .AddScoped<EnforceLimits>()
            .AddScoped<CheckSpendingLimits>()
            .AddMetering()
            .AddTax()
            .AddInvoicing();
    }

    /// <summary>Announced prices, coupons, and what is counted.</summary>
    private static IServiceCollection AddMetering(this IServiceCollection services) =>
        services
            .AddScoped<AnnouncePriceChange>()
            .AddScoped<AnnouncedPrice>()
            .AddScoped<ApplyPriceChanges>()
            .AddScoped<AnnouncedChanges>()
            .AddScoped<TellPriceChanges>()
            .AddScoped<PublishCoupon>()
            .AddScoped<RedeemCoupon>()
            .AddScoped<DefineMeter>()
            .AddScoped<IngestUsage>()
            .AddScoped<ReadUsage>()
            .AddScoped<MeterQueries>()
            .AddScoped<RollUpUsage>()
            .AddScoped<ForgetUsage>()
            .AddScoped<CheckMeterPrices>();

    /// <summary>Who invoices, and what tax is due.</summary>
    private static IServiceCollection AddTax(this IServiceCollection services) =>
        services
            .AddScoped<SetLegalEntity>()
            .AddScoped<AddLegalEntity>()
            .AddScoped<AssignLegalEntity>()
            .AddScoped<SetBillingProfile>().AddScoped<BeginBillingProfile>().AddScoped<BeginCustomer>()
            .AddScoped<TaxTreatments>()
            .AddScoped<QuoteTax>()
            .AddScoped<AddTaxRate>()
            .AddScoped<AddTaxCertificate>()
            .AddScoped<RevokeTaxCertificate>()
            .AddScoped<CheckVatIds>();

    /// <summary>Invoices and what becomes of them; the books and their proof.</summary>
    private static IServiceCollection AddInvoicing(this IServiceCollection services) =>
        services
            .AddScoped<MonthFacts>()
            .AddScoped<Settlements>()
            .AddScoped<SettleInvoices>()
            .AddScoped<SettleOpenInvoices>()
            .AddScoped<WriteOffInvoice>()
            .AddScoped<IssueCreditNote>()
            .AddScoped<SetLogo>()
            .AddScoped<PrintInvoice>()
            .AddScoped<ExportInvoice>()
            .AddScoped<TrialBalance>()
            .AddScoped<AgedReceivables>()
            .AddScoped<BookReports>()
            .AddScoped<RecurringRevenue>()
            .AddScoped<JournalExport>()
            .AddScoped<VerifyBooks>()
            .AddScoped<InvoiceWriter>()
            .AddScoped<CloseMonth>()
            .AddScoped<CloseLastMonth>()
            .AddScoped<InvoiceChain>()
            .AddScoped<ReplayInvoices>()
            .AddScoped<ExplainInvoice>()
            .AddScoped<ExplainLine>()
            .AddScoped<NoteWriter>()
            .AddScoped<CorrectLateUsage>()
            .AddScoped<InvoiceQueries>();
}
