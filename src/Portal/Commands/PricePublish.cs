using System.CommandLine;
using System.Globalization;

using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Catalogue;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Commands;

/// <summary>A price of any kind: of a server type, of any other product, or of what a meter counts.</summary>
internal sealed class PricePublish : OperatorCommand
{
    private readonly Option<string?> _type = new("--type") { Description = "Name of a server type." };
    private readonly Option<string?> _product = new("--product") { Description = "Code of any other product, as volume or app:wordpress." };
    private readonly Option<string?> _meter = new("--meter") { Description = "Code of a meter; with --type or --product its price there." };
    private readonly Option<string> _location = new("--location") { Description = "Name of a location.", Required = true };
    private readonly Option<string> _kind = new Option<string>("--kind")
    {
        Description = "hour, month, unit_hour, app, one_off or percentage; of a meter counter, graduated or volume (docs/billing.md).",
        DefaultValueFactory = _ => "hour",
    }.AcceptOnlyFromAmong([.. Enum.GetValues<PriceKind>().Select(PriceList.Word)]);

    private readonly Option<string?> _unit = new("--unit", "--hourly") { Description = "For one unit, as 0.0055; the part of a percentage (0.2)." };
    private readonly Option<string?> _cap = new("--cap") { Description = "The most in a calendar month, as 3.50: for hours, and for one unit of unit_hour." };
    private readonly Option<string[]> _tiers = new("--tier") { Description = "From how many units what one costs, as 0:0.010; again for each tier.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<long> _unitSize = new("--unit-size") { Description = "Measured units in one price unit, as 1000000000.", DefaultValueFactory = _ => 1 };
    private readonly Option<long> _allowance = new("--allowance") { Description = "Measured units that a month includes." };
    private readonly Option<bool> _pooled = new("--pooled") { Description = "An organization's servers share what is included." };
    private readonly Option<int> _commitment = new("--commitment") { Description = "Months that are owed at least." };
    private readonly Option<DateTimeOffset?> _from = new("--from") { Description = "From when it runs (default: now), as 2027-01-01T00:00:00Z." };

    public PricePublish()
        : base("publish", "Adds a version to the price list, in the seller's currency. What runs keeps the price it has.")
    {
        foreach (var option in (Option[])[_type, _product, _meter, _location, _kind, _unit, _cap, _tiers, _unitSize, _allowance, _pooled, _commitment, _from])
        {
            Options.Add(option);
        }

        Validators.Add(result =>
        {
            var named = (result.GetValue(_type) is null ? 0 : 1) + (result.GetValue(_product) is null ? 0 : 1);
            if (named > 1 || (named == 0 && result.GetValue(_meter) is null))
            {
                result.AddError("Give one of --type and --product, or --meter.");
            }
        });
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var currency = await PriceList.CurrencyAsync(services, ct);
        if (currency.Problem is { } notSeeded)
        {
            return notSeeded;
        }

        var terms = Terms(parsed, currency.Value);
        if (terms.Problem is { } wrong)
        {
            return wrong;
        }

        var location = parsed.GetRequiredValue(_location);
        if (await MissingAsync(services, parsed, location, ct) is { } missing)
        {
            return missing;
        }

        var product = parsed.GetValue(_type) is { } type ? ServerType.ProductCodeOf(type) : parsed.GetValue(_product);
        var code = (product, parsed.GetValue(_meter)) switch
        {
            (null, { } meter) => Prices.MeterCode(meter),
            ({ } of, { } meter) => Prices.MeterCode(of, meter),
            _ => product!,
        };
        var published = await services.GetRequiredService<PublishPrice>()
            .ExecuteAsync(new PublishPriceRequest(code, location, terms.Value, parsed.GetValue(_from)), ct);
        return published.Problem is { } problem
            ? Named(problem, terms.Value.Kind)
            : new Answer($"Price {published.Value.Id}: {PriceList.Line(published.Value)}", PriceList.Json(published.Value));
    }

    /// <summary>The refusal by the name of the option that was typed.</summary>
    private static Problem Named(Problem problem, PriceKind kind)
    {
        var option = problem.Field switch
        {
            "unit_price" => kind == PriceKind.Hour ? "hourly" : "unit",
            "monthly_cap" => "cap",
            "commitment_months" => "commitment",
            _ => null,
        };
        return option is null
            ? problem
            : new Problem(problem.Code, problem.Message.Replace(problem.Field!, option, StringComparison.Ordinal), option);
    }

    private Result<PriceTerms> Terms(ParseResult parsed, Currency currency)
    {
        var tiers = new List<Tier>();
        foreach (var text in parsed.GetValue(_tiers) ?? [])
        {
            var parts = text.Split(':', 2);
            if (parts.Length != 2 || !long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var from)
                || !UnitPrice.TryParse(parts[1], currency, out var price))
            {
                return new Problem("invalid_input", "tier must be a start and a price, as 100:0.008.", "tier");
            }

            tiers.Add(new Tier(from, price));
        }

        UnitPrice? unit = tiers.Count > 0 ? tiers[0].Unit : null;
        if (parsed.GetValue(_unit) is { } typed)
        {
            if (!UnitPrice.TryParse(typed, currency, out var price))
            {
                return new Problem("invalid_input", $"unit must be a number of {currency}, as 0.0055.", "unit");
            }

            unit = price;
        }

        Money? cap = null;
        if (parsed.GetValue(_cap) is { } most)
        {
            if (!Money.TryParse(most, currency, out var amount))
            {
                return new Problem("invalid_input", $"cap must be an amount of {currency}, as 3.50.", "cap");
            }

            cap = amount;
        }

        return unit is not { } one
            ? new Problem("invalid_input", "unit is missing: give --unit, or --tier.", "unit")
            : new PriceTerms(Kind(parsed.GetRequiredValue(_kind)), one)
            {
                Cap = cap,
                Tiers = tiers,
                UnitSize = parsed.GetValue(_unitSize),
                Allowance = parsed.GetValue(_allowance),
                Pooled = parsed.GetValue(_pooled),
                CommitmentMonths = parsed.GetValue(_commitment),
            };
    }

    /// <summary>A price of something that nobody can order, or that nothing counts, is a slip of the pen.</summary>
    private async Task<Problem?> MissingAsync(IServiceProvider services, ParseResult parsed, string location, CancellationToken ct)
    {
        var catalogue = services.GetRequiredService<ProvisioningDb>();
        if (parsed.GetValue(_type) is { } type && !await catalogue.ServerTypes.AnyAsync(row => row.Name == type, ct))
        {
            return new Problem("not_found", $"type: there is no server type '{type}'.", "type");
        }

        if (!await catalogue.Locations.AnyAsync(row => row.Name == location, ct))
        {
            return new Problem("not_found", $"location: there is none called '{location}'.", "location");
        }

        return parsed.GetValue(_meter) is { } meter
            && !await services.GetRequiredService<Billing.BillingDb>().Meters.AnyAsync(row => row.Code == meter, ct)
            ? new Problem("not_found", $"meter: there is none called '{meter}'; 'meter define' makes one.", "meter")
            : null;
    }

    private static PriceKind Kind(string word) => Enum.GetValues<PriceKind>().First(kind => PriceList.Word(kind) == word);
}

internal sealed class PriceAnnounce : OperatorCommand
{
    private readonly Argument<long> _price = new("price") { Description = "Id of a published price, as 'price list --all' shows it." };
    private readonly Option<string> _month = new("--month") { Description = "From when on, as 2027-03; at least 30 days ahead.", Required = true };

    public PriceAnnounce()
        : base("announce", "Ends the earlier versions of a price for what runs already: customers are told now, and pay it from that month on.")
    {
        Arguments.Add(_price);
        Options.Add(_month);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        if (!Month.TryParse(parsed.GetRequiredValue(_month), out var month))
        {
            return new Problem("invalid_input", "month must be a month as 2027-03.", "month");
        }

        var announced = await services.GetRequiredService<AnnouncePriceChange>().ExecuteAsync(parsed.GetRequiredValue(_price), month, ct);
        return announced.Problem is { } problem
            ? problem
            : new Answer(
                $"Price {announced.Value.PriceId} counts for what runs from {month} on; customers are told by mail within minutes.",
                PriceAnnouncements.Json(announced.Value));
    }
}

internal sealed class PriceAnnouncements() : OperatorCommand("announcements", "Lists announced changes of prices, the latest first.")
{
    public static object Json(PriceChange change) => new { change.Id, change.PriceId, change.AnnouncedAt, change.ChangeAt };

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var changes = await services.GetRequiredService<Billing.BillingDb>().PriceChanges.AsNoTracking().Include(change => change.Price)
            .OrderByDescending(change => change.ChangeAt).ThenByDescending(change => change.Id).ToListAsync(ct);
        return new Answer(
            string.Join('\n', changes.Select(change => string.Create(
                CultureInfo.InvariantCulture, $"{Month.Of(change.ChangeAt)}\tprice {change.PriceId}\t{PriceList.Line(change.Price!)}"))),
            changes.Select(Json));
    }
}
