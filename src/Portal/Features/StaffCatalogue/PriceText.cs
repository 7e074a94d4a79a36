using System.Globalization;

using Hostelry.Billing.Kernel;

namespace Hostelry.Portal.Features.StaffCatalogue;

/// <summary>Unit prices as people read them.</summary>
internal static class PriceText
{
    /// <summary><c>0.0055 EUR</c>: without the zeros that say nothing, at least the currency's digits.</summary>
    public static string Of(UnitPrice price) =>
        price.ToDecimal().ToString("0." + new string('0', price.Currency.Exponent) + "#######", CultureInfo.InvariantCulture) + " " + price.Currency.Code;
}
