using System.Globalization;

using Hostelry.Billing.Rating;

namespace Hostelry.Billing.Invoicing;

/// <summary>Days on invoices are days in the legal entity's zone.</summary>
internal static class InvoiceDates
{
    /// <summary><c>2026-12-01</c>.</summary>
    public static string Day(DateTimeOffset moment, string timeZone) =>
        Local(moment, timeZone).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The end (UTC) of the day that lies so many days after a moment's.</summary>
    public static DateTimeOffset EndOfDay(DateTimeOffset moment, int days, string timeZone) =>
        Midnight(Local(moment, timeZone).AddDays(days + 1), timeZone);

    /// <summary>When (UTC) a month begins in the zone: from then on an invoice is printed with a day of it.</summary>
    public static DateTimeOffset StartOf(Month month, string timeZone) =>
        Midnight(new DateTime(month.Year, month.Number, 1, 0, 0, 0, DateTimeKind.Unspecified), timeZone);

    private static DateTimeOffset Midnight(DateTime day, string timeZone)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        var midnight = DateTime.SpecifyKind(day, DateTimeKind.Unspecified);

        // Where the clock skips midnight, the day begins when the skip is over. The zone is asked what its clock shows, and not
        // whether midnight is invalid there: of years gone by it does not know that.
        var start = new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
        while (TimeZoneInfo.ConvertTime(start, zone).DateTime < midnight)
        {
            start = start.AddMinutes(30);
        }

        return start;
    }

    private static DateTime Local(DateTimeOffset moment, string timeZone) =>
        TimeZoneInfo.ConvertTime(moment, TimeZoneInfo.FindSystemTimeZoneById(timeZone)).Date;
}
