using System.Security.Cryptography;

using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Catalogue;
using Hostelry.Provisioning.Hosts;
using Hostelry.Provisioning.Images;
using Hostelry.Provisioning.Intake;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Seeding;

/// <summary>
/// Gives a new installation its name, a location, server types with prices, and an image. Run by the command <c>seed</c>,
/// as worker: writes only what is missing, and never changes what is there.
/// </summary>
public sealed class SeedDefaults(
    ProvisioningDb db, Database database, IntakeLock locks, SeedCatalogue prices, TimeProvider clock)
{
    private const long Seller = ProjectKey.FirstSeller;
    private const string NameAlphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>Refuses nothing unless Billing refuses a price.</summary>
    /// <param name="sellerName">The provider's name on invoices, when seller 1 is made now.</param>
    /// <param name="currency">Of the seller: in another than ours there are no first prices.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<Done>> ExecuteAsync(string sellerName, Currency currency, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                // Two processes may start at once.
                await locks.PlacementAsync(Seller, ct);
                await NameInstallationAsync(ct);
                await AddPlacesAsync(ct);
                await AddServerTypesAsync(ct);
                await AddImageAsync(ct);
                await db.SaveChangesAsync(ct);
                return await prices.ExecuteAsync(sellerName, [.. Defaults.Prices(currency)], ct);
            },
            ct);

    private async Task NameInstallationAsync(CancellationToken ct)
    {
        if (!await db.Installations.AnyAsync(ct))
        {
            db.Installations.Add(new Installation { Id = 1, Name = RandomNumberGenerator.GetString(NameAlphabet, 8) });
        }
    }

    private async Task AddPlacesAsync(CancellationToken ct)
    {
        var location = await db.Locations.FirstOrDefaultAsync(row => row.SellerId == Seller, ct);
        if (location is null)
        {
            location = new Location
            {
                SellerId = Seller,
                Name = Defaults.Location,
                Description = "This machine",
                Country = "DE",
                City = "Local",
                NetworkZone = Defaults.Location,
            };
            db.Locations.Add(location);
            await db.SaveChangesAsync(ct);
        }

        if (!await db.Datacenters.AnyAsync(row => row.SellerId == Seller, ct))
        {
            db.Datacenters.Add(new Datacenter
            {
                SellerId = Seller,
                LocationId = location.Id,
                Name = Defaults.Datacenter,
                Description = "This machine",
            });
        }
    }

    private async Task AddServerTypesAsync(CancellationToken ct)
    {
        // Any type at all: staff who retired or replaced ours do not get them back.
        if (await db.ServerTypes.AnyAsync(row => row.SellerId == Seller, ct))
        {
            return;
        }

        db.ServerTypes.AddRange(Defaults.ServerTypes.Select(type => new ServerType
        {
            SellerId = Seller,
            Name = type.Name,
            Description = type.Name.ToUpperInvariant(),
            Kind = ServerType.Container,
            Cores = type.Cores,
            MemoryBytes = (long)type.MemoryMebibytes << 20,
            DiskBytes = (long)type.DiskGibibytes << 30,
            Processes = type.Processes,
        }));
    }

    private async Task AddImageAsync(CancellationToken ct)
    {
        if (await db.Images.AnyAsync(row => row.SellerId == Seller && row.Name == Defaults.Image, ct))
        {
            return;
        }

        db.Images.Add(new Image
        {
            SellerId = Seller,
            Type = "system",
            Name = Defaults.Image,
            Description = "Debian 12",
            OsFlavor = "debian",
            OsVersion = "12",
            Recipe = Defaults.Image,
            CreatedAt = clock.GetUtcNow(),
        });
    }
}
