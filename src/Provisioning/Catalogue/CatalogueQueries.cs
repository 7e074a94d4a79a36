using System.Linq.Expressions;

using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Listing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Catalogue;

/// <summary>Reads what a seller offers: server types, locations, datacenters. Get is one query, a list with its count two.</summary>
public sealed class CatalogueQueries(ProvisioningDb db)
{
    private static readonly SortOrder<ServerType> ServerTypeSorting = new(
        type => type.Id, new Dictionary<string, Expression<Func<ServerType, object?>>>());

    private static readonly SortOrder<Location> LocationSorting = new(
        location => location.Id,
        new Dictionary<string, Expression<Func<Location, object?>>> { ["name"] = location => location.Name });

    private static readonly SortOrder<PlacedDatacenter> DatacenterSorting = new(
        row => row.Datacenter.Id,
        new Dictionary<string, Expression<Func<PlacedDatacenter, object?>>> { ["name"] = row => row.Datacenter.Name });

    /// <summary>Refusals: <c>not_found</c>.</summary>
    public async Task<Result<ServerTypeView>> ServerTypeAsync(ProjectKey project, long id, CancellationToken ct)
    {
        var type = await ServerTypes(project).AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct);
        return type is null ? Problems.NotFound("server type") : ServerTypeView.Of(type);
    }

    /// <summary>Retired types are left out unless asked for by <paramref name="name"/>.</summary>
    public async Task<Paged<ServerTypeView>> ServerTypesAsync(
        ProjectKey project, string? name, Page page, CancellationToken ct)
    {
        var types = name is null
            ? ServerTypes(project).Where(row => row.RetiredAt == null)
            : ServerTypes(project).Where(row => row.Name == name);
        var sorted = types;
        _ = ServerTypeSorting.Apply(null, ref sorted);
        var total = await types.CountAsync(ct);
        var shown = await sorted.Skip(page.Skip).Take(page.Size).AsNoTracking().ToListAsync(ct);
        return new Paged<ServerTypeView>(shown.ConvertAll(ServerTypeView.Of), total, page);
    }

    /// <summary>By id.</summary>
    public async Task<IReadOnlyList<LocationView>> AllLocationsAsync(ProjectKey project, CancellationToken ct) =>
        (await Locations(project).OrderBy(row => row.Id).AsNoTracking().ToListAsync(ct)).ConvertAll(LocationView.Of);

    /// <summary>Refusals: <c>not_found</c>.</summary>
    public async Task<Result<LocationView>> LocationAsync(ProjectKey project, long id, CancellationToken ct)
    {
        var location = await Locations(project).AsNoTracking().FirstOrDefaultAsync(row => row.Id == id, ct);
        return location is null ? Problems.NotFound("location") : LocationView.Of(location);
    }

    /// <summary>Refusals: <c>invalid_input</c> (sort).</summary>
    public async Task<Result<Paged<LocationView>>> LocationsAsync(
        ProjectKey project, string? name, IReadOnlyList<string>? sort, Page page, CancellationToken ct)
    {
        var locations = Locations(project).Where(row => name == null || row.Name == name);
        var sorted = locations;
        if (LocationSorting.Apply(sort, ref sorted) is { } problem)
        {
            return problem;
        }

        var total = await locations.CountAsync(ct);
        var shown = await sorted.Skip(page.Skip).Take(page.Size).AsNoTracking().ToListAsync(ct);
        return new Paged<LocationView>(shown.ConvertAll(LocationView.Of), total, page);
    }

    /// <summary>Refusals: <c>not_found</c>.</summary>
    public async Task<Result<DatacenterView>> DatacenterAsync(ProjectKey project, long id, CancellationToken ct)
    {
        var row = await Datacenters(project).AsNoTracking().FirstOrDefaultAsync(row => row.Datacenter.Id == id, ct);
        return row is null ? Problems.NotFound("datacenter") : row.ToView();
    }

    /// <summary>Refusals: <c>invalid_input</c> (sort).</summary>
    public async Task<Result<Paged<DatacenterView>>> DatacentersAsync(
        ProjectKey project, string? name, IReadOnlyList<string>? sort, Page page, CancellationToken ct)
    {
        var datacenters = Datacenters(project).Where(row => name == null || row.Datacenter.Name == name);
        var sorted = datacenters;
        if (DatacenterSorting.Apply(sort, ref sorted) is { } problem)
        {
            return problem;
        }

        var total = await datacenters.CountAsync(ct);
        var shown = await sorted.Skip(page.Skip).Take(page.Size).AsNoTracking().ToListAsync(ct);
        return new Paged<DatacenterView>(shown.ConvertAll(row => row.ToView()), total, page);
    }

    private IQueryable<ServerType> ServerTypes(ProjectKey project) =>
        db.ServerTypes.Where(row => row.SellerId == project.SellerId);

    private IQueryable<Location> Locations(ProjectKey project) =>
        db.Locations.Where(row => row.SellerId == project.SellerId);

    private IQueryable<PlacedDatacenter> Datacenters(ProjectKey project) =>
        from datacenter in db.Datacenters
        where datacenter.SellerId == project.SellerId
        join location in db.Locations on datacenter.LocationId equals location.Id
        select new PlacedDatacenter { Datacenter = datacenter, Location = location };

    private sealed class PlacedDatacenter
    {
        public required Datacenter Datacenter { get; init; }

        public required Location Location { get; init; }

        public DatacenterView ToView() => DatacenterView.Of(Datacenter, Location);
    }
}
