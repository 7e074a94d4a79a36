using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Rating;
using Hostelry.Portal.Features.Shared;
using Hostelry.Provisioning.Catalogue;

namespace Hostelry.Portal.Features.Order;

/// <summary>An order as the page sends it. Names of types, images and locations; ids of keys.</summary>
public sealed class OrderForm
{
    /// <summary>Names this copy of the form: sent twice, it orders once.</summary>
    public string? Once { get; init; }

    public string? Type { get; init; }

    public string? Image { get; init; }

    public string? Location { get; init; }

    public List<long> Keys { get; init; } = [];

    public string? Name { get; init; }

    public string? Labels { get; init; }

    public string? UserData { get; init; }

    /// <summary>The prices that were shown, as <c>ct11=12</c>: type and price version.</summary>
    public List<string> Quoted { get; init; } = [];

    /// <summary>Of the chosen type; null when none was shown.</summary>
    public long? QuotedPriceId => Quoted
        .Where(quote => quote.StartsWith(Type + "=", StringComparison.Ordinal))
        .Select(quote => long.TryParse(quote[(Type!.Length + 1)..], CultureInfo.InvariantCulture, out var id) ? id : (long?)null)
        .FirstOrDefault();

    /// <summary>Everything that was asked, in one text: two forms that ask the same are the same.</summary>
    public string Asked() => string.Join(
        '\0', Type, Image, Location, string.Join(' ', Keys.Order()), Name?.Trim(), Labels, UserData);
}

/// <summary>What is chosen costs this.</summary>
/// <param name="Offer">Null while nothing that exists is chosen.</param>
/// <param name="ThisMonth">At most until the end of the month; null without a price.</param>
/// <param name="Tax">What is added for this organization; null without a place in the books.</param>
public sealed record SummaryView(TypeOffer? Offer, LocationView? Location, Money? ThisMonth, PriceTax? Tax)
{
    public static SummaryView Of(
        IReadOnlyList<TypeOffer> offers,
        IReadOnlyList<LocationView> locations,
        string? type,
        string? location,
        PriceTax? tax,
        DateTimeOffset now)
    {
        var chosen = offers.FirstOrDefault(offer => offer.Type.Name == type);
        return new SummaryView(
            chosen,
            locations.FirstOrDefault(one => one.Name == location),
            chosen?.Price is { } price ? SubscriptionCost.MostThisMonth(price.ToTariff(), now) : null,
            tax);
    }
}

/// <summary>The order page.</summary>
/// <param name="Offers">Types with their prices at the chosen location.</param>
/// <param name="Form">As far as it was filled in; defaults filled in for the rest.</param>
public sealed record OrderView(
    IReadOnlyList<TypeOffer> Offers,
    IReadOnlyList<LocationView> Locations,
    IReadOnlyList<NamedChoice> Images,
    IReadOnlyList<NamedChoice> Keys,
    OrderForm Form,
    SummaryView Summary)
{
    /// <summary>Names the field.</summary>
    public string? Name => Form.Name;

    /// <summary>Names the field.</summary>
    public string? Labels => Form.Labels;

    /// <summary>Names the field.</summary>
    public string? UserData => Form.UserData;

    /// <summary>Nothing can be ordered here at all.</summary>
    public bool IsClosed => Images.Count == 0 || Locations.Count == 0 || !Offers.Any(offer => offer.Price is not null);
}

/// <summary>The list of types that renews itself when another location is chosen.</summary>
/// <param name="Renewed">It replaces the one that is shown.</param>
public sealed record PlansView(IReadOnlyList<TypeOffer> Offers, string? Type, string? Location, bool Renewed);

/// <summary>What the seller offers at one location.</summary>
public sealed record CatalogueView(
    IReadOnlyList<TypeOffer> Offers, IReadOnlyList<LocationView> Locations, string? Location, PriceTax? Tax);

/// <summary>Everything an order page shows. Four queries.</summary>
public sealed class ReadOrder(OrderChoices choices, PriceBook prices, ReadPriceTax tax, TimeProvider clock)
{
    public async Task<OrderView> ExecuteAsync(PageCaller caller, OrderForm form, CancellationToken ct)
    {
        var offered = await choices.ExecuteAsync(caller.Key, ct);
        var current = await prices.CurrentAsync(caller.Key, ct);
        var location = LocationOf(offered.Locations, form.Location);
        var offers = PriceBook.At(offered.Types, current, location);
        var filled = new OrderForm
        {
            Once = form.Once,
            Type = offers.Any(offer => offer.Type.Name == form.Type)
                ? form.Type
                : offers.FirstOrDefault(offer => offer.Price is not null)?.Type.Name,
            Image = offered.Images.Any(image => image.Name == form.Image) ? form.Image : offered.Images.FirstOrDefault()?.Name,
            Location = location,
            Keys = form.Keys,
            Name = form.Name,
            Labels = form.Labels,
            UserData = form.UserData,
        };
        return new OrderView(
            offers, offered.Locations, offered.Images, offered.Keys, filled,
            SummaryView.Of(
                offers, offered.Locations, filled.Type, location, await tax.ExecuteAsync(caller.OrganizationId, ct), clock.GetUtcNow()));
    }

    /// <summary>Types with prices at one location, and the summary of a choice. Three queries.</summary>
    public async Task<(CatalogueView Catalogue, SummaryView Summary)> PricesAsync(
        PageCaller caller, string? type, string? location, CancellationToken ct)
    {
        var (types, locations) = await choices.OfferedAsync(caller.Key, ct);
        var chosen = LocationOf(locations, location);
        var offers = PriceBook.At(types, await prices.CurrentAsync(caller.Key, ct), chosen);
        var added = await tax.ExecuteAsync(caller.OrganizationId, ct);
        return (
            new CatalogueView(offers, locations, chosen, added),
            SummaryView.Of(offers, locations, type, chosen, added, clock.GetUtcNow()));
    }

    private static string? LocationOf(IReadOnlyList<LocationView> locations, string? asked) =>
        (locations.FirstOrDefault(one => one.Name == asked) ?? locations.FirstOrDefault())?.Name;
}
