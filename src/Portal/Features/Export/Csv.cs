using System.Globalization;
using System.Text;

namespace Hostelry.Portal.Features.Export;

/// <summary>
/// Comma separated values as RFC 4180 writes them, harmless in a spreadsheet: a cell that would be read as a formula begins
/// with an apostrophe.
/// </summary>
internal sealed class Csv(TextWriter writer)
{
    private const string FormulaStarts = "=+-@\t\r";

    public Task RowAsync(params object?[] cells) =>
        writer.WriteAsync(string.Join(',', cells.Select(cell => Cell(Convert.ToString(cell, CultureInfo.InvariantCulture) ?? ""))) + "\r\n");

    /// <summary>What people typed; numbers and times of ours need no apostrophe, and get none.</summary>
    internal static string Cell(string text)
    {
        var harmless = text.Length > 0 && FormulaStarts.Contains(text[0], StringComparison.Ordinal)
            && !decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out _)
                ? "'" + text
                : text;
        if (harmless.AsSpan().ContainsAny(",\"\r\n"))
        {
            return new StringBuilder("\"").Append(harmless.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"').ToString();
        }

        return harmless;
    }
}
