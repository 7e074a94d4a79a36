using Hostelry.Portal.Health;

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
    }

    /// <summary>What answers requests.</summary>
    public static void AddWeb(this IServiceCollection services, PortalSettings settings)
    {
        services.Configure<ForwardedHeadersOptions>(options => HttpGuards.Trust(options, settings));
        services.AddControllersWithViews();
    }

    /// <summary>What works in the background.</summary>
    public static void AddWork(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddHangfireWorker(configuration);
    }

    /// <summary>The order of the pipeline.</summary>
    public static void UsePortal(this WebApplication app, PortalSettings settings)
    {
        app.UseGuards(settings);
        app.MapHealth();
    }
}
