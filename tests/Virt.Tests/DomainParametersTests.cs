using Hostelry.Virt.Definitions;
using Hostelry.Virt.Tests.Definitions;

namespace Hostelry.Virt.Tests;

public sealed class DomainParametersTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Memory_limits_and_weight_are_read_as_they_were_set()
    {
        await using Connection connection = await TestHost.OpenAsync();
        using Domain domain = await connection.DefineDomainAsync(TestHost.DomainXml("limits"), ct: Token);

        await domain.SetMemoryParametersAsync(
            new MemoryParameters { HardLimitBytes = 512L << 20, MemoryAndSwapLimitBytes = 600L << 20 }, Affect.Config, Token);
        MemoryParameters memory = await domain.GetMemoryParametersAsync(Affect.Config, Token);
        Assert.Equal((512L << 20, MemoryParameters.NoLimit, 600L << 20), (memory.HardLimitBytes, memory.SoftLimitBytes, memory.MemoryAndSwapLimitBytes));

        // The test driver takes a weight and knows no other name; nothing reads it back.
        await domain.StartAsync(ct: Token);
        await domain.SetSchedulerParametersAsync(new SchedulerParameters { Weight = 7 }, ct: Token);
        LibvirtException error = await Assert.ThrowsAsync<LibvirtException>(
            () => domain.SetSchedulerParametersAsync(new SchedulerParameters { CpuShares = 7 }, ct: Token));
        Assert.Equal(LibvirtErrorCode.ArgumentUnsupported, error.Code);

        await domain.DestroyAsync(ct: Token);
        await domain.UndefineAsync(ct: Token);
    }

    [Fact]
    public async Task Metadata_goes_in_and_comes_out_and_is_null_when_it_is_not_there()
    {
        await using Connection connection = await TestHost.OpenAsync();
        using Domain domain = await connection.DefineDomainAsync(TestHost.DomainXml("metadata"), ct: Token);
        GuestMetadata defined = GuestMetadata.Parse((await domain.GetMetadataAsync(GuestMetadata.Namespace, ct: Token))!);
        Assert.Equal(ContainerDefinitionTests.SampleMetadata() with { More = defined.More }, defined);

        GuestMetadata newer = defined with { Operation = 99, Fence = 100 };
        await domain.SetMetadataAsync(newer.ToXml(), GuestMetadata.Prefix, GuestMetadata.Namespace, Affect.Config, Token);
        GuestMetadata read = GuestMetadata.Parse((await domain.GetMetadataAsync(GuestMetadata.Namespace, Affect.Config, Token))!);
        Assert.Equal((99, 100), (read.Operation, read.Fence));
        Assert.Contains(GuestMetadata.Namespace, await domain.GetXmlAsync(definition: true, Token), StringComparison.Ordinal);

        await domain.SetMetadataAsync(null, GuestMetadata.Prefix, GuestMetadata.Namespace, Affect.Config, Token);
        Assert.Null(await domain.GetMetadataAsync(GuestMetadata.Namespace, Affect.Config, Token));
        await domain.UndefineAsync(ct: Token);
    }

    [Fact]
    public async Task Statistics_of_the_running_domain_are_read()
    {
        await using Connection connection = await TestHost.OpenAsync();
        using Domain domain = (await connection.FindDomainAsync("test", Token))!;

        Assert.True((await domain.GetCpuStatisticsAsync(Token)).Total > TimeSpan.Zero);
        MemoryStatistics memory = await domain.GetMemoryStatisticsAsync(Token);
        Assert.True(memory.GivenBytes > 0);
        LibvirtException missing = await Assert.ThrowsAsync<LibvirtException>(() => domain.GetInterfaceStatisticsAsync("nobody", Token));
        Assert.Equal(LibvirtErrorCode.InvalidArgument, missing.Code);
        Assert.NotNull(await domain.GetInterfaceAddressesAsync(AddressSource.Lease, Token));
    }

    [Fact]
    public async Task A_screenshot_comes_through_a_stream_to_its_last_byte()
    {
        await using Connection connection = await TestHost.OpenAsync();
        using Domain domain = (await connection.FindDomainAsync("test", Token))!;
        Screenshot screenshot = await domain.TakeScreenshotAsync(ct: Token);
        using MemoryStream picture = new();
        await using (screenshot.Content)
        {
            await screenshot.Content.CopyToAsync(picture, Token);
        }

        Assert.Equal("image/png", screenshot.MediaType);
        byte[] bytes = picture.ToArray();
        Assert.Equal("PNG", System.Text.Encoding.ASCII.GetString(bytes.AsSpan(1, 3)));
        Assert.Equal("IEND", System.Text.Encoding.ASCII.GetString(bytes.AsSpan(bytes.Length - 8, 4)));
    }
}
