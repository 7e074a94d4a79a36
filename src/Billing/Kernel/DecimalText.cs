namespace Hostelry.Billing.Kernel;

/// <summary>Decimal numbers as machines write them, without any culture.</summary>
internal static class DecimalText
{
    /// <summary>
    /// Reads an optional minus, digits, and optionally a point with 1…<paramref name="digits"/> digits into units of
    /// 10^-digits. False for anything else, and for what does not fit.
    /// </summary>
    public static bool TryRead(string? text, int digits, out long units)
    {
        units = 0;
        var rest = text.AsSpan();
        var negative = rest.StartsWith('-');
        rest = negative ? rest[1..] : rest;
        var point = rest.IndexOf('.');
        var whole = point < 0 ? rest : rest[..point];
        var fraction = point < 0 ? default : rest[(point + 1)..];
        if (whole.IsEmpty || (point >= 0 && (fraction.IsEmpty || fraction.Length > digits)))
        {
            return false;
        }

        Int128 value = 0;
        if (!Append(whole, ref value) || !Append(fraction, ref value))
        {
            return false;
        }

        for (var i = fraction.Length; i < digits; i++)
        {
            value *= 10;
        }

        value = negative ? -value : value;
        if (value < long.MinValue || value > long.MaxValue)
        {
            return false;
        }

        units = (long)value;
        return true;
    }

    private static bool Append(ReadOnlySpan<char> text, ref Int128 value)
    {
        foreach (var digit in text)
        {
            if (!char.IsAsciiDigit(digit) || value > long.MaxValue)
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }
}
