using Hostelry.Virt;

using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Provisioning.Hypervisor;

public static class HypervisorServices
{
    /// <summary>The real hosts. Nothing is connected until it is used, so a process that only serves holds no connection.</summary>
    /// <param name="services">Of the composition.</param>
    /// <param name="guests">Section <c>Guests</c> of the settings.</param>
    /// <exception cref="InvalidOperationException">A setting cannot be read; the message says which.</exception>
    public static IServiceCollection AddHypervisor(this IServiceCollection services, GuestSettings guests)
    {
        guests.Check();
        services.AddSingleton(guests);
        services.AddSingleton(new HostProgram());
        services.AddSingleton<HostConnections>();
        services.AddSingleton<IHypervisor, LibvirtHypervisor>();
        return services;
    }
}
