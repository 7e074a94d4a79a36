using System.CommandLine;
using System.Globalization;

using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Invoicing.EInvoice;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Metering;
using Hostelry.Billing.Payments.Refunds;
using Hostelry.Billing.Rating;
using Hostelry.Portal.Identity;

namespace Hostelry.Portal.Commands;

internal sealed class InvoiceRun : OperatorCommand
{
    private readonly Option<string> _month = new("--month") { Description = "As 2026-11; must be over (UTC).", Required = true };

    public InvoiceRun()
        : base("run", "Closes a month for every customer: rates, numbers and books. Again, it finds nothing to do.") => Options.Add(_month);

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        if (!Month.TryParse(parsed.GetRequiredValue(_month), out var month))
        {
            return new Problem("invalid_input", "month must be a month as 2026-11.", "month");
        }

        // What was used in the month's last hours waits for no worker's next minute.
        await services.GetRequiredService<RollUpUsage>().ExecuteAsync(ct);
        var closed = await services.GetRequiredService<CloseMonth>().ExecuteAsync(LegalEntities.Default, month, ct);
        return closed.Problem is { } problem
            ? problem
            : new Answer(
                $"{month} is closed: {closed.Value.Customers} customers, {closed.Value.Invoices} invoices in this run."
                + (closed.Value.Left.Count == 0 ? "" : $" Left open, see the log: {string.Join(", ", closed.Value.Left)}."),
                new { Month = month.ToString(), closed.Value.Customers, closed.Value.Invoices, closed.Value.Left },
                closed.Value.Left.Count == 0 ? 0 : 1);
    }
}

internal sealed class InvoiceShow : OperatorCommand
{
    private readonly Argument<string?> _number = new("number") { Description = "As INV-000012.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _organization = new("--organization") { Description = "Name or id: all its invoices, newest first." };

    public InvoiceShow()
        : base("show", "Shows one invoice by its number, or all of an organization.")
    {
        Arguments.Add(_number);
        Options.Add(_organization);
        Validators.Add(result =>
        {
            if (result.GetValue(_number) is null == result.GetValue(_organization) is null)
            {
                result.AddError("Give either a number or --organization.");
            }
        });
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var invoices = services.GetRequiredService<InvoiceQueries>();
        if (parsed.GetValue(_organization) is { } name)
        {
            var organization = await Lookups.OrganizationAsync(services.GetRequiredService<IdentityDb>(), name, ct);
            return organization.Problem is { } missing
                ? missing
                : Show(await invoices.ListAsync(organization.Value.Id, ct));
        }

        var text = parsed.GetValue(_number)!;
        var found = await FindAsync(invoices, text, ct);
        return found is null
            ? new Problem("not_found", $"number: there is no invoice '{text}'.", "number")
            : Show([found]);
    }

    /// <summary>By a printed number as INV-000012; null when there is none.</summary>
    public static async Task<InvoiceView?> FindAsync(InvoiceQueries invoices, string text, CancellationToken ct)
    {
        var dash = text.LastIndexOf('-');
        return dash > 0 && long.TryParse(text[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await invoices.FindByNumberAsync(text[..dash], number, ct)
            : null;
    }

    public static Answer Show(IReadOnlyList<InvoiceView> invoices) => new(
        invoices.Count == 0 ? "No invoice yet." : string.Join("\n\n", invoices.Select(invoice => invoice.Text)),
        invoices.Select(invoice => new { invoice.Id, Organization = invoice.OrganizationId, invoice.Document, invoice.Hash }));
}

internal sealed class InvoiceVerify() : OperatorCommand("verify", "Proves that no finalised invoice was changed, removed or slipped in.")
{
    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var verified = await services.GetRequiredService<InvoiceChain>().VerifyAsync(LegalEntities.Default, ct);
        return verified.Problem is { } broken
            ? broken
            : new Answer($"{verified.Value} invoices, all as they were finalised.", new { Verified = verified.Value });
    }
}

internal sealed class InvoicePreview() : AboutOrganization("preview", "Shows what the running month costs an organization so far, line by line.")
{
    protected override async Task<Result<Answer>> ExecuteAsync(
        Organization organization, IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var preview = await services.GetRequiredService<Preview>().ForAsync(organization.Id, ct)
            ?? throw new InvalidOperationException($"Organization {organization.Id} has no place in the books.");
        var lines = preview.Lines.Select(line => FormattableString.Invariant(
            $"{line.Description}\t{line.Tariff.ProductCode}\t{(line.Kind == LineKind.Hour ? $"{line.Hours} h" : $"{line.Quantity:0.#########} {PriceList.Word(line.Kind)}")} at {line.Tariff.Unit.ToDecimalString()}\t{line.Amount}{(line.Capped ? ", capped" : "")}"));
        return new Answer(
            string.Join('\n', [.. lines, $"{preview.Month} so far: {preview.Total}"]),
            new
            {
                Month = preview.Month.ToString(),
                Total = preview.Total.ToDecimalString(),
                Currency = preview.Total.Currency.Code,
                Lines = preview.Lines.Select(line => new
                {
                    line.SubscriptionId,
                    line.Description,
                    Product = line.Tariff.ProductCode,
                    line.From,
                    line.To,
                    line.Hours,
                    Kind = PriceList.Word(line.Kind),
                    line.Quantity,
                    Hourly = line.Tariff.Unit.ToDecimalString(),
                    line.Capped,
                    Amount = line.Amount.ToDecimalString(),
                }),
            });
    }
}

internal sealed class InvoiceCredit : OperatorCommand
{
    private readonly Argument<string> _number = new("number") { Description = "As INV-000012." };
    private readonly Option<string> _reason = new("--reason") { Description = "As printed.", Required = true };
    private readonly Option<string> _key = new("--key") { Description = "Your name for this one note: typed again, it is not issued again.", Required = true };
    private readonly Option<int?> _line = new("--line") { Description = "Of which line; without it, all that is left of the invoice." };
    private readonly Option<string?> _amount = new("--amount") { Description = "How much of the line, without tax." };

    public InvoiceCredit()
        : base("credit", "Takes back an invoice, or a part of one line, by a credit note.")
    {
        Arguments.Add(_number);
        Options.Add(_reason);
        Options.Add(_key);
        Options.Add(_line);
        Options.Add(_amount);
        Validators.Add(result =>
        {
            if (result.GetValue(_line) is null != result.GetValue(_amount) is null)
            {
                result.AddError("Give --line and --amount, or neither.");
            }
        });
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var invoices = services.GetRequiredService<InvoiceQueries>();
        var number = parsed.GetRequiredValue(_number);
        if (await InvoiceShow.FindAsync(invoices, number, ct) is not { } invoice)
        {
            return new Problem("not_found", $"number: there is no invoice '{number}'.", "number");
        }

        IReadOnlyList<CreditedLine>? lines = null;
        if (parsed.GetValue(_line) is { } line)
        {
            if (!Money.TryParse(parsed.GetValue(_amount), Currency.Of(invoice.Document.Currency), out var amount))
            {
                return new Problem("invalid_input", $"amount must be an amount of {invoice.Document.Currency}.", "amount");
            }

            lines = [new CreditedLine(line, amount)];
        }

        var asked = await services.GetRequiredService<RequestCreditNote>().ExecuteAsync(
            new IssueCreditNoteRequest(
                invoice.OrganizationId, invoice.Id, parsed.GetRequiredValue(_reason), parsed.GetRequiredValue(_key), lines),
            ct);
        return asked.Problem is { } problem ? problem
            : asked.Value.Note is { } note ? InvoiceShow.Show([(await invoices.FindAsync(invoice.OrganizationId, note.Id, ct))!])
            : Waits(asked.Value.Request!);
    }

    private static Answer Waits(MoneyRequest request) => new(
        request.State switch
        {
            MoneyRequestState.Requested => $"{request.Amount} would go to the balance: the note waits until a member of staff agrees (Payments, on staff's pages).",
            MoneyRequestState.Approved => "The note was agreed to and is being issued.",
            _ => $"The note was not issued: {request.FailureCode ?? "a member of staff refused it"}.",
        },
        new { Request = request.Id, State = request.State.ToString().ToLowerInvariant(), ToBalance = request.Amount.ToDecimalString() });
}

internal sealed class InvoiceExport : OperatorCommand
{
    private readonly Argument<string> _number = new("number") { Description = "As INV-000012." };
    private readonly Option<string> _format = new("--format") { Description = "pdf, ubl or cii.", DefaultValueFactory = _ => "pdf" };
    private readonly Option<FileInfo> _file = new("--file") { Description = "Where to write it.", Required = true };

    public InvoiceExport()
        : base("export", "Writes an invoice as PDF, or as an e-invoice of EN 16931 (UBL, CII).")
    {
        Arguments.Add(_number);
        Options.Add(_format);
        Options.Add(_file);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var number = parsed.GetRequiredValue(_number);
        if (await InvoiceShow.FindAsync(services.GetRequiredService<InvoiceQueries>(), number, ct) is not { } invoice)
        {
            return new Problem("not_found", $"number: there is no invoice '{number}'.", "number");
        }

        var export = services.GetRequiredService<ExportInvoice>();
        Result<InvoiceFile> made = parsed.GetValue(_format) switch
        {
            "pdf" => (await services.GetRequiredService<PrintInvoice>().ExecuteAsync(invoice.OrganizationId, invoice.Id, "en", ct))!,
            "ubl" => await export.ExecuteAsync(invoice.OrganizationId, invoice.Id, EInvoiceSyntax.Ubl, ct),
            "cii" => await export.ExecuteAsync(invoice.OrganizationId, invoice.Id, EInvoiceSyntax.Cii, ct),
            _ => new Problem("invalid_input", "format must be pdf, ubl or cii.", "format"),
        };
        if (made.Problem is { } problem)
        {
            return problem;
        }

        var file = parsed.GetRequiredValue(_file);
        await File.WriteAllBytesAsync(file.FullName, made.Value.Content, ct);
        return new Answer($"{made.Value.Name}: {file.FullName}", new { made.Value.Name, File = file.FullName });
    }
}
