using System.CommandLine;

using Hostelry.Billing;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Tax;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Commands;

/// <summary>The options that say what a legal entity is; those that are not given stay as they are.</summary>
internal sealed class LegalEntityOptions
{
    private readonly Option<string?> _name = new("--name") { Description = "As printed on invoices." };
    private readonly Option<string?> _country = new("--country") { Description = "ISO 3166, as DE." };
    private readonly Option<string?> _status = new("--tax") { Description = "registered, exempt or unset." };
    private readonly Option<bool?> _oss = new("--oss") { Description = "true: consumers of other member states pay their own country's rate." };
    private readonly Option<int?> _days = new("--payment-days") { Description = "Days from issue to due date." };
    private readonly Option<int?> _step = new("--payable-step") { Description = "Minor units that can be paid: 1, or 5 for Swiss francs." };

    private readonly Dictionary<string, Option<string?>> _texts = new[]
    {
        "street", "postal-code", "city", "region", "vat-id", "tax-number", "registration", "email", "phone", "bank-name", "iban",
        "bic", "time-zone", "exemption-note",
    }.ToDictionary(name => name, name => new Option<string?>("--" + name));

    public IEnumerable<Option> All => [_name, _country, .. _texts.Values, _status, _oss, _days, _step];

    /// <summary>The details as they are, with what was typed. Refusal: <c>invalid_input</c>.</summary>
    public Result<LegalEntityDetails> Read(ParseResult parsed, LegalEntityDetails now)
    {
        var status = now.TaxStatus;
        if (parsed.GetValue(_status) is { } typed && !Enum.TryParse(typed, true, out status))
        {
            return new Problem("invalid_input", "tax must be registered, exempt or unset.", "tax");
        }

        string Text(string name, string present) => parsed.GetValue(_texts[name]) ?? present;
        return new LegalEntityDetails(parsed.GetValue(_name) ?? now.Name, parsed.GetValue(_country) ?? now.Country)
        {
            Street = Text("street", now.Street),
            PostalCode = Text("postal-code", now.PostalCode),
            City = Text("city", now.City),
            Region = Text("region", now.Region),
            VatId = Text("vat-id", now.VatId),
            TaxNumber = Text("tax-number", now.TaxNumber),
            Registration = Text("registration", now.Registration),
            Email = Text("email", now.Email),
            Phone = Text("phone", now.Phone),
            BankName = Text("bank-name", now.BankName),
            Iban = Text("iban", now.Iban),
            Bic = Text("bic", now.Bic),
            TimeZone = Text("time-zone", now.TimeZone),
            ExemptionNote = Text("exemption-note", now.ExemptionNote),
            TaxStatus = status,
            UsesOss = parsed.GetValue(_oss) ?? now.UsesOss,
            PaymentDays = parsed.GetValue(_days) ?? now.PaymentDays,
            PayableStep = parsed.GetValue(_step) ?? now.PayableStep,
        };
    }
}

internal sealed class LegalEntityList() : OperatorCommand("list", "Lists the legal entities, as their invoices will show them.")
{
    public static string Text(LegalEntity entity) => string.Join(
        '\n',
        $"{entity.Id}: {entity.Name}",
        $"  {string.Join(", ", new[] { entity.Street, $"{entity.PostalCode} {entity.City}".Trim(), entity.Region, entity.Country }.Where(part => part.Length > 0))}",
        $"  tax {entity.TaxStatus.ToString().ToLowerInvariant()}{(entity.UsesOss ? ", one-stop shop" : "")}, VAT id {(entity.VatId.Length == 0 ? "none" : entity.VatId)}",
        $"  bank {entity.BankName} {BankAccount.Print(entity.Iban)} {entity.Bic}, {entity.PaymentDays} days, {entity.TimeZone}");

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var entities = await services.GetRequiredService<BillingDb>().LegalEntities.AsNoTracking()
            .OrderBy(entity => entity.Id).ToListAsync(ct);
        return new Answer(string.Join('\n', entities.Select(Text)), entities);
    }
}

internal sealed class LegalEntitySet : OperatorCommand
{
    private readonly Argument<long> _id = new("id") { Description = "As 1." };
    private readonly LegalEntityOptions _options = new();

    public LegalEntitySet()
        : base("set", "Says who invoices, for the invoices to come. What is not given stays as it is.")
    {
        Arguments.Add(_id);
        _options.All.ToList().ForEach(Options.Add);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var id = parsed.GetRequiredValue(_id);
        var entities = services.GetRequiredService<BillingDb>().LegalEntities;
        if (await entities.AsNoTracking().SingleOrDefaultAsync(entity => entity.Id == id, ct) is not { } now)
        {
            return new Problem("legal_entity_missing", $"There is no legal entity {id}.", "id");
        }

        var details = _options.Read(parsed, LegalEntityDetails.Of(now));
        if (details.Problem is { } wrong)
        {
            return wrong;
        }

        var set = await services.GetRequiredService<SetLegalEntity>().ExecuteAsync(id, details.Value, ct);
        if (set.Problem is { } problem)
        {
            return problem;
        }

        var entity = await entities.SingleAsync(row => row.Id == id, ct);
        return new Answer(LegalEntityList.Text(entity), entity);
    }
}

internal sealed class LegalEntityAdd : OperatorCommand
{
    private readonly LegalEntityOptions _options = new();

    public LegalEntityAdd()
        : base("add", "One more legal entity, with numbers and books of its own.") => _options.All.ToList().ForEach(Options.Add);

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var details = _options.Read(parsed, new LegalEntityDetails("", ""));
        if (details.Problem is { } wrong)
        {
            return wrong;
        }

        var added = await services.GetRequiredService<AddLegalEntity>().ExecuteAsync(Prices.DefaultSeller, details.Value, ct);
        if (added.Problem is { } problem)
        {
            return problem;
        }

        var entity = await services.GetRequiredService<BillingDb>().LegalEntities.SingleAsync(row => row.Id == added.Value, ct);
        return new Answer(LegalEntityList.Text(entity), entity);
    }
}

internal sealed class TaxRateList() : OperatorCommand("rates", "Lists the tax rates, each from its first day on.")
{
    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var rates = await services.GetRequiredService<BillingDb>().TaxRates.AsNoTracking()
            .OrderBy(rate => rate.Country).ThenBy(rate => rate.ProductClass).ThenBy(rate => rate.ValidFrom).ToListAsync(ct);
        return new Answer(
            string.Join('\n', rates.Select(rate => $"{rate.Country}\t{rate.ProductClass}\t{rate.Rate}\tfrom {rate.ValidFrom:O}")),
            rates.Select(rate => new { rate.Id, rate.Country, rate.ProductClass, Rate = rate.Rate.ToDecimalString(), rate.ValidFrom }));
    }
}

internal sealed class TaxRateAdd : OperatorCommand
{
    private readonly Option<string> _country = new("--country") { Description = "ISO 3166, as DE.", Required = true };
    private readonly Option<string> _class = new("--class") { Description = "any, hosting, software or service.", DefaultValueFactory = _ => ProductClass.Any };
    private readonly Option<string> _rate = new("--rate") { Description = "Percent, as 19 or 8.1.", Required = true };
    private readonly Option<DateOnly> _from = new("--from") { Description = "Its first day, as 2027-01-01.", Required = true };

    public TaxRateAdd()
        : base("add-rate", "Adds a dated tax rate. What is invoiced stays as it is.")
    {
        Options.Add(_country);
        Options.Add(_class);
        Options.Add(_rate);
        Options.Add(_from);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        if (!TaxRate.TryParse(parsed.GetRequiredValue(_rate), out var rate))
        {
            return new Problem("invalid_input", "rate must be a percentage as 19 or 8.1.", "rate");
        }

        var added = await services.GetRequiredService<AddTaxRate>().ExecuteAsync(
            new AddTaxRateRequest(
                Prices.DefaultSeller, parsed.GetRequiredValue(_country), parsed.GetRequiredValue(_class), rate,
                parsed.GetRequiredValue(_from)),
            ct);
        return added.Problem is { } problem
            ? problem
            : new Answer(
                $"{added.Value.Country} {added.Value.ProductClass}: {added.Value.Rate} from {added.Value.ValidFrom:O}",
                new { added.Value.Id });
    }
}

internal sealed class TaxCertificateAdd : AboutOrganization
{
    private readonly Option<string> _number = new("--number") { Description = "As printed on invoices.", Required = true };
    private readonly Option<DateOnly> _from = new("--from") { Description = "The first day, as 2027-01-01.", Required = true };
    private readonly Option<DateOnly> _to = new("--to") { Description = "The last day.", Required = true };

    public TaxCertificateAdd()
        : base("add-certificate", "Records a certificate of exemption that you have seen.")
    {
        Options.Add(_number);
        Options.Add(_from);
        Options.Add(_to);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(
        Identity.Organization organization, IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var added = await services.GetRequiredService<AddTaxCertificate>().ExecuteAsync(
            new AddTaxCertificateRequest(
                organization.Id, parsed.GetRequiredValue(_number), parsed.GetRequiredValue(_from), parsed.GetRequiredValue(_to)),
            ct);
        return added.Problem is { } problem ? problem : new Answer($"Certificate {added.Value}", new { Id = added.Value });
    }
}

internal sealed class TaxCertificateRevoke : AboutOrganization
{
    private readonly Argument<long> _id = new("id") { Description = "The certificate's." };

    public TaxCertificateRevoke()
        : base("revoke-certificate", "A certificate does not count any more.") => Arguments.Add(_id);

    protected override async Task<Result<Answer>> ExecuteAsync(
        Identity.Organization organization, IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var id = parsed.GetRequiredValue(_id);
        var revoked = await services.GetRequiredService<RevokeTaxCertificate>().ExecuteAsync(organization.Id, id, ct);
        return revoked.Problem is { } problem ? problem : new Answer($"Certificate {id} is revoked.", new { Id = id });
    }
}
