namespace Hostelry.Portal.Features.Shared;

/// <summary>Lines of a file for spreadsheets (RFC 4180).</summary>
internal static class Csv
{
    /// <summary>
    /// Every cell quoted. One that a spreadsheet would take for a formula begins with an apostrophe instead: what customers
    /// typed must not run on the machine of whoever opens the file.
    /// </summary>
    public static string Line(params IEnumerable<string> cells) => string.Join(',', cells.Select(Cell)) + "\r\n";

    private static string Cell(string text)
    {
        var harmless = text is ['=' or '+' or '-' or '@' or '\t' or '\r' or '\n', ..] ? "'" + text : text;
        return '"' + harmless.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
    }
}
