using System.CommandLine;
using System.Globalization;

using Hostelry.Billing;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Coupons;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Commands;

internal sealed class CouponPublish : OperatorCommand
{
    private readonly Argument<string> _code = new("code") { Description = "3 to 40 capital letters, digits and hyphens." };
    private readonly Option<string?> _amount = new("--amount") { Description = "Off each month's bill, as 5.00." };
    private readonly Option<string?> _percent = new("--percent") { Description = "Off each month's bill, as 20." };
    private readonly Option<string?> _credit = new("--credit") { Description = "Credit granted once, as 20.00; with --days." };
    private readonly Option<int?> _days = new("--days") { Description = "How long the credit lasts." };
    private readonly Option<int?> _months = new("--months") { Description = "For how many months, that of the redemption being the first; without it for ever." };
    private readonly Option<string> _products = new("--products") { Description = "Only products whose code starts so.", DefaultValueFactory = _ => "" };
    private readonly Option<DateTimeOffset?> _until = new("--until") { Description = "No longer redeemed from then on, as 2027-01-01T00:00:00Z." };
    private readonly Option<int?> _uses = new("--uses") { Description = "How many times in all." };
    private readonly Option<int> _each = new("--uses-each") { Description = "How many times by one organization.", DefaultValueFactory = _ => 1 };

    public CouponPublish()
        : base("publish", "Makes a coupon that customers can redeem. Its terms never change.")
    {
        Arguments.Add(_code);
        foreach (var option in (Option[])[_amount, _percent, _credit, _days, _months, _products, _until, _uses, _each])
        {
            Options.Add(option);
        }

        Validators.Add(result =>
        {
            if (((string?[])[result.GetValue(_amount), result.GetValue(_percent), result.GetValue(_credit)]).Count(text => text is not null) != 1)
            {
                result.AddError("Give one of --amount, --percent and --credit.");
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

        var off = Off(parsed, currency.Value);
        if (off.Problem is { } wrong)
        {
            return wrong;
        }

        var (kind, unit) = off.Value;
        var published = await services.GetRequiredService<PublishCoupon>().ExecuteAsync(
            new PublishCouponRequest(parsed.GetRequiredValue(_code), kind, unit)
            {
                Months = parsed.GetValue(_months),
                CreditDays = parsed.GetValue(_days),
                ProductPrefix = parsed.GetRequiredValue(_products),
                ValidUntil = parsed.GetValue(_until),
                MostUses = parsed.GetValue(_uses),
                MostUsesPerCustomer = parsed.GetValue(_each),
            },
            ct);
        return published.Problem is { } problem ? problem : new Answer(CouponList.Line(published.Value), CouponList.Json(published.Value));
    }

    private Result<(CouponKind Kind, UnitPrice Off)> Off(ParseResult parsed, Currency currency)
    {
        if (parsed.GetValue(_percent) is { } percent)
        {
            return UnitPrice.TryParse(percent, currency, out var hundred) && hundred.Nano is > 0 and <= 100_000_000_000
                ? (CouponKind.Percent, new UnitPrice(hundred.Nano / 100, currency))
                : new Problem("invalid_input", "percent must be above 0 and at most 100, as 20 or 12.5.", "percent");
        }

        var kind = parsed.GetValue(_credit) is null ? CouponKind.Amount : CouponKind.Credit;
        return Money.TryParse(parsed.GetValue(_credit) ?? parsed.GetValue(_amount), currency, out var amount) && amount.Minor > 0
            ? (kind, UnitPrice.Parse(amount.ToDecimalString(), currency))
            : new Problem("invalid_input", $"amount must be a positive amount of {currency}, as 5.00.", kind == CouponKind.Credit ? "credit" : "amount");
    }
}

internal sealed class CouponList() : OperatorCommand("list", "Lists the coupons and how often they were redeemed.")
{
    public static string Line(Coupon coupon) => string.Create(
        CultureInfo.InvariantCulture,
        $"{coupon.Code}\t{PriceList.Word(coupon.Kind)} {Off(coupon)}\t{coupon.Uses} of {coupon.MostUses?.ToString(CultureInfo.InvariantCulture) ?? "any number"}");

    public static object Json(Coupon coupon) => new
    {
        coupon.Id,
        coupon.Code,
        Kind = PriceList.Word(coupon.Kind),
        Off = Off(coupon),
        Currency = coupon.Currency?.Code,
        coupon.Months,
        coupon.CreditDays,
        coupon.ProductPrefix,
        coupon.ValidFrom,
        coupon.ValidUntil,
        coupon.MostUses,
        coupon.MostUsesPerCustomer,
        coupon.Uses,
    };

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var coupons = await services.GetRequiredService<BillingDb>().Coupons.AsNoTracking()
            .Where(coupon => coupon.SellerId == Prices.DefaultSeller).OrderBy(coupon => coupon.Code).ToListAsync(ct);
        return new Answer(string.Join('\n', coupons.Select(Line)), coupons.Select(Json));
    }

    private static string Off(Coupon coupon) =>
        (coupon.OffNano / 1_000_000_000m).ToString("0.#########", CultureInfo.InvariantCulture);
}

internal sealed class CouponRedeem : AboutOrganization
{
    private readonly Argument<string> _code = new("code") { Description = "As published, letters of any case." };

    public CouponRedeem()
        : base("redeem", "Gives an organization a coupon, from this month on.") => Arguments.Add(_code);

    protected override async Task<Result<Answer>> ExecuteAsync(
        Organization organization, IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var code = parsed.GetRequiredValue(_code);
        var redeemed = await services.GetRequiredService<RedeemCoupon>().ExecuteAsync(organization.Id, code, ct);
        return redeemed.Problem is { } problem
            ? problem
            : new Answer(
                $"'{organization.Name}' has {code.ToUpperInvariant()}.",
                new { redeemed.Value.Id, Organization = organization.Id, redeemed.Value.CouponId, redeemed.Value.RedeemedAt });
    }
}
