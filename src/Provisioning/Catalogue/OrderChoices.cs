using Hostelry.Provisioning.Images;
using Hostelry.Provisioning.SshKeys;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Catalogue;

/// <summary>Something that an order names.</summary>
/// <param name="Id">Of its row.</param>
/// <param name="Name">As the order names it.</param>
/// <param name="Text">Beside the name: an image's description, a key's fingerprint.</param>
public sealed record NamedChoice(long Id, string Name, string Text);

/// <summary>What an order can name: the seller's catalogue and the project's keys.</summary>
/// <param name="Types">That can be ordered, smallest first.</param>
/// <param name="Images">That lie on a host.</param>
/// <param name="Keys">By name, at most 200.</param>
public sealed record OrderChoicesView(
    IReadOnlyList<ServerTypeView> Types,
    IReadOnlyList<LocationView> Locations,
    IReadOnlyList<NamedChoice> Images,
    IReadOnlyList<NamedChoice> Keys);

/// <summary>Reads everything an order form offers, in two queries: a page has no room for a list each.</summary>
public sealed class OrderChoices(ProvisioningDb db, SshKeyQueries keys)
{
    private const int MostKeys = 200;

    public async Task<OrderChoicesView> ExecuteAsync(ProjectKey project, CancellationToken ct)
    {
        var (types, locations) = await OfferedAsync(project, ct);
        // Two lists in one statement. An empty text added makes a column of both one type, whatever lengths their tables allow.
        var named = await LivingImages(project).Select(image => new { IsKey = false, image.Id, Name = image.Name + "", Text = image.Description + "" })
            .Concat(keys.Of(project).OrderBy(key => key.Name).Take(MostKeys)
                .Select(key => new { IsKey = true, key.Id, Name = key.Name + "", Text = key.Fingerprint + "" }))
            .ToListAsync(ct);
        return new OrderChoicesView(
            types,
            locations,
            [.. named.Where(row => !row.IsKey).OrderBy(row => row.Id).Select(row => new NamedChoice(row.Id, row.Name, row.Text))],
            [.. named.Where(row => row.IsKey).OrderBy(row => row.Name, StringComparer.Ordinal).Select(row => new NamedChoice(row.Id, row.Name, row.Text))]);
    }

    /// <summary>Types and locations alone, in one query: what staff closed everywhere is left out.</summary>
    public async Task<(IReadOnlyList<ServerTypeView> Types, IReadOnlyList<LocationView> Locations)> OfferedAsync(
        ProjectKey project, CancellationToken ct)
    {
        var rows = await Offered(project).AsNoTracking().ToListAsync(ct);
        return (
            [
                .. rows.Select(row => row.Type).DistinctBy(type => type.Id)
                    .OrderBy(type => type.Cores).ThenBy(type => type.MemoryBytes).ThenBy(type => type.Id)
                    .Select(ServerTypeView.Of),
            ],
            [
                .. rows.Select(row => row.Location).DistinctBy(location => location.Id)
                    .OrderBy(location => location.Id).Select(LocationView.Of),
            ]);
    }

    /// <summary>By the id of a location: the ids of the types that can be ordered there, ascending. One query.</summary>
    public async Task<ILookup<long, long>> TypeIdsAsync(ProjectKey project, CancellationToken ct)
    {
        var pairs = await Offered(project).OrderBy(row => row.Type.Id)
            .Select(row => new { Location = row.Location.Id, Type = row.Type.Id }).ToListAsync(ct);
        return pairs.ToLookup(pair => pair.Location, pair => pair.Type);
    }

    /// <summary>Images that lie on a host, one query.</summary>
    public async Task<IReadOnlyList<ImageView>> ImagesAsync(ProjectKey project, CancellationToken ct)
    {
        var rows = await LivingImages(project).AsNoTracking().OrderBy(image => image.Id).ToListAsync(ct);
        return rows.ConvertAll(ImageView.Of);
    }

    private IQueryable<Offering> Offered(ProjectKey project) =>
        from type in db.ServerTypes
        where type.SellerId == project.SellerId && type.RetiredAt == null && type.Kind == ServerType.Container
        from location in db.Locations
        where location.SellerId == project.SellerId
            && !db.Offers.Any(offer => offer.ServerTypeId == type.Id && offer.LocationId == location.Id && !offer.Open)
        select new Offering { Type = type, Location = location };

    private IQueryable<Image> LivingImages(ProjectKey project) => db.Images
        .Where(image => image.SellerId == project.SellerId && image.DeletedAt == null && image.Digest != null);

    /// <summary>A type that can be had in a location.</summary>
    private sealed class Offering
    {
        public required ServerType Type { get; init; }

        public required Location Location { get; init; }
    }
}
