using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Hostelry.Billing.Kernel;

/// <summary>An ISO 4217 currency. There is one instance per code, so equality is identity.</summary>
public sealed class Currency
{
    private const string TwoDigits =
        "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP " +
        "CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR " +
        "JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN " +
        "NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP " +
        "SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW";

    private const string NoDigits = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF";

    private const string ThreeDigits = "BHD IQD JOD KWD LYD OMR TND";

    private static readonly FrozenDictionary<string, Currency> ByCode =
        Read(TwoDigits, 2).Concat(Read(NoDigits, 0)).Concat(Read(ThreeDigits, 3))
            .ToFrozenDictionary(currency => currency.Code, StringComparer.Ordinal);

    private Currency(string code, int exponent)
    {
        Code = code;
        Exponent = exponent;
        MinorUnits = exponent switch { 0 => 1, 2 => 100, 3 => 1000, _ => throw new ArgumentOutOfRangeException(nameof(exponent)) };
    }

    /// <summary>Three capital letters.</summary>
    public string Code { get; }

    /// <summary>Digits after the point: 0 (JPY), 2 (EUR) or 3 (KWD).</summary>
    public int Exponent { get; }

    /// <summary>Minor units in one major unit: 1, 100 or 1000.</summary>
    public int MinorUnits { get; }

    /// <summary>The currency of an exact ISO code; throws <see cref="ArgumentException"/> for any other text.</summary>
    public static Currency Of(string code) =>
        TryOf(code, out var currency) ? currency : throw new ArgumentException($"'{code}' is no ISO 4217 code.", nameof(code));

    public static bool TryOf(string? code, [NotNullWhen(true)] out Currency? currency)
    {
        currency = null;
        return code is not null && ByCode.TryGetValue(code, out currency);
    }

    public override string ToString() => Code;

    private static IEnumerable<Currency> Read(string codes, int exponent) =>
        codes.Split(' ').Select(code => new Currency(code, exponent));
}
