namespace Hostelry.Billing.Tax;

/// <summary>How a line is taxed: the categories of UNCL 5305 that an electronic service can have.</summary>
public enum TaxCategory
{
    /// <summary>At a rate.</summary>
    Standard,

    /// <summary>The customer, a business of another member state, accounts for it.</summary>
    ReverseCharge,

    /// <summary>Taxable, and exempt: by certificate, or because the seller is.</summary>
    Exempt,

    /// <summary>Not subject to the seller's tax at all.</summary>
    OutOfScope,
}

public static class TaxCategories
{
    /// <summary>The code that invoices carry: S, AE, E, O.</summary>
    public static string Code(this TaxCategory category) => category switch
    {
        TaxCategory.Standard => "S",
        TaxCategory.ReverseCharge => "AE",
        TaxCategory.Exempt => "E",
        TaxCategory.OutOfScope => "O",
    };

    /// <summary>The category of a code; throws <see cref="InvalidDataException"/> for any other text.</summary>
    public static TaxCategory Of(string code) => code switch
    {
        "S" => TaxCategory.Standard,
        "AE" => TaxCategory.ReverseCharge,
        "E" => TaxCategory.Exempt,
        "O" => TaxCategory.OutOfScope,
        _ => throw new InvalidDataException($"'{code}' is no tax category."),
    };
}
