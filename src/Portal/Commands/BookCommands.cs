using System.CommandLine;
using System.Globalization;

using Hostelry.Billing.Books;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Billing.Verification;

namespace Hostelry.Portal.Commands;

/// <summary>A report on the books of a legal entity, from month to month.</summary>
internal abstract class BookReport : OperatorCommand
{
    private readonly Option<long> _entity = new("--legal-entity") { DefaultValueFactory = _ => LegalEntities.Default };
    private readonly Option<string?> _from = new("--from") { Description = "First month, as 2026-11 (default: this one)." };
    private readonly Option<string?> _to = new("--to") { Description = "Last month (default: the first)." };

    protected BookReport(string name, string description)
        : base(name, description)
    {
        Options.Add(_entity);
        Options.Add(_from);
        Options.Add(_to);
    }

    protected abstract Task<Result<Answer>> ReportAsync(
        IServiceProvider services, ParseResult parsed, long legalEntityId, Month from, Month to, CancellationToken ct);

    protected override Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var now = Month.Of(services.GetRequiredService<TimeProvider>().GetUtcNow());
        if (!Read(_from, now, out var from) || !Read(_to, from, out var to) || to < from)
        {
            return Task.FromResult<Result<Answer>>(new Problem("invalid_input", "from and to must be months as 2026-11, in order.", "from"));
        }

        return ReportAsync(services, parsed, parsed.GetValue(_entity), from, to, ct);

        bool Read(Option<string?> option, Month otherwise, out Month month)
        {
            month = otherwise;
            return parsed.GetValue(option) is not { } text || Month.TryParse(text, out month);
        }
    }

    protected static Answer Table<T>(IEnumerable<T> rows, Func<T, string> line, Func<T, object> json)
    {
        List<T> all = [.. rows];
        return new Answer(all.Count == 0 ? "Nothing." : string.Join('\n', all.Select(line)), all.Select(json));
    }
}

internal sealed class BooksTrialBalance() : BookReport("trial-balance", "Debits and credits of every account, at the end of the last month.")
{
    protected override async Task<Result<Answer>> ReportAsync(
        IServiceProvider services, ParseResult parsed, long legalEntityId, Month from, Month to, CancellationToken ct) =>
        Table(
            await services.GetRequiredService<TrialBalance>().AtAsync(legalEntityId, to.End, ct),
            row => $"{row.Name,-24} {row.Debit.ToDecimalString(),16} {row.Credit.ToDecimalString(),16} {row.Balance.ToDecimalString(),16} {row.Currency}",
            row => new
            {
                Account = row.Name,
                Debit = row.Debit.ToDecimalString(),
                Credit = row.Credit.ToDecimalString(),
                Balance = row.Balance.ToDecimalString(),
                Currency = row.Currency.Code,
            });
}

internal sealed class BooksReceivables() : BookReport("receivables", "What customers owe now: not due, up to 30, 60, 90 days late, and more.")
{
    protected override async Task<Result<Answer>> ReportAsync(
        IServiceProvider services, ParseResult parsed, long legalEntityId, Month from, Month to, CancellationToken ct) =>
        Table(
            await services.GetRequiredService<AgedReceivables>().AtAsync(legalEntityId, services.GetRequiredService<TimeProvider>().GetUtcNow(), ct),
            row => $"{row.Customer,-30} {string.Join(' ', row.Buckets.Select(bucket => $"{bucket.ToDecimalString(),12}"))} {row.Total,16}",
            row => new
            {
                Organization = row.OrganizationId,
                row.Customer,
                Buckets = row.Buckets.Select(bucket => bucket.ToDecimalString()),
                Total = row.Total.ToDecimalString(),
                Currency = row.Currency.Code,
            });
}

internal sealed class BooksRevenue() : BookReport("revenue", "Revenue by product class and what is paid and not earned yet, by month.")
{
    protected override async Task<Result<Answer>> ReportAsync(
        IServiceProvider services, ParseResult parsed, long legalEntityId, Month from, Month to, CancellationToken ct)
    {
        var reports = services.GetRequiredService<BookReports>();
        var earned = await reports.RevenueAsync(legalEntityId, from, to, ct);
        var deferred = await reports.DeferredAsync(legalEntityId, from, to, ct);
        return new Answer(
            string.Join('\n', [
                .. earned.Select(row => $"{row.Month}\t{row.ProductClass}\t{row.Earned}"),
                .. deferred.Select(row => $"{row.Month}\twallets at the end\t{row.Wallets}"),
            ]),
            new
            {
                Revenue = earned.Select(row => new { Month = row.Month.ToString(), row.ProductClass, Earned = row.Earned.ToDecimalString(), Currency = row.Currency.Code }),
                Deferred = deferred.Select(row => new { Month = row.Month.ToString(), Wallets = row.Wallets.ToDecimalString(), Currency = row.Currency.Code }),
            });
    }
}

internal sealed class BooksTax() : BookReport("tax", "Tax by month of issue, country and rate.")
{
    protected override async Task<Result<Answer>> ReportAsync(
        IServiceProvider services, ParseResult parsed, long legalEntityId, Month from, Month to, CancellationToken ct) =>
        Table(
            await services.GetRequiredService<BookReports>().TaxAsync(legalEntityId, from, to, ct),
            row => $"{row.Month}\t{row.Country,-2}\t{row.Category}\t{row.Rate}\t{row.Reason}\t{row.Taxable}\t{row.Tax}",
            row => new
            {
                Month = row.Month.ToString(),
                row.Country,
                row.Category,
                Rate = row.Rate.ToDecimalString(),
                row.Reason,
                Taxable = row.Taxable.ToDecimalString(),
                Tax = row.Tax.ToDecimalString(),
                Currency = row.Currency.Code,
            });
}

internal sealed class BooksRecurring() : BookReport("recurring", "Monthly recurring revenue and churn.")
{
    protected override async Task<Result<Answer>> ReportAsync(
        IServiceProvider services, ParseResult parsed, long legalEntityId, Month from, Month to, CancellationToken ct) =>
        Table(
            await services.GetRequiredService<RecurringRevenue>().ForAsync(legalEntityId, from, to, ct),
            row => string.Create(
                CultureInfo.InvariantCulture,
                $"{row.Month}\t{row.Revenue}\t{row.Customers} customers\t+{row.New.ToDecimalString()} new\t+{row.Expanded.ToDecimalString()} more\t-{row.Contracted.ToDecimalString()} less\t-{row.Lost.ToDecimalString()} lost\t{row.Churn} % churn"),
            row => new
            {
                Month = row.Month.ToString(),
                Currency = row.Currency.Code,
                Revenue = row.Revenue.ToDecimalString(),
                row.Customers,
                New = row.New.ToDecimalString(),
                Expanded = row.Expanded.ToDecimalString(),
                Contracted = row.Contracted.ToDecimalString(),
                Lost = row.Lost.ToDecimalString(),
                row.Left,
                row.Churn,
            });
}

internal sealed class BooksExport : BookReport
{
    private readonly Option<string> _format = new("--format") { Description = "csv or datev.", DefaultValueFactory = _ => "csv" };
    private readonly Option<FileInfo> _file = new("--file") { Description = "Where to write it.", Required = true };

    public BooksExport()
        : base("export", "The journal for bookkeeping: CSV, or DATEV's booking batch (EXTF 700).")
    {
        Options.Add(_format);
        Options.Add(_file);
    }

    protected override async Task<Result<Answer>> ReportAsync(
        IServiceProvider services, ParseResult parsed, long legalEntityId, Month from, Month to, CancellationToken ct)
    {
        var format = parsed.GetValue(_format);
        if (format is not ("csv" or "datev"))
        {
            return new Problem("invalid_input", "format must be csv or datev.", "format");
        }

        var entries = await services.GetRequiredService<JournalExport>().EntriesAsync(legalEntityId, from.Start, to.End, ct);
        var settings = services.GetRequiredService<IConfiguration>().GetSection(DatevSettings.Section).Get<DatevSettings>() ?? new DatevSettings();
        var content = format == "csv"
            ? System.Text.Encoding.UTF8.GetBytes(JournalExport.Csv(entries))
            : Datev.Write(
                entries, DateOnly.FromDateTime(from.Start.UtcDateTime), DateOnly.FromDateTime(to.End.UtcDateTime).AddDays(-1),
                services.GetRequiredService<TimeProvider>().GetUtcNow(), settings);
        var file = parsed.GetRequiredValue(_file);
        await File.WriteAllBytesAsync(file.FullName, content, ct);
        return new Answer($"{entries.Count} bookings: {file.FullName}", new { Bookings = entries.Count, File = file.FullName });
    }
}

internal sealed class BooksVerify() : OperatorCommand("verify", "Proves all of the books now, as every night: sums, totals, settlements, charges, lives.")
{
    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var breaches = await services.GetRequiredService<VerifyBooks>().WholeAsync(ct);
        return new Answer(
            breaches.Count == 0
                ? "The books are sound."
                : string.Join('\n', breaches.Select(breach => $"{breach.Code}\t{breach.Subject}\t{breach.Detail}")),
            breaches,
            breaches.Count == 0 ? 0 : 1);
    }
}
