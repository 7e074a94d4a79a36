using System.CommandLine;
using System.Globalization;

using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;

namespace Hostelry.Portal.Commands;

internal sealed class InvoiceReplay : OperatorCommand
{
    private readonly Option<bool> _all = new("--all") { Description = "Every finalised invoice.", Required = true };

    public InvoiceReplay()
        : base("replay", "Makes every invoice again from its facts and tells any difference (exit code 1).") => Options.Add(_all);

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var replayed = await services.GetRequiredService<ReplayInvoices>().ExecuteAsync(ct);
        return new Answer(
            string.Join('\n', [
                .. replayed.Differences.Select(difference => $"{difference.Number}: {difference.What}"),
                FormattableString.Invariant(
                    $"{replayed.Invoices} invoices, {replayed.Lines} lines: {replayed.Differences.Count} differences."),
            ]),
            replayed,
            replayed.Differences.Count == 0 ? 0 : 1);
    }
}

internal sealed class InvoiceExplain : OperatorCommand
{
    private readonly Argument<string> _number = new("number") { Description = "As INV-000012." };
    private readonly Argument<int> _line = new("line") { Description = "1, 2, 3, …" };

    public InvoiceExplain()
        : base("explain", "Says why a line of an invoice is what it is: facts, price and rounding.")
    {
        Arguments.Add(_number);
        Arguments.Add(_line);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var text = parsed.GetRequiredValue(_number);
        var dash = text.LastIndexOf('-');
        var invoice = dash > 0 && long.TryParse(text[(dash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? await services.GetRequiredService<InvoiceQueries>().FindByNumberAsync(text[..dash], number, ct)
            : null;
        if (invoice is null)
        {
            return new Problem("not_found", $"number: there is no invoice '{text}'.", "number");
        }

        var explained = await services.GetRequiredService<ExplainLine>()
            .ExecuteAsync(invoice.OrganizationId, invoice.Id, parsed.GetRequiredValue(_line), ct);
        return explained.Problem is { } problem ? problem : Show(explained.Value);
    }

    private static Answer Show(LineExplanation explained)
    {
        var amount = new Money(explained.Line.AmountMinor, explained.Line.Currency);
        var price = explained.Price is { } version ? PriceList.Line(version) : "a coupon";
        return new Answer(
            string.Join('\n', [
                FormattableString.Invariant($"{explained.Line.Position}. {explained.Line.Description}\t{amount}"),
                FormattableString.Invariant($"price {explained.Line.PriceId}: {price}"),
                .. explained.Items.Select(item => FormattableString.Invariant(
                    $"ran: {item.ProductCode} × {item.Quantity} from {item.From:O} to {item.To:O} (price {item.PriceId})")),
                .. explained.Usage.Select(usage => FormattableString.Invariant(
                    $"counted: {usage.Quantity} {usage.Meter} (subscription {usage.SubscriptionId})")),
                .. explained.Steps.Select(step => $"{step.Code}: {step.Formula} = {step.Result}"),
                explained.Agrees ? "The facts give this amount." : $"The facts give {explained.Recomputed} now.",
            ]),
            new
            {
                explained.Line.Position,
                explained.Line.SubscriptionId,
                explained.Line.PriceId,
                Kind = PriceList.Word(explained.Line.Kind),
                Amount = amount.ToDecimalString(),
                Price = explained.Price is { } row ? PriceList.Json(row) : null,
                explained.Items,
                explained.Usage,
                explained.Steps,
                explained.Agrees,
            },
            explained.Agrees ? 0 : 1);
    }
}
