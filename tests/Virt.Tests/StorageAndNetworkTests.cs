using System.Net;
using Hostelry.Virt.Definitions;
using Hostelry.Virt.Tests.Definitions;

namespace Hostelry.Virt.Tests;

public sealed class StorageAndNetworkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_network_lives_through_its_states_and_defining_it_again_changes_nothing()
    {
        await using Connection connection = await TestHost.OpenAsync();
        string xml = (NetworkDefinitionTests.Sample() with { Name = "net", Uuid = StableUuid.From("network/net"), Bridge = "hst7" }).ToXml();
        using Network network = await connection.DefineNetworkAsync(xml, DefineOptions.Validate, Token);
        using Network again = await connection.DefineNetworkAsync(xml, ct: Token);
        Assert.Equal(StableUuid.From("network/net"), again.Uuid);

        await network.SetAutostartAsync(true, Token);
        await network.StartAsync(Token);
        Assert.True(await network.IsActiveAsync(Token) && await network.IsPersistentAsync(Token) && await network.GetAutostartAsync(Token));
        Assert.Equal("hst7", await network.GetBridgeAsync(Token));
        Assert.Contains("stp='off'", await network.GetXmlAsync(ct: Token), StringComparison.Ordinal);
        Assert.Contains(await connection.ListNetworksAsync(Token), other => other.Uuid == network.Uuid);

        await network.DestroyAsync(Token);
        await network.UndefineAsync(Token);
        Assert.Null(await connection.FindNetworkAsync("net", Token));
        Assert.Null(await connection.FindNetworkAsync(network.Uuid, Token));
        LibvirtException gone = await Assert.ThrowsAsync<LibvirtException>(() => network.StartAsync(Token));
        Assert.Equal(LibvirtErrorCode.NoNetwork, gone.Code);
    }

    [Fact]
    public async Task A_pool_holds_volumes_from_their_making_to_their_end()
    {
        await using Connection connection = await TestHost.OpenAsync();
        const string PoolXml = "<pool type='dir'><name>pool</name><target><path>/nowhere</path></target></pool>";
        using StoragePool pool = await connection.DefineStoragePoolAsync(PoolXml, Token);
        await pool.BuildAsync(Token);
        await pool.StartAsync(Token);
        await pool.RefreshAsync(Token);
        StoragePoolInfo room = await pool.GetInfoAsync(Token);
        Assert.Equal(StoragePoolState.Running, room.State);
        Assert.Equal(room.Capacity, room.Allocation + room.Available);

        Assert.Null(await pool.FindVolumeAsync("disk", Token));
        const string VolumeXml = "<volume><name>disk</name><capacity unit='MiB'>64</capacity></volume>";
        using (StorageVolume volume = await pool.CreateVolumeAsync(VolumeXml, Token))
        {
            Assert.Equal(64L << 20, (await volume.GetInfoAsync(Token)).Capacity);
            Assert.Equal("/nowhere/disk", await volume.GetPathAsync(Token));
            LibvirtException taken = await Assert.ThrowsAsync<LibvirtException>(() => pool.CreateVolumeAsync(VolumeXml, Token));
            Assert.False(taken.IsTransient || taken.IsNotFound);
            Assert.Equal("disk", Assert.Single(await pool.ListVolumesAsync(Token)).Name);
            await volume.DeleteAsync(Token);
        }

        await pool.DestroyAsync(Token);
        await pool.UndefineAsync(Token);
        Assert.Null(await connection.FindStoragePoolAsync("pool", Token));
    }

    [Fact]
    public async Task Filters_and_secrets_are_told_apart_from_missing_when_the_driver_has_none()
    {
        await using Connection connection = await TestHost.OpenAsync();

        Assert.Equal(
            LibvirtErrorCode.NoSupport,
            (await Assert.ThrowsAsync<LibvirtException>(() => connection.FindNetworkFilterAsync("x", Token))).Code);
        Assert.Equal(
            LibvirtErrorCode.NoSupport,
            (await Assert.ThrowsAsync<LibvirtException>(() => connection.FindSecretAsync(Guid.Empty, Token))).Code);
    }

    [Fact]
    public void Addresses_of_both_families_are_written_with_their_family()
    {
        string xml = (NetworkDefinitionTests.Sample() with { Addresses = [(IPAddress.Parse("2001:db8::1"), 64)] }).ToXml();

        Assert.Contains("family=\"ipv6\" address=\"2001:db8::1\" prefix=\"64\"", xml, StringComparison.Ordinal);
    }
}
