using System.CommandLine;
using System.Globalization;
using System.Text.Json;

using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Catalogue;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Commands;

internal sealed class PricePublish : OperatorCommand
{
    private readonly Option<string> _type = new("--type") { Description = "Name of a server type.", Required = true };
    private readonly Option<string> _location = new("--location") { Description = "Name of a location.", Required = true };
    private readonly Option<string> _hourly = new("--hourly") { Description = "For each begun hour, as 0.0055.", Required = true };
    private readonly Option<string> _cap = new("--cap") { Description = "The most in a calendar month, as 3.50.", Required = true };
    private readonly Option<DateTimeOffset?> _from = new("--from") { Description = "From when it runs (default: now), as 2027-01-01T00:00:00Z." };

    public PricePublish()
        : base("publish", "Adds a version to the price list, in the seller's currency. Running servers keep the price they have.")
    {
        Options.Add(_type);
        Options.Add(_location);
        Options.Add(_hourly);
        Options.Add(_cap);
        Options.Add(_from);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var currency = await PriceList.CurrencyAsync(services, ct);
        if (currency.Problem is { } notSeeded)
        {
            return notSeeded;
        }

        if (!UnitPrice.TryParse(parsed.GetRequiredValue(_hourly), currency.Value, out var hourly))
        {
            return new Problem("invalid_input", $"hourly must be a number of {currency.Value}, as 0.0055.", "hourly");
        }

        if (hourly.Nano < 0)
        {
            return new Problem("invalid_input", "hourly must not be negative.", "hourly");
        }

        if (!Money.TryParse(parsed.GetRequiredValue(_cap), currency.Value, out var cap))
        {
            return new Problem("invalid_input", $"cap must be an amount of {currency.Value}, as 3.50.", "cap");
        }

        // A price of something that nobody can order is a slip of the pen.
        var (type, location) = (parsed.GetRequiredValue(_type), parsed.GetRequiredValue(_location));
        var catalogue = services.GetRequiredService<ProvisioningDb>();
        if (!await catalogue.ServerTypes.AnyAsync(row => row.Name == type, ct))
        {
            return new Problem("not_found", $"type: there is no server type '{type}'.", "type");
        }

        if (!await catalogue.Locations.AnyAsync(row => row.Name == location, ct))
        {
            return new Problem("not_found", $"location: there is none called '{location}'.", "location");
        }

        var request = new PublishPriceRequest(ServerType.ProductCodeOf(type), location, hourly, cap, parsed.GetValue(_from));
        var published = await services.GetRequiredService<PublishPrice>().ExecuteAsync(request, ct);
        return published.Problem is { } problem
            ? problem
            : new Answer($"Price {published.Value.Id}: {PriceList.Line(published.Value)}", PriceList.Json(published.Value));
    }
}

internal sealed class PriceList() : OperatorCommand("list", "Lists the prices that run now, in the seller's currency.")
{
    /// <summary>What the seller's organizations pay in. Refusals: <c>not_seeded</c>.</summary>
    public static async Task<Result<Currency>> CurrencyAsync(IServiceProvider services, CancellationToken ct) =>
        await services.GetRequiredService<IdentityDb>().Sellers.Where(seller => seller.Id == Seller.First)
            .Select(seller => seller.Currency).SingleOrDefaultAsync(ct) is { } code
            ? Currency.Of(code)
            : new Problem("not_seeded", "There is no seller yet: run the command 'seed' first.");

    /// <summary><c>unit_hour</c>: as the tables and the API spell it.</summary>
    public static string Word<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    public static string Line(Price price) => string.Create(
        CultureInfo.InvariantCulture,
        $"{price.ProductCode}\t{price.Location}\t{Terms(price)}\tfrom {price.ValidFrom:O}");

    private static string Terms(Price price)
    {
        var unit = price.Unit.ToDecimalString();
        return price.Kind switch
        {
            PriceKind.Hour => $"{unit} {price.Currency} an hour\t{price.MonthlyCap} a month at most",
            PriceKind.Percentage => $"{unit} of the other item",
            _ => $"{unit} {price.Currency}\t{Word(price.Kind)}",
        };
    }

    public static object Json(Price price) => new
    {
        price.Id,
        price.ProductCode,
        price.Location,
        Currency = price.Currency.Code,
        Kind = Word(price.Kind),
        Hourly = price.Hourly.ToDecimalString(),
        MonthlyCap = price.MonthlyCap.ToDecimalString(),
        price.ValidFrom,
    };

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var currency = await CurrencyAsync(services, ct);
        if (currency.Problem is { } notSeeded)
        {
            return notSeeded;
        }

        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        var running = await services.GetRequiredService<Prices>().CurrentAsync(currency.Value, now, ct);
        return new Answer(string.Join('\n', running.Select(Line)), running.Select(Json));
    }
}
