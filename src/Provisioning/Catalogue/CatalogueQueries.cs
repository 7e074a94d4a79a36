#pragma warning disable IDE0060 // signatures first; the body follows
using Hostelry.Billing.Kernel;
using Hostelry.Provisioning.Listing;

namespace Hostelry.Provisioning.Catalogue;

/// <summary>Reads what a seller offers: server types, locations, datacenters.</summary>
public sealed class CatalogueQueries
{
    /// <summary>Refusals: <c>not_found</c>.</summary>
    public Task<Result<ServerTypeView>> ServerTypeAsync(ProjectKey project, long id, CancellationToken ct) =>
        Task.FromResult<Result<ServerTypeView>>(Problems.NotFound("server type"));

    /// <summary>Retired types are left out unless asked for by <paramref name="name"/>.</summary>
    public Task<Paged<ServerTypeView>> ServerTypesAsync(
        ProjectKey project, string? name, Page page, CancellationToken ct) =>
        Task.FromResult(new Paged<ServerTypeView>([], 0, page));

    /// <summary>Refusals: <c>not_found</c>.</summary>
    public Task<Result<LocationView>> LocationAsync(ProjectKey project, long id, CancellationToken ct) =>
        Task.FromResult<Result<LocationView>>(Problems.NotFound("location"));

    /// <summary>Refusals: <c>invalid_input</c> (sort).</summary>
    public Task<Result<Paged<LocationView>>> LocationsAsync(
        ProjectKey project, string? name, IReadOnlyList<string>? sort, Page page, CancellationToken ct) =>
        Task.FromResult<Result<Paged<LocationView>>>(new Paged<LocationView>([], 0, page));

    /// <summary>Refusals: <c>not_found</c>.</summary>
    public Task<Result<DatacenterView>> DatacenterAsync(ProjectKey project, long id, CancellationToken ct) =>
        Task.FromResult<Result<DatacenterView>>(Problems.NotFound("datacenter"));

    /// <summary>Refusals: <c>invalid_input</c> (sort).</summary>
    public Task<Result<Paged<DatacenterView>>> DatacentersAsync(
        ProjectKey project, string? name, IReadOnlyList<string>? sort, Page page, CancellationToken ct) =>
        Task.FromResult<Result<Paged<DatacenterView>>>(new Paged<DatacenterView>([], 0, page));
}
