using System.CommandLine;
using System.Globalization;
using System.Text.Json;

using Hostelry.Billing;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Commands;

internal sealed class PriceList : OperatorCommand
{
    private readonly Option<bool> _all = new("--all") { Description = "Every version, with those of before and those to come." };

    public PriceList()
        : base("list", "Lists the prices that run now, in the seller's currency.") => Options.Add(_all);

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
        price.UnitSize,
        price.Allowance,
        price.Pooled,
        price.CommitmentMonths,
        Tiers = price.Tiers.OrderBy(tier => tier.FromUnits)
            .Select(tier => new { tier.FromUnits, Unit = new UnitPrice(tier.UnitNano, price.Currency).ToDecimalString() }),
    };

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var currency = await CurrencyAsync(services, ct);
        if (currency.Problem is { } notSeeded)
        {
            return notSeeded;
        }

        var now = services.GetRequiredService<TimeProvider>().GetUtcNow();
        IReadOnlyList<Price> prices = parsed.GetValue(_all)
            ? await services.GetRequiredService<BillingDb>().Prices.AsNoTracking().Include(price => price.Tiers)
                .Where(price => price.SellerId == Prices.DefaultSeller && price.Currency == currency.Value)
                .OrderBy(price => price.ProductCode).ThenBy(price => price.Location).ThenBy(price => price.ValidFrom).ToListAsync(ct)
            : await services.GetRequiredService<Prices>().CurrentAsync(currency.Value, now, ct);
        return new Answer(
            string.Join('\n', prices.Select(price => string.Create(CultureInfo.InvariantCulture, $"{price.Id}\t{Line(price)}"))),
            prices.Select(Json));
    }
}
