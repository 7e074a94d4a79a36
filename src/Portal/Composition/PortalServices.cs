using Hangfire;
using Hangfire.Dashboard;

using Hostelry.Billing;
using Hostelry.Portal.Api.Shared;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Health;
using Hostelry.Provisioning;
using Hostelry.Provisioning.Hypervisor;
using Hostelry.Provisioning.Intake;
using Hostelry.Provisioning.Operations;
using Hostelry.Provisioning.Servers;

using Microsoft.AspNetCore.Mvc.Razor;

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
        services.AddBilling();
        services.AddProvisioning(configuration.GetSection("Operations").Get<OperationSettings>() ?? new OperationSettings());
        services.AddIntake(configuration.GetSection(ProvisioningSettings.Section).Get<ProvisioningSettings>() ?? new ProvisioningSettings());
        services.AddSingleton<ISecretSeal, SecretSeal>();
        services.AddSingleton<HangfireWaker>();
        services.AddSingleton<WakeOperation>(provider => provider.GetRequiredService<HangfireWaker>().Wake);
        services.AddHypervisor();
    }

    /// <summary>What answers requests.</summary>
    public static void AddWeb(this IServiceCollection services, PortalSettings settings)
    {
        services.Configure<ForwardedHeadersOptions>(options => HttpGuards.Trust(options, settings));
        services.AddSignIn(settings);
        // No scripts, so no attributes for them; and inline styles are refused.
        services.AddApi(services.AddControllersWithViews()
            .AddViewOptions(views => views.HtmlHelperOptions.ClientValidationEnabled = false));
        services.AddOpenApi();
        services.Configure<RazorViewEngineOptions>(razor =>
        {
            razor.AreaViewLocationFormats.Clear();
            razor.AreaViewLocationFormats.Add("/Features/{2}/{0}.cshtml");
            razor.AreaViewLocationFormats.Add("/Features/Shared/{0}.cshtml");
        });
    }

    /// <summary>What works in the background.</summary>
    public static void AddWork(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHangfireWorker(configuration);
        services.AddProvisioningWorker();
        services.AddScoped<ForgetAnswers>();
        services.AddHostedService<BillingTick>();
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

        app.UseExceptionHandler(failed => failed.Run(context => context.Response.WriteAsync("Something went wrong; it has been logged.\n", context.RequestAborted)));
        app.UseStaticFiles();
        app.UseRouting();
        app.UseStatusCodePages(context => ApiErrors.FillAsync(context.HttpContext));
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseMiddleware<ActAsStaff>();
        app.UseMiddleware<RateLimitMiddleware>();
        app.MapOpenApi("/v1/openapi.json").AllowAnonymous();
        app.MapApi();
        app.MapHangfireDashboard("/staff/jobs", new DashboardOptions
        {
            // The policy below lets nobody in but staff; Hangfire's own filter would let in whoever is local.
            Authorization = [new StaffOnly()],
            AsyncAuthorization = [],
            AppPath = "/staff",
            DashboardTitle = "Hostelry jobs",
            DisplayStorageConnectionString = false,
        }).RequireAuthorization(StaffCookies.Staff);
    }

    private sealed class StaffOnly : IDashboardAuthorizationFilter
    {
        public bool Authorize(DashboardContext context) =>
            StaffCookies.UserIdOf(context.GetHttpContext().User) is not null;
    }
}
