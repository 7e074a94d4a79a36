using System.CommandLine;
using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Metering;
using Hostelry.Billing.Rating;
using Hostelry.Portal.Features.Export;
using Hostelry.Portal.Identity;

namespace Hostelry.Portal.Commands;

internal sealed class UsageImport : OperatorCommand
{
    private const int Piece = 5000;

    private const string Header = "source,id,subscription,meter,from,to,quantity";

    private readonly Argument<FileInfo> _file = new Argument<FileInfo>("file") { Description = $"CSV without quotes, first line {Header}; times as 2026-11-26T10:00:00Z." }.AcceptExistingOnly();

    public UsageImport()
        : base("import", "Takes in what a meter of yours counted. Again, it finds nothing new: (source, id) is counted once.") => Arguments.Add(_file);

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var (fresh, known, line) = (0, 0, 0);
        var piece = new List<UsageReport>(Piece);
        using var text = parsed.GetRequiredValue(_file).OpenText();
        while (true)
        {
            var row = await text.ReadLineAsync(ct);
            line++;
            if (line == 1)
            {
                if (row != Header)
                {
                    return new Problem("invalid_input", $"file: the first line must be {Header}.", "file");
                }

                continue;
            }

            if (row is { Length: > 0 })
            {
                if (!TryRead(row, out var report))
                {
                    return new Problem(
                        "invalid_input", string.Create(CultureInfo.InvariantCulture, $"file: line {line} is no record; the {fresh + known} before this piece are kept."), "file");
                }

                piece.Add(report);
            }

            if (piece.Count == Piece || (row is null && piece.Count > 0))
            {
                var taken = await services.GetRequiredService<IngestUsage>().ExecuteAsync(piece, ct);
                if (taken.Problem is { } problem)
                {
                    return problem;
                }

                (fresh, known) = (fresh + taken.Value.New, known + taken.Value.Known);
                piece.Clear();
            }

            if (row is null)
            {
                return new Answer(
                    string.Create(CultureInfo.InvariantCulture, $"{fresh} records are new, {known} were known."), new { New = fresh, Known = known });
            }
        }
    }

    private static bool TryRead(string row, out UsageReport report)
    {
        var cells = row.Split(',');
        var (subscription, from, to, quantity) = (0L, default(DateTimeOffset), default(DateTimeOffset), 0L);
        var read = cells.Length == 7
            && long.TryParse(cells[2], NumberStyles.None, CultureInfo.InvariantCulture, out subscription)
            && Time(cells[4], out from) && Time(cells[5], out to)
            && IngestUsage.TryParseQuantity(cells[6], out quantity);
        report = read ? new UsageReport(cells[0], cells[1], subscription, cells[3], from, to, quantity) : new UsageReport("", "", 0, "", from, to, 0);
        return read;
    }

    private static bool Time(string text, out DateTimeOffset time) => DateTimeOffset.TryParseExact(
        text, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out time);
}

internal sealed class UsageExport : OperatorCommand
{
    private readonly Option<string> _month = new("--month") { Description = "As 2026-11, UTC.", Required = true };
    private readonly Option<FileInfo> _output = new("--output") { Description = "The file to write; it is replaced.", Required = true };
    private readonly Option<string> _format = new Option<string>("--format")
    {
        Description = "csv or parquet.",
        DefaultValueFactory = _ => "csv",
    }.AcceptOnlyFromAmong("csv", "parquet");

    private readonly Option<string?> _organization = new("--organization") { Description = "Name or id; without it all of them." };

    public UsageExport()
        : base("export", "Writes a month's closed hours of usage to a file.")
    {
        Options.Add(_month);
        Options.Add(_output);
        Options.Add(_format);
        Options.Add(_organization);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        if (!Month.TryParse(parsed.GetRequiredValue(_month), out var month))
        {
            return new Problem("invalid_input", "month must be a month as 2026-11.", "month");
        }

        long? organizationId = null;
        if (parsed.GetValue(_organization) is { } name)
        {
            var organization = await Lookups.OrganizationAsync(services.GetRequiredService<IdentityDb>(), name, ct);
            if (organization.Problem is { } missing)
            {
                return missing;
            }

            organizationId = organization.Value.Id;
        }

        var target = parsed.GetRequiredValue(_output);
        var format = parsed.GetRequiredValue(_format);
        var rows = services.GetRequiredService<ReadUsage>().Execute(organizationId, month.Start, month.End);
        await using var file = target.Create();
        var count = format == "csv" ? await UsageFile.CsvAsync(rows, file, ct) : await UsageFile.ParquetAsync(rows, file, ct);
        return new Answer(
            string.Create(CultureInfo.InvariantCulture, $"{count} hours of {month} are in {target.FullName}."),
            new { Month = month.ToString(), Format = format, File = target.FullName, Hours = count });
    }
}
