using Hostelry.Billing.Notices;
using Hostelry.Billing.Payments.Bank;
using Hostelry.Billing.Payments.Bounds;
using Hostelry.Billing.Payments.Disputes;
using Hostelry.Billing.Payments.Refunds;
using Hostelry.Billing.Payments.Stripe;
using Hostelry.Billing.Payments.Trial;
using Hostelry.Billing.Payments.Wallet;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hostelry.Billing.Payments;

internal static class PaymentServices
{
    public static IServiceCollection AddPayments(this IServiceCollection services)
    {
        // The composition's settings, where it has any, were registered before or replace these.
        services.TryAddSingleton(new PaymentSettings());
        services.TryAddSingleton(new StripeSettings());
        services.TryAddSingleton(new TrialSettings());
        services.TryAddSingleton<StripeConnection>();
        return services
            .AddScoped<IPaymentProvider, BankProvider>()
            .AddScoped<IPaymentProvider, StripeProvider>()
            .AddScoped<NoticeBoard>()
            .AddScoped<PaymentTrail>()
            .AddScoped<StoreAttempt>()
            .AddScoped<BookPayment>()
            .AddScoped<TakePayment>()
            .AddScoped<AfterPayment>()
            .AddScoped<ResolvePayments>()
            .AddScoped<LookUpPayment>()
            .AddScoped<ParkCustomer>()
            .AddScoped<ReleaseCustomer>()
            .AddScoped<InvoiceBounds>()
            .AddScoped<StripeCards>()
            .AddScoped<StartTopUp>()
            .AddScoped<ConfirmPayment>()
            .AddScoped<ReceiveStripeEvent>()
            .AddScoped<FollowStripeObject>()
            .AddScoped<HandleStripeEvents>()
            .AddScoped<ReconcileStripeEvents>()
            .AddScoped<BookPaymentFees>()
            .AddScoped<ForgetStripeEvents>()
            .AddScoped<SetAutoTopUp>()
            .AddScoped<AutomaticCharge>()
            .AddScoped<RunAutoTopUps>()
            .AddScoped<RecordBankTransfer>()
            .AddScoped<MatchBankTransfer>()
            .AddScoped<DismissBankTransfer>()
            .AddScoped<Purse>()
            .AddScoped<GrantTrialCredit>()
            .AddScoped<GrantSignUpCredit>()
            .AddScoped<ExpireTrialCredits>()
            .AddScoped<Refundable>()
            .AddScoped<HoldRefund>()
            .AddScoped<SecondMember>()
            .AddScoped<RequestMoney>()
            .AddScoped<RequestCreditNote>()
            .AddScoped<GiveMoney>()
            .AddScoped<DecideMoneyRequest>()
            .AddScoped<RefundAtStripe>()
            .AddScoped<BookRefund>()
            .AddScoped<CarryOutMoneyRequests>()
            .AddScoped<BookDispute>();
    }
}
