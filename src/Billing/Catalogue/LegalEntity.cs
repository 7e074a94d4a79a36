using Hostelry.Billing.Tax;

namespace Hostelry.Billing.Catalogue;

/// <summary>
/// Who invoices: has its own books and its own series of numbers. What it says of itself is copied into each invoice, so a
/// change here changes none that was issued. Texts are empty until they are set.
/// </summary>
public sealed class LegalEntity
{
    public required long Id { get; init; }

    public required long SellerId { get; init; }

    public required string Name { get; set; }

    public string Street { get; set; } = "";

    public string PostalCode { get; set; } = "";

    public string City { get; set; } = "";

    public string Region { get; set; } = "";

    /// <summary>ISO 3166, two capital letters; empty until set.</summary>
    public string Country { get; set; } = "";

    /// <summary>With its country's prefix, normalised.</summary>
    public string VatId { get; set; } = "";

    /// <summary>The local tax office's number.</summary>
    public string TaxNumber { get; set; } = "";

    /// <summary>As the register has it: <c>HRB 12345, Amtsgericht Berlin</c>.</summary>
    public string Registration { get; set; } = "";

    public string Email { get; set; } = "";

    public string Phone { get; set; } = "";

    public string BankName { get; set; } = "";

    public string Iban { get; set; } = "";

    public string Bic { get; set; } = "";

    /// <summary>IANA: the dates on invoices are days there.</summary>
    public string TimeZone { get; set; } = "UTC";

    public TaxStatus TaxStatus { get; set; } = TaxStatus.Unset;

    /// <summary>Whether consumers of other member states are taxed at their rates, through the one-stop shop.</summary>
    public bool UsesOss { get; set; }

    /// <summary>Why an exempt entity charges no tax, as the law wants it said.</summary>
    public string ExemptionNote { get; set; } = "";

    /// <summary>Days from issue to due date.</summary>
    public int PaymentDays { get; set; } = 14;

    /// <summary>Minor units that can be paid: totals are rounded to it. 1, or 5 for Swiss francs.</summary>
    public int PayableStep { get; set; } = 1;
}
