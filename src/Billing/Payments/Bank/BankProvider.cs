using Hostelry.Billing.Ledger;

namespace Hostelry.Billing.Payments.Bank;

/// <summary>A bank transfer that staff have seen on the account: our own booking is the payment, as with credit.</summary>
public sealed class BankProvider : IPaymentProvider
{
    public const string ProviderName = "bank";

    public string Name => ProviderName;

    public AccountKind Source => AccountKind.Bank;

    public TimeSpan KeysLast => TimeSpan.MaxValue;

    public Task<PaymentOutcome> ChargeAsync(PaymentRequest request, CancellationToken ct) => LookUpAsync(request, ct);

    public Task<PaymentOutcome> LookUpAsync(PaymentRequest request, CancellationToken ct) =>
        Task.FromResult<PaymentOutcome>(new PaymentOutcome.Succeeded("bank-" + request.IdempotencyKey, request.Amount));
}
