using Hostelry.Provisioning.Tests.Intake;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Provisioning.Tests.Addresses;

public sealed class FreeAddressTests
{
    /// <summary>Every order of a seller waits for this search; addresses that were given back stay in the table for ever.</summary>
    [Fact]
    [Trait("Category", "Slow")]
    public async Task Search_for_a_free_address_reads_what_is_taken_and_not_all_of_history()
    {
        await using var shop = await Shop.OpenAsync(DatabaseKind.Postgres);
        await shop.PlacedAsync();
        var cooled = shop.Database.Clock.GetUtcNow().AddHours(-1);

        var plan = await shop.Database.AsWorkerAsync(async (ProvisioningDb db) =>
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO addresses (seller_id, pool_id, server_id, value, ipv4, mac, reserved_at, released_at)
                SELECT seller_id, pool_id, server_id, value, ipv4, mac, reserved_at, {cooled}
                FROM addresses, generate_series(1, 5000)
                """,
                Shop.Ct);
            return await db.Database.SqlQuery<string>(
                $"""
                EXPLAIN SELECT pool_id, value FROM addresses
                WHERE pool_id = ANY ({new[] { 1L }}) AND (released_at IS NULL OR released_at > {cooled})
                """).ToListAsync(Shop.Ct);
        });

        Assert.Contains(plan, line => line.Contains("ix_addresses_pool_id_released_at", StringComparison.Ordinal));
    }
}
