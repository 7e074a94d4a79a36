using Hostelry.Provisioning.Seeding;
using Hostelry.Provisioning.Tests.Intake;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Tests.Seeding;

public sealed class SeedDefaultsTests
{
    [Theory]
    [OnBothDatabases]
    public async Task Seeding_again_changes_nothing_and_brings_nothing_back(DatabaseKind kind)
    {
        await using var shop = await Shop.OpenAsync(kind);
        var name = await shop.ReadAsync(db => db.Installations.Select(row => row.Name).SingleAsync(Shop.Ct));
        Assert.Matches("^[a-z0-9]{8}$", name);
        await shop.WriteAsync(async db => (await db.ServerTypes.FirstAsync(Shop.Ct)).RetiredAt = shop.Database.Clock.GetUtcNow());

        var before = await shop.CountsAsync();
        var seeded = await shop.Database.AsWorkerAsync((SeedDefaults seed) => seed.ExecuteAsync("Other Hosting", Billing.Kernel.Currency.Of("EUR"), Shop.Ct));
        Assert.Null(seeded.Problem);
        Assert.Equal(before, await shop.CountsAsync());
        Assert.Equal(name, await shop.ReadAsync(db => db.Installations.Select(row => row.Name).SingleAsync(Shop.Ct)));
        Assert.Equal(1, await shop.ReadAsync(db => db.ServerTypes.CountAsync(type => type.RetiredAt != null, Shop.Ct)));
    }
}
