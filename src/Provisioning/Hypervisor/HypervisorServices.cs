using Hostelry.Virt;

using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Provisioning.Hypervisor;

public static class HypervisorServices
{
    /// <summary>The real hosts. Nothing is connected until it is used, so a process that only serves holds no connection.</summary>
    public static IServiceCollection AddHypervisor(this IServiceCollection services)
    {
        services.AddSingleton(new HostProgram());
        services.AddSingleton<HostConnections>();
        services.AddSingleton<IHypervisor, LibvirtHypervisor>();
        return services;
    }
}
