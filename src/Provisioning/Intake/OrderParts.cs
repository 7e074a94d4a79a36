using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Catalogue;
using Hostelry.Provisioning.Images;
using Hostelry.Provisioning.SshKeys;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Intake;

/// <summary>The rows that an order names, and the name of the installation that it is made in.</summary>
internal sealed record OrderParts(
    ServerType Type, Image Image, IReadOnlyList<SshKey> Keys, long? LocationId, long? DatacenterId, string Installation);

/// <summary>Finds what an order names by id or name, in the seller's catalogue and the caller's project only.</summary>
public sealed class PartsFinder(ProvisioningDb db)
{
    /// <summary>Three to six queries, however many keys. Refusals: <c>not_found</c>, <c>invalid_input</c>.</summary>
    internal async Task<Result<OrderParts>> FindAsync(PlaceOrderRequest request, CancellationToken ct)
    {
        var type = await TypeAsync(request.Project, request.ServerType, ct);
        if (type is null)
        {
            return Problems.NotFound("server_type", "server_type");
        }

        if (type.RetiredAt is not null || type.Kind != ServerType.Container)
        {
            return Problems.Invalid("server_type", "cannot be ordered.");
        }

        var image = await ImageAsync(request.Project, request.Image, ct);
        if (image is null)
        {
            return Problems.NotFound("image", "image");
        }

        var keys = await KeysAsync(request, ct);
        if (keys is null)
        {
            return Problems.NotFound("ssh_key", "ssh_keys");
        }

        var (locationId, unknownLocation) = await LocationAsync(request, ct);
        var (datacenterId, unknownDatacenter) = await DatacenterAsync(request, ct);
        return (unknownLocation ?? unknownDatacenter) is { } unknown
            ? unknown
            : new OrderParts(
                type, image, keys, locationId, datacenterId, await db.Installations.Select(row => row.Name).SingleAsync(ct));
    }

    internal Task<ServerType?> TypeAsync(ProjectKey project, string text, CancellationToken ct)
    {
        var (id, name) = Reference.Parse(text);
        return db.ServerTypes.AsNoTracking()
            .Where(type => type.SellerId == project.SellerId && (id != null ? type.Id == id : type.Name == name))
            .FirstOrDefaultAsync(ct);
    }

    internal Task<Image?> ImageAsync(ProjectKey project, string text, CancellationToken ct)
    {
        var (id, name) = Reference.Parse(text);
        return db.Images.AsNoTracking()
            .Where(image => image.SellerId == project.SellerId && image.DeletedAt == null
                && (id != null ? image.Id == id : image.Name == name))
            .FirstOrDefaultAsync(ct);
    }

    /// <summary>Null when one of them is not the project's. In the order of their ids, each once.</summary>
    private async Task<IReadOnlyList<SshKey>?> KeysAsync(PlaceOrderRequest request, CancellationToken ct)
    {
        if (request.SshKeys.Count == 0)
        {
            return [];
        }

        var references = request.SshKeys.Select(Reference.Parse).Distinct().ToList();
        var ids = references.Where(key => key.Id is not null).Select(key => key.Id!.Value).ToList();
        var names = references.ConvertAll(key => key.Name);
        var found = await db.SshKeys.AsNoTracking()
            .Where(key => key.OrganizationId == request.Project.OrganizationId
                && key.ProjectId == request.Project.ProjectId
                && (ids.Contains(key.Id) || names.Contains(key.Name)))
            .OrderBy(key => key.Id)
            .ToListAsync(ct);

        // A name may be digits alone: the id is asked first, then the name.
        var chosen = references
            .Select(reference => found.Find(key => key.Id == reference.Id) ?? found.Find(key => key.Name == reference.Name))
            .ToList();
        return chosen.Contains(null) ? null : [.. chosen.Select(key => key!).DistinctBy(key => key.Id).OrderBy(key => key.Id)];
    }

    private async Task<(long? Id, Problem? Problem)> LocationAsync(PlaceOrderRequest request, CancellationToken ct)
    {
        if (request.Location is null)
        {
            return default;
        }

        var (id, name) = Reference.Parse(request.Location);
        var found = await db.Locations
            .Where(row => row.SellerId == request.Project.SellerId && (id != null ? row.Id == id : row.Name == name))
            .Select(row => (long?)row.Id)
            .FirstOrDefaultAsync(ct);
        return (found, found is null ? Problems.NotFound("location", "location") : null);
    }

    private async Task<(long? Id, Problem? Problem)> DatacenterAsync(PlaceOrderRequest request, CancellationToken ct)
    {
        if (request.Datacenter is null)
        {
            return default;
        }

        var (id, name) = Reference.Parse(request.Datacenter);
        var found = await db.Datacenters
            .Where(row => row.SellerId == request.Project.SellerId && (id != null ? row.Id == id : row.Name == name))
            .Select(row => (long?)row.Id)
            .FirstOrDefaultAsync(ct);
        return (found, found is null ? Problems.NotFound("datacenter", "datacenter") : null);
    }
}
