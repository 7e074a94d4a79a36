namespace Hostelry.Virt.Tests;

public sealed class ConnectionTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_connection_tells_what_the_host_is()
    {
        await using Connection connection = await TestHost.OpenAsync();

        Assert.Equal("TEST", await connection.GetDriverAsync(Token));
        Assert.True(await connection.IsAliveAsync(Token));
        Assert.NotEmpty(await connection.GetHostnameAsync(Token));
        Assert.True(await connection.GetLibvirtVersionAsync(Token) >= new Version(9, 0, 0));
        Assert.True(Connection.LibraryVersion >= new Version(9, 0, 0));
        Assert.NotNull(await connection.GetHypervisorVersionAsync(Token));
        Assert.Contains("<capabilities>", await connection.GetCapabilitiesAsync(Token), StringComparison.Ordinal);

        // The test driver's host is written in libvirt: 16 CPUs (2 nodes, 2 sockets, 2 cores, 2 threads), 3 GiB.
        HostInfo host = await connection.GetHostInfoAsync(Token);
        Assert.Equal(new HostInfo("i686", 3L << 30, 16, 1400, 2, 2, 2, 2), host);
    }

    [Fact]
    public async Task What_a_driver_does_not_know_is_told_by_code()
    {
        await using Connection connection = await TestHost.OpenAsync();

        LibvirtException error = await Assert.ThrowsAsync<LibvirtException>(() => connection.GetHostMemoryAsync(Token));

        Assert.Equal(LibvirtErrorCode.NoSupport, error.Code);
        Assert.False(error.IsTransient);
    }

    [Fact]
    public async Task A_host_that_does_not_exist_for_its_driver_is_not_worth_another_try()
    {
        LibvirtException error = await Assert.ThrowsAsync<LibvirtException>(
            () => Connection.OpenAsync("test:///nonexistent/host.xml", ct: Token));

        Assert.False(error.IsTransient);
        Assert.False(error.IsConnectionLost);
    }

    [Fact]
    public async Task A_daemon_that_does_not_answer_is_worth_another_try()
    {
        LibvirtException error = await Assert.ThrowsAsync<LibvirtException>(
            () => Connection.OpenAsync("lxc+unix:///system?socket=/nonexistent/libvirt-sock", ct: Token));

        Assert.Equal(LibvirtErrorCode.SystemError, error.Code);
        Assert.True(error.IsConnectionLost);
        Assert.True(error.IsTransient);
    }

    [Fact]
    public async Task A_disposed_connection_takes_no_calls_and_has_ended()
    {
        Connection connection = await TestHost.OpenAsync();
        Domain? domain = await connection.FindDomainAsync("test", Token);
        await connection.DisposeAsync();
        await connection.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => connection.GetHostnameAsync(Token));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => domain!.GetStatusAsync(Token));
        Assert.Equal(ConnectionEnd.Disposed, await connection.Ended);
        domain!.Dispose();
    }

    [Fact]
    public async Task A_read_only_connection_changes_nothing()
    {
        await using Connection connection = await Connection.OpenAsync(
            TestHost.Uri, new ConnectionOptions { ReadOnly = true }, Token);

        LibvirtException error = await Assert.ThrowsAsync<LibvirtException>(
            () => connection.DefineDomainAsync(TestHost.DomainXml("read-only"), ct: Token));

        Assert.Equal(LibvirtErrorCode.OperationDenied, error.Code);
    }

    [Fact]
    public async Task Nothing_is_held_when_everything_was_disposed()
    {
        Connection connection = await TestHost.OpenAsync();
        foreach (Domain domain in await connection.ListDomainsAsync(ct: Token))
        {
            domain.Dispose();
        }

        (await connection.FindNetworkAsync("default", Token))!.Dispose();
        (await connection.FindStoragePoolAsync("default-pool", Token))!.Dispose();
        await using (await connection.WatchDomainsAsync(Token))
        {
            // Only that it is there.
        }

        await connection.DisposeAsync();

        Assert.Equal(0, connection.Remaining);
    }

    [Fact]
    public async Task Something_still_held_is_counted_so_the_count_above_is_worth_something()
    {
        Connection connection = await TestHost.OpenAsync();
        Domain domain = (await connection.FindDomainAsync("test", Token))!;
        await connection.DisposeAsync();

        Assert.Equal(1, connection.Remaining);
        domain.Dispose();
    }
}
