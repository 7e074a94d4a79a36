using Hostelry.Virt;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Provisioning.Hypervisor;

/// <summary>The registration of the real hosts; tests and the simulation register an <see cref="IHypervisor"/> of their own.</summary>
public static class HypervisorServices
{
    /// <summary>Hosts by libvirt and the host program. Connections are opened at the first call and held; Web never makes one.</summary>
    public static IServiceCollection AddLibvirtHypervisor(this IServiceCollection services) => services
        .AddSingleton(_ => new HostProgram())
        .AddSingleton<HostConnections>()
        .AddSingleton<IHypervisor>(provider => new LibvirtHypervisor(
            provider.GetRequiredService<HostProgram>(), provider.GetRequiredService<HostConnections>()));
}
