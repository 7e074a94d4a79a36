using Hostelry.Billing.Persistence;
using Hostelry.Provisioning.Images;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Outbox;
using Hostelry.Provisioning.Reconcile;
using Hostelry.Provisioning.Traffic;
using Hostelry.Provisioning.Verification;

using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Provisioning;

/// <summary>The registrations of this room. The composition adds the hypervisor, the seal, the waker and the settings' values.</summary>
public static class ProvisioningServices
{
    /// <summary>
    /// Needs besides: <see cref="Hypervisor.IHypervisor"/>, <see cref="Servers.ISecretSeal"/>, <see cref="WakeOperation"/>,
    /// TimeProvider, logging, and Billing's registrations.
    /// </summary>
    public static IServiceCollection AddProvisioning(this IServiceCollection services, OperationSettings operations)
    {
        services.AddModuleContext<ProvisioningDb>((options, tenant, database) => new ProvisioningDb(options, tenant, database));
        services.AddSingleton(operations);
        services.AddScoped<StartOperation>();
        services.AddScoped<OperationSearch>();
        services.AddScoped<ReadOperation>();
        services.AddScoped<RetryOperation>();
        services.AddScoped<GiveUpOperation>();
        services.AddScoped<FlowBilling>();
        services.AddScoped<FlowRun>();
        services.AddScoped<StepRecorder>();
        services.AddSingleton<OperationRunner>();
        services.AddSingleton<Sweep>();
        services.AddTransient<OperationJob>();
        services.AddScoped<FollowStanding>();
        services.AddSingleton<OutboxPump>();
        services.AddScoped<ReconcileHost>();
        services.AddScoped<VerifyServers>();
        services.AddScoped<MeterTraffic>();
        services.AddSingleton<Reconciler>();
        services.AddSingleton<ImageBuilder>();
        return services;
    }

    /// <summary>The loops of a worker process; web processes only write rows.</summary>
    public static IServiceCollection AddProvisioningWorker(this IServiceCollection services)
    {
        services.AddHostedService(provider => provider.GetRequiredService<Sweep>());
        services.AddHostedService(provider => provider.GetRequiredService<OutboxPump>());
        services.AddHostedService(provider => provider.GetRequiredService<Reconciler>());
        services.AddHostedService(provider => provider.GetRequiredService<ImageBuilder>());
        return services;
    }
}
