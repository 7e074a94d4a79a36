namespace Hostelry.Billing.Verification;

/// <summary>Something in the books that must not be.</summary>
/// <param name="Code">One of <see cref="VerificationCode"/>.</param>
/// <param name="Subject">Ids: <c>invoice:12</c>.</param>
/// <param name="OrganizationId">Whose; null: nobody's alone.</param>
/// <param name="Detail">One English sentence for staff.</param>
public sealed record Breach(string Code, string Subject, long? OrganizationId, string Detail);

/// <summary>What is verified, in production, all the time. Codes of alarms; stable.</summary>
public static class VerificationCode
{
    /// <summary>The entries of a transaction do not sum to zero.</summary>
    public const string Unbalanced = "ledger_unbalanced";

    /// <summary>An invoice's totals are not those of its lines and taxes.</summary>
    public const string InvoiceTotals = "invoice_totals";

    /// <summary>An invoice is paid and not settled, or settled and not paid.</summary>
    public const string InvoiceSettlement = "invoice_settlement";

    /// <summary>A customer's receivable in the books is not the open rest of its invoices.</summary>
    public const string Receivable = "receivable_differs";

    /// <summary>What invoices took from a wallet, or what was given up of them, is not what the books say.</summary>
    public const string Settlement = "settlement_differs";

    /// <summary>More of a payment went back than was paid.</summary>
    public const string GivenBack = "given_back_too_much";

    /// <summary>Credit notes come to more than their invoice.</summary>
    public const string Credited = "credited_too_much";

    /// <summary>A payment is booked more or less often than once, without having succeeded, or without an attempt.</summary>
    public const string ChargedTwice = "charge_not_once";

    /// <summary>A line charges before readiness or after the end.</summary>
    public const string BilledOutside = "billed_outside_life";

    /// <summary>A server runs and nobody pays for it (found by Provisioning).</summary>
    public const string ServerUnpaid = "server_without_subscription";

    public static readonly IReadOnlyList<string> OfBilling =
        [Unbalanced, InvoiceTotals, InvoiceSettlement, Receivable, Settlement, ChargedTwice, GivenBack, Credited, BilledOutside];

    /// <summary>Whether a verification finds it, and clears it when it is gone.</summary>
    public static bool IsProved(string code) => code == ServerUnpaid || OfBilling.Contains(code);
}
