using Hostelry.Provisioning.Catalogue;
using Hostelry.Provisioning.Hosts;
using Hostelry.Provisioning.Images;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Seeding;
using Hostelry.Provisioning.Servers;
using Hostelry.Provisioning.SshKeys;

using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Provisioning.Intake;

public static class IntakeServices
{
    /// <summary>
    /// What accepts, reads and enrols. Needs besides: Billing's registrations, <see cref="StartOperation"/>,
    /// <see cref="ISecretSeal"/>, <see cref="Hypervisor.IHypervisor"/> (enrolment and image builds only), TimeProvider.
    /// </summary>
    public static IServiceCollection AddIntake(this IServiceCollection services, ProvisioningSettings settings) => services
        .AddSingleton(settings)
        .AddScoped<IntakeLock>()
        .AddScoped<Quotas>()
        .AddScoped<QuotaQueries>()
        .AddScoped<SetQuotas>()
        .AddScoped<SetDefaultQuotas>()
        .AddScoped<PartsFinder>()
        .AddScoped<OrderCheck>()
        .AddScoped<HostPlaces>()
        .AddScoped<ServerSubscription>()
        .AddScoped<RootPasswords>()
        .AddScoped<NewServer>()
        .AddScoped<Acceptance>()
        .AddScoped<TypeAcceptance>()
        .AddScoped<PlaceOrder>()
        .AddScoped<DeleteServer>()
        .AddScoped<ChangePower>()
        .AddScoped<RebuildServer>()
        .AddScoped<ResetPassword>()
        .AddScoped<ChangeType>()
        .AddScoped<ChangeProtection>()
        .AddScoped<ServerQueries>()
        .AddScoped<ServerHistory>()
        .AddScoped<ProjectOverview>()
        .AddScoped<OrganizationExport>()
        .AddScoped<OrderChoices>()
        .AddScoped<UpdateServer>()
        .AddScoped<OperationQueries>()
        .AddScoped<SshKeyQueries>()
        .AddScoped<CreateSshKey>()
        .AddScoped<UpdateSshKey>()
        .AddScoped<DeleteSshKey>()
        .AddScoped<CatalogueQueries>()
        .AddScoped<StaffCatalogue>()
        .AddScoped<CreateServerType>()
        .AddScoped<RetireServerType>()
        .AddScoped<SetOffer>()
        .AddScoped<ImageQueries>()
        .AddScoped<BuildImage>()
        .AddScoped<EnrolHost>()
        .AddScoped<HostQueries>()
        .AddScoped<ReadHost>()
        .AddScoped<SetHostOpen>()
        .AddScoped<RequestImageBuild>()
        .AddScoped<WithdrawImage>()
        .AddScoped<ImageBuildQueries>()
        .AddScoped<SeedDefaults>();
}
