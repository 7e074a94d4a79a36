using System.Globalization;
using System.Text.Json;

using Hostelry.Billing.Invoicing;
using Hostelry.Portal.Api.Shared;

namespace Hostelry.Portal.Api.Invoices;

/// <summary>An issued invoice or note; amounts are decimal strings.</summary>
public sealed record InvoiceResponse(
    long Id, string Number, string Type, string Status, string Month, string Currency, DateTimeOffset Issued, string Net, string Tax,
    string Total, string Open, string FromTrialCredit, string? Corrects)
{
    public static InvoiceResponse Of(InvoiceView invoice) => new(
        invoice.Id,
        invoice.Document.Name,
        LineExplanationResponse.Word(invoice.Kind),
        LineExplanationResponse.Word(invoice.State),
        invoice.Document.Month,
        invoice.Document.Currency,
        invoice.Document.IssuedAt,
        invoice.Document.Net,
        invoice.Document.Tax,
        invoice.Document.Total,
        invoice.Open.ToDecimalString(),
        invoice.FromTrial.ToDecimalString(),
        invoice.Document.Corrects?.Name);
}

public sealed record InvoicesResponse(IReadOnlyList<InvoiceResponse> Invoices, Meta Meta);

public sealed record OneInvoiceResponse(InvoiceResponse Invoice);

/// <summary>Why a line is what it is: what ran, what was counted, at which price, and the steps from there to the amount.</summary>
public sealed record LineExplanationResponse(
    int Line, string Description, string Product, string Kind, string Quantity, string Amount, PriceVersionResponse? Price,
    IReadOnlyList<RanResponse> Ran, IReadOnlyList<CountedResponse> Counted, IReadOnlyList<StepResponse> Steps, string Recomputed, bool Agrees)
{
    public static LineExplanationResponse Of(LineExplanation explained) => new(
        explained.Line.Position,
        explained.Line.Description,
        explained.Line.ProductCode,
        Word(explained.Line.Kind),
        Digits(explained.Line.Quantity),
        explained.Line.Amount.ToDecimalString(),
        explained.Price is { } price
            ? new PriceVersionResponse(price.Id, price.ProductCode, price.Location, Word(price.Kind), price.Unit.ToDecimalString(), price.ValidFrom)
            : null,
        [.. explained.Items.Select(item => new RanResponse(item.SubscriptionId, item.ProductCode, item.PriceId, item.From, item.To, item.Quantity))],
        [.. explained.Usage.Select(usage => new CountedResponse(usage.SubscriptionId, usage.Meter, Digits(usage.Quantity)))],
        [.. explained.Steps.Select(step => new StepResponse(step.Code, step.Formula, step.Result))],
        explained.Recomputed.ToDecimalString(),
        explained.Agrees);

    internal static string Word<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static string Digits(decimal number) => number.ToString("0.#########", CultureInfo.InvariantCulture);
}

public sealed record PriceVersionResponse(long Id, string Product, string Location, string Kind, string Unit, DateTimeOffset ValidFrom);

public sealed record RanResponse(long SubscriptionId, string Product, long PriceId, DateTimeOffset From, DateTimeOffset? To, long Quantity);

public sealed record CountedResponse(long SubscriptionId, string Meter, string Quantity);

public sealed record StepResponse(string Step, string Formula, string Result);

public sealed record ExplanationResponse(long InvoiceId, IReadOnlyList<LineExplanationResponse> Lines);
