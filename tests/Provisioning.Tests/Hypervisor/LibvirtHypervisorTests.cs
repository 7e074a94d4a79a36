using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Tests.Operations;
using Hostelry.Virt;

namespace Hostelry.Provisioning.Tests.Hypervisor;

public sealed class LibvirtHypervisorTests
{
    /// <summary>As after a restart of libvirtd: another call has disposed the broken connection that this one still uses.</summary>
    [Fact]
    public async Task A_connection_that_is_gone_under_a_call_leaves_its_effect_unknown()
    {
        var connections = new HostConnections();
        var hypervisor = new LibvirtHypervisor(
            new HostProgram("/nonexistent/hostelry-host"), connections, new OperationSettings(), new GuestSettings());
        var host = new HostEndpoint(1, "local");
        _ = await Record.ExceptionAsync(() => hypervisor.ListAsync(host, World.Installation, World.Ct));
        await connections.DisposeAsync();

        var failure = await Assert.ThrowsAsync<HypervisorException>(() => hypervisor.ListAsync(host, World.Installation, World.Ct));

        Assert.Equal(HypervisorErrorKind.Unknown, failure.Kind);
    }
}
