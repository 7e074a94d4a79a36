using Hostelry.Virt.Definitions;
using Hostelry.Virt.Tests.Definitions;

namespace Hostelry.Virt.Tests;

/// <summary>What only a daemon with the LXC driver can show. Skipped, with the reason, where none answers within two seconds.</summary>
public sealed class DaemonTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_containers_definition_is_accepted_and_read_back_with_its_map_and_metadata()
    {
        await using Connection connection = await OpenAsync();
        string name = "hostelry_virttest_" + Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture);
        ContainerDefinition container = ContainerDefinitionTests.Sample() with
        {
            Name = name,
            Uuid = StableUuid.From("domain/" + name),
            Interfaces = [],
            ResourcePartition = null,
            Cpus = [],
        };
        using Domain domain = await connection.DefineDomainAsync(container.ToXml(), DefineOptions.Validate, Token);
        try
        {
            Assert.Equal(DomainState.ShutOff, (await domain.GetStatusAsync(Token)).State);
            Assert.Contains("<uid start='0' target='100000' count='65536'/>", await domain.GetXmlAsync(ct: Token), StringComparison.Ordinal);
            Assert.Equal(12, GuestMetadata.Parse((await domain.GetMetadataAsync(GuestMetadata.Namespace, ct: Token))!).Id);
            Assert.True((await connection.GetHostMemoryAsync(Token)).Total > 0);

            await domain.SetSchedulerParametersAsync(new SchedulerParameters { CpuShares = 512, QuotaMicroseconds = 50_000 }, Affect.Config, Token);
            SchedulerParameters tune = await domain.GetSchedulerParametersAsync(definition: true, Token);
            Assert.Equal((512, 100_000, 50_000), (tune.CpuShares, tune.PeriodMicroseconds, tune.QuotaMicroseconds));
        }
        finally
        {
            await domain.UndefineAsync(ct: CancellationToken.None);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_filter_is_accepted_and_can_be_defined_twice(bool ipv6)
    {
        await using Connection connection = await OpenAsync();
        string name = "hostelry_virttest_" + Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture) + (ipv6 ? "_6" : "");
        string xml = (NetworkDefinitionTests.SampleFilter() with { Name = name, Uuid = StableUuid.From("nwfilter/" + name), AllowIpv6 = ipv6 }).ToXml();
        using NetworkFilter filter = await connection.DefineNetworkFilterAsync(xml, Token);
        try
        {
            using NetworkFilter again = await connection.DefineNetworkFilterAsync(xml, Token);
            Assert.Equal(filter.Uuid, again.Uuid);
            Assert.Contains(NetworkFilterDefinition.Ipv4Variable, await filter.GetXmlAsync(Token), StringComparison.Ordinal);
        }
        finally
        {
            await filter.UndefineAsync(CancellationToken.None);
        }

        Assert.Null(await connection.FindNetworkFilterAsync(name, Token));
    }

    private static async Task<Connection> OpenAsync()
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            return await Connection.OpenAsync("lxc:///system", ct: limit.Token);
        }
        catch (LibvirtException none) when (none.IsConnectionLost)
        {
            Assert.Skip("No libvirt daemon answers at lxc:///system: " + none.Message);
        }
        catch (OperationCanceledException) when (!Token.IsCancellationRequested)
        {
            Assert.Skip("lxc:///system did not answer within 2 s.");
        }

        throw new InvalidOperationException();
    }
}
