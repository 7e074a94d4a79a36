namespace Hostelry.Billing.Tax;

/// <summary>What the register says of a VAT id.</summary>
/// <param name="State"><see cref="VatIdState.Unverified"/> when it has not answered.</param>
/// <param name="Consultation">Its own number of this consultation; empty when it gave none.</param>
/// <param name="RegisteredName">Empty when it tells none.</param>
/// <param name="Trouble">Its code for why there is no answer; empty when there is one.</param>
public sealed record VatAnswer(VatIdState State, string Consultation, string RegisteredName, string Trouble);

/// <summary>The register of VAT ids: VIES, or the tests' fake.</summary>
public interface IVatRegister
{
    /// <summary>Stored with the answers; never changed.</summary>
    string Name { get; }

    /// <summary>Never throws for the outside world: an outage is <see cref="VatIdState.Unverified"/>.</summary>
    /// <param name="vatId">Normalised, with its prefix, well formed.</param>
    /// <param name="requester">The asking seller's own VAT id; empty: none, and then there is no consultation number.</param>
    /// <param name="ct">Cancels.</param>
    Task<VatAnswer> AskAsync(string vatId, string requester, CancellationToken ct);
}
