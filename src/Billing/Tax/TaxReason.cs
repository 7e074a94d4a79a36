namespace Hostelry.Billing.Tax;

/// <summary>Why a line is taxed as it is; stored with invoices, so a name is never changed.</summary>
public static class TaxReason
{
    /// <summary>The legal entity's tax is not set up: nothing is charged, and the doctor says so.</summary>
    public const string NotSetUp = "not_set_up";

    /// <summary>The legal entity charges none (a small business).</summary>
    public const string SellerExempt = "seller_exempt";

    /// <summary>The customer holds a certificate of exemption.</summary>
    public const string Certificate = "certificate";

    /// <summary>Seller and customer are in one country, or the customer has not said where it is.</summary>
    public const string Domestic = "domestic";

    /// <summary>Customer in another member state, taxed there through the one-stop shop.</summary>
    public const string Destination = "destination";

    /// <summary>Customer in another member state, taxed at home: the seller does not use the one-stop shop.</summary>
    public const string Origin = "origin";

    /// <summary>A business of another member state with a valid VAT id.</summary>
    public const string ReverseCharge = "reverse_charge";

    /// <summary>Supplied outside of the territory where the seller is taxed.</summary>
    public const string OutsideTerritory = "outside_territory";
}
