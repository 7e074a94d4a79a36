using System.Globalization;
using System.Text;

using Hostelry.Billing.Ledger;

namespace Hostelry.Billing.Books;

/// <summary>How DATEV knows the legal entity, and its account numbers. The defaults are SKR 03.</summary>
public sealed class DatevSettings
{
    public const string Section = "Datev";

    /// <summary>The adviser's number, 1001 to 9999999.</summary>
    public int Adviser { get; init; } = 1001;

    /// <summary>The client's number, 1 to 99999.</summary>
    public int Client { get; init; } = 1;

    /// <summary>The first month of the business year.</summary>
    public int YearStartsIn { get; init; } = 1;

    /// <summary>A customer's account is this plus its organization's id; personal accounts have one digit more.</summary>
    public long FirstDebtor { get; init; } = 10_000;

    /// <summary>Numbers by account, as <c>revenue hosting</c>; beside and before the defaults.</summary>
    public Dictionary<string, int> Accounts { get; init; } = [];

    private static readonly Dictionary<AccountKind, int> Skr03 = new()
    {
        [AccountKind.Prepaid] = 1710,
        [AccountKind.Revenue] = 8400,
        [AccountKind.Granted] = 4630,
        [AccountKind.Tax] = 1776,
        [AccountKind.Clearing] = 1360,
        [AccountKind.Bank] = 1200,
        [AccountKind.Fees] = 4970,
        [AccountKind.WriteOff] = 2400,
        [AccountKind.Rounding] = 2709,
    };

    internal long NumberOf(AccountOf account, long organizationId) =>
        Accounts.TryGetValue(account.ToString(), out var number) ? number
        : account.Kind == AccountKind.Receivable ? FirstDebtor + organizationId
        : Skr03[account.Kind];
}

/// <summary>DATEV's format EXTF, version 700, category 21 (booking batch, version 13), in Windows-1252 with CRLF.</summary>
public static class Datev
{
    private const int Columns = 125;
    private const int LongestDocument = 36;
    private const int LongestText = 60;

    private static readonly string[] FirstNames =
    [
        "Umsatz (ohne Soll/Haben-Kz)", "Soll/Haben-Kennzeichen", "WKZ Umsatz", "Kurs", "Basis-Umsatz", "WKZ Basis-Umsatz",
        "Konto", "Gegenkonto (ohne BU-Schlüssel)", "BU-Schlüssel", "Belegdatum", "Belegfeld 1", "Belegfeld 2", "Skonto",
        "Buchungstext", "Postensperre", "Diverse Adressnummer", "Geschäftspartnerbank", "Sachverhalt", "Zinssperre", "Beleglink",
    ];

    private static readonly string[] MiddleNames =
    [
        "KOST1 - Kostenstelle", "KOST2 - Kostenstelle", "Kost-Menge", "EU-Land u. UStID (Bestimmung)",
        "EU-Steuersatz (Bestimmung)", "Abw. Versteuerungsart", "Sachverhalt L+L", "Funktionsergänzung L+L",
        "BU 49 Hauptfunktionstyp", "BU 49 Hauptfunktionsnummer", "BU 49 Funktionsergänzung",
    ];

    private static readonly string[] LastNames =
    [
        "Stück", "Gewicht", "Zahlweise", "Forderungsart", "Veranlagungsjahr", "Zugeordnete Fälligkeit", "Skontotyp",
        "Auftragsnummer", "Buchungstyp", "USt-Schlüssel (Anzahlungen)", "EU-Land (Anzahlungen)",
        "Sachverhalt L+L (Anzahlungen)", "EU-Steuersatz (Anzahlungen)", "Erlöskonto (Anzahlungen)", "Herkunft-Kz",
        "Buchungs GUID", "KOST-Datum", "SEPA-Mandatsreferenz", "Skontosperre", "Gesellschaftername", "Beteiligtennummer",
        "Identifikationsnummer", "Zeichnernummer", "Postensperre bis", "Bezeichnung SoBil-Sachverhalt",
        "Kennzeichen SoBil-Buchung", "Festschreibung", "Leistungsdatum", "Datum Zuord. Steuerperiode", "Fälligkeit",
        "Generalumkehr (GU)", "Steuersatz", "Land", "Abrechnungsreferenz", "BVV-Position",
        "EU-Land u. UStID (Ursprung)", "EU-Steuersatz (Ursprung)", "Abw. Skontokonto",
    ];

    /// <summary>Bookings in euro of one business year; others are for another program.</summary>
    /// <param name="entries">From–to.</param>
    /// <param name="from">The first day.</param>
    /// <param name="to">The last day.</param>
    /// <param name="madeAt">Printed into the header.</param>
    /// <param name="settings">Numbers of adviser, client and accounts.</param>
    public static byte[] Write(
        IReadOnlyList<BookEntry> entries, DateOnly from, DateOnly to, DateTimeOffset madeAt, DatevSettings settings)
    {
        var text = new StringBuilder();
        text.AppendJoin(';', Header(from, to, madeAt, settings)).Append("\r\n");
        text.AppendJoin(';', Names()).Append("\r\n");
        foreach (var entry in entries.Where(entry => entry.Amount.Currency.Code == "EUR"))
        {
            text.AppendJoin(';', Row(entry, settings)).Append("\r\n");
        }

        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        return Encoding.GetEncoding(1252, new EncoderReplacementFallback("?"), DecoderFallback.ExceptionFallback).GetBytes(text.ToString());
    }

    internal static IReadOnlyList<string> Names()
    {
        List<string> names =
        [
            .. FirstNames,
            .. Enumerable.Range(1, 8).SelectMany(at => new[] { $"Beleginfo - Art {at}", $"Beleginfo - Inhalt {at}" }),
            .. MiddleNames,
            .. Enumerable.Range(1, 20).SelectMany(at => new[] { $"Zusatzinformation - Art {at}", $"Zusatzinformation- Inhalt {at}" }),
            .. LastNames,
        ];
        return names;
    }

    private static string[] Header(DateOnly from, DateOnly to, DateTimeOffset madeAt, DatevSettings settings)
    {
        var year = from.Month >= settings.YearStartsIn ? from.Year : from.Year - 1;
        return
        [
            "\"EXTF\"", "700", "21", "\"Buchungsstapel\"", "13",
            madeAt.UtcDateTime.ToString("yyyyMMddHHmmssfff", CultureInfo.InvariantCulture), "", "\"HO\"", "\"\"", "\"\"",
            Number(settings.Adviser), Number(settings.Client), Day(new DateOnly(year, settings.YearStartsIn, 1)), "4", Day(from),
            Day(to), "\"Hostelry\"", "\"\"", "1", "0", "0", "\"EUR\"", "", "\"\"", "", "", "\"\"", "", "", "\"\"", "\"\"",
        ];
    }

    private static string[] Row(BookEntry entry, DatevSettings settings)
    {
        var row = new string[Columns];
        Array.Fill(row, "");
        row[0] = entry.Amount.ToDecimalString().Replace('.', ',');
        row[1] = "\"S\"";
        row[2] = "\"EUR\"";
        row[6] = Number(settings.NumberOf(entry.Debit, entry.OrganizationId));
        row[7] = Number(settings.NumberOf(entry.Credit, entry.OrganizationId));
        row[9] = entry.At.UtcDateTime.ToString("ddMM", CultureInfo.InvariantCulture);
        row[10] = Text(Document(entry.Document), LongestDocument);
        row[13] = Text($"{entry.Kind} {entry.Document}", LongestText);
        row[113] = "0";
        return row;
    }

    /// <summary>Of a document's number DATEV takes letters, digits and a few signs.</summary>
    private static string Document(string text) =>
        string.Concat(text.Where(letter => char.IsAsciiLetterOrDigit(letter) || letter is '$' or '&' or '%' or '*' or '+' or '-' or '/'));

    private static string Text(string text, int longest)
    {
        var cut = text.Length <= longest ? text : text[..longest];
        return $"\"{cut.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Day(DateOnly day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);
}
