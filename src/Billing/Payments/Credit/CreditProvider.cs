using Hostelry.Billing.Ledger;

namespace Hostelry.Billing.Payments.Credit;

/// <summary>
/// Credit that staff grants. There is no outside world: our own booking is the payment, so charging always succeeds, and
/// a look-up gives the same answer.
/// </summary>
public sealed class CreditProvider : IPaymentProvider
{
    public const string ProviderName = "credit";

    public string Name => ProviderName;

    /// <summary>At the legal entity's own expense.</summary>
    public AccountKind Source => AccountKind.Granted;

    public TimeSpan KeysLast => TimeSpan.MaxValue;

    public Task<PaymentOutcome> ChargeAsync(PaymentRequest request, CancellationToken ct) => LookUpAsync(request, ct);

    public Task<PaymentOutcome> LookUpAsync(PaymentRequest request, CancellationToken ct) =>
        Task.FromResult<PaymentOutcome>(new PaymentOutcome.Succeeded("credit-" + request.IdempotencyKey, request.Amount));
}
