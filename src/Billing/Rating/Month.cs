using System.Globalization;
using System.Runtime.InteropServices;

namespace Hostelry.Billing.Rating;

/// <summary>A calendar month in UTC.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Month(int Year, int Number) : IComparable<Month>
{
    /// <summary>Its first instant.</summary>
    public DateTimeOffset Start => new(Year, Number, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The first instant of the next one.</summary>
    public DateTimeOffset End => Start.AddMonths(1);

    /// <summary>672 to 744.</summary>
    public long Hours => (End - Start).Ticks / TimeSpan.TicksPerHour;

    public Month Next => Of(End);

    public Month Previous => Of(Start.AddTicks(-1));

    public static bool operator <(Month left, Month right) => left.CompareTo(right) < 0;

    public static bool operator >(Month left, Month right) => left.CompareTo(right) > 0;

    public static bool operator <=(Month left, Month right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Month left, Month right) => left.CompareTo(right) >= 0;

    public static Month Of(DateTimeOffset time) => new(time.UtcDateTime.Year, time.UtcDateTime.Month);

    /// <summary>Reads <c>2026-11</c>.</summary>
    public static bool TryParse(string? text, out Month month)
    {
        var read = DateTime.TryParseExact(
            text, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date);
        month = read ? new Month(date.Year, date.Month) : default;
        return read;
    }

    public int CompareTo(Month other) => (Year, Number).CompareTo((other.Year, other.Number));

    /// <summary><c>2026-11</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year:D4}-{Number:D2}");
}

/// <summary>A month from its start, whole or until a moment in it; half-open.</summary>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Period
{
    private Period(Month month, DateTimeOffset end) => (Month, End) = (month, end);

    public Month Month { get; }

    public DateTimeOffset Start => Month.Start;

    /// <summary>Exclusive; never after the month's end.</summary>
    public DateTimeOffset End { get; }

    public static Period Of(Month month) => new(month, month.End);

    /// <summary>The month of a moment, up to that moment.</summary>
    public static Period Until(DateTimeOffset moment) => new(Month.Of(moment), moment.ToUniversalTime());
}
