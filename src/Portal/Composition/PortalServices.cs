using Hangfire;
using Hangfire.Dashboard;

using Hostelry.Billing;
using Hostelry.Billing.Tax;
using Hostelry.Portal.Api.Shared;
using Hostelry.Portal.Features.OutsideSignIn;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Health;
using Hostelry.Portal.Mail;
using Hostelry.Portal.Webhooks;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

namespace Hostelry.Portal.Composition;

/// <summary>Which rooms and parts a process has, by its role.</summary>
internal static class PortalServices
{
    /// <summary>What the server and every command share: database, use cases of all rooms.</summary>
    public static void AddPortal(this IServiceCollection services, IConfiguration configuration, PortalSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton(TimeProvider.System);
        services.AddDatabase(configuration, settings);
        services.AddHangfire(configuration, settings);
        services.AddIdentity();
        services.AddOidcStore();
        services.AddMail(configuration);
        services.AddScoped<PricedTypes>();
        services.AddPaymentSettings(configuration);
        services.AddBilling();
        services.AddHttpClient<IVatRegister, ViesRegister>(http =>
        {
            http.BaseAddress = settings.Tax.VatRegister;
            http.Timeout = TimeSpan.FromSeconds(10);
        });
        services.AddProvisioning(configuration.GetSection("Operations").Get<OperationSettings>() ?? new OperationSettings());
        services.AddIntake(configuration.GetSection(ProvisioningSettings.Section).Get<ProvisioningSettings>() ?? new ProvisioningSettings());
        services.AddSingleton<ISecretSeal, SecretSeal>();
        services.AddSingleton<HangfireWaker>();
        services.AddSingleton<WakeOperation>(provider => provider.GetRequiredService<HangfireWaker>().Wake);
        services.AddHypervisor(configuration.GetSection(GuestSettings.Section).Get<GuestSettings>() ?? new GuestSettings());
    }

    /// <summary>What answers requests.</summary>
    public static void AddWeb(this IServiceCollection services, PortalSettings settings)
    {
        services.Configure<ForwardedHeadersOptions>(options => HttpGuards.Trust(options, settings));
        services.AddSignIn(settings);
        services.AddStaffPages();
        services.AddOidcIssuer(settings);
        services.AddOutsideSignIn(settings);
        services.AddPaymentPages();
        services.AddCustomerPages();
        services.AddApi(services.AddPages());
        services.AddOpenApi();
    }

    /// <summary>What works in the background.</summary>
    public static void AddWork(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHangfireWorker(configuration);
        services.AddProvisioningWorker();
        services.AddScoped<ForgetAnswers>();
        services.AddSingleton<Duties>().AddHostedService<BillingTick>();
        services.AddHostedService<MailLoop>();
        services.AddHostedService<PaymentTick>();
    }

    /// <summary>The order of the pipeline.</summary>
    public static void UsePortal(this WebApplication app, PortalSettings settings)
    {
        app.UseGuards(settings);
        app.MapHealth();
        if (!settings.ServesPages)
        {
            return;
        }

        app.UsePages();
        app.UseRouting();
        app.UseRateLimiter();
        app.UseIssuerKeys();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<ActAsStaff>();
        app.UseMiddleware<RateLimitMiddleware>();
        app.MapStaticAssets().AllowAnonymous();
        app.MapOpenApi("/v1/openapi.json").AllowAnonymous();
        app.MapApi();
        app.MapWebhooks();
        app.MapHangfireDashboard("/staff/jobs", new DashboardOptions
        {
            // The policy below lets nobody in but staff; Hangfire's own filter would let in whoever is local.
            Authorization = [new StaffOnly()],
            AsyncAuthorization = [],
            AppPath = "/staff",
            DashboardTitle = "Hostelry jobs",
            DisplayStorageConnectionString = false,
        }).RequireAuthorization(StaffCookies.Staff).RequireAuthorization(new StaffMayAttribute(StaffRight.Operate));
    }

    private sealed class StaffOnly : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) =>
            StaffCookies.UserIdOf(context.GetHttpContext().User) is not null;
    }
}
