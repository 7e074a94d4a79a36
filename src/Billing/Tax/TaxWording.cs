using System.Collections.Frozen;

namespace Hostelry.Billing.Tax;

/// <summary>What the law wants an invoice to say where no tax is charged, in English and in the seller's language.</summary>
public static class TaxWording
{
    /// <summary>"Reverse charge" in the words of article 226 (11a) of directive 2006/112/EC, by the seller's country.</summary>
    private static readonly FrozenDictionary<string, string> ReverseCharge = new Dictionary<string, string>
    {
        ["AT"] = "Steuerschuldnerschaft des Leistungsempfängers",
        ["BE"] = "Btw verlegd / Autoliquidation",
        ["BG"] = "обратно начисляване",
        ["CY"] = "αντίστροφη επιβάρυνση",
        ["CZ"] = "daň odvede zákazník",
        ["DE"] = "Steuerschuldnerschaft des Leistungsempfängers",
        ["DK"] = "omvendt betalingspligt",
        ["EE"] = "pöördmaksustamine",
        ["ES"] = "inversión del sujeto pasivo",
        ["FI"] = "käännetty verovelvollisuus",
        ["FR"] = "Autoliquidation",
        ["GR"] = "αντίστροφη επιβάρυνση",
        ["HR"] = "prijenos porezne obveze",
        ["HU"] = "fordított adózás",
        ["IT"] = "inversione contabile",
        ["LT"] = "atvirkštinis apmokestinimas",
        ["LU"] = "Autoliquidation",
        ["LV"] = "nodokļa apgrieztā maksāšana",
        ["NL"] = "btw verlegd",
        ["PL"] = "odwrotne obciążenie",
        ["PT"] = "autoliquidação",
        ["RO"] = "taxare inversă",
        ["SE"] = "omvänd betalningsskyldighet",
        ["SI"] = "obrnjena davčna obveznost",
        ["SK"] = "prenesenie daňovej povinnosti",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Empty where tax is charged, or the entity's tax is not set up.</summary>
    /// <param name="reason">One of <see cref="TaxReason"/>.</param>
    /// <param name="sellerCountry">Decides the second language.</param>
    /// <param name="exemptionNote">The seller's own words, where it is exempt itself.</param>
    /// <param name="certificate">The number of the customer's certificate.</param>
    public static string Of(string reason, string sellerCountry, string exemptionNote, string certificate) => reason switch
    {
        TaxReason.ReverseCharge => "Reverse charge: VAT is to be accounted for by the customer (article 196, directive 2006/112/EC)"
            + (ReverseCharge.TryGetValue(sellerCountry, out var local) ? $" / {local}" : ""),
        TaxReason.OutsideTerritory => TaxRules.IsInUnion(sellerCountry)
            ? "Not subject to VAT: supplied outside of the European Union (articles 44 and 58, directive 2006/112/EC)"
            : "Not subject to tax: supplied to a customer abroad",
        TaxReason.SellerExempt => exemptionNote,
        TaxReason.Certificate => $"Exempt from tax: certificate {certificate}",
        _ => "",
    };

    /// <summary>The code of the exemption in the list VATEX; empty where none fits or tax is charged.</summary>
    public static string Code(TaxCategory category, string sellerCountry) => category switch
    {
        TaxCategory.ReverseCharge => "VATEX-EU-AE",
        TaxCategory.OutOfScope when TaxRules.IsInUnion(sellerCountry) => "VATEX-EU-O",
        TaxCategory.OutOfScope or TaxCategory.Exempt or TaxCategory.Standard => "",
    };
}
