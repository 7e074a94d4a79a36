using Hostelry.Billing.Kernel;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hostelry.Billing.Persistence;

public static class ModuleContextServices
{
    /// <summary>
    /// Registers a room's context for the scope: on the scope's one connection, configured by the composition's
    /// <see cref="IConnectionSource"/>. Not pooled: a context belongs to one tenant.
    /// </summary>
    public static IServiceCollection AddModuleContext<TContext>(
        this IServiceCollection services, Func<DbContextOptions, Tenant, Database, TContext> create)
        where TContext : ModuleContext
    {
        services.TryAddScoped<Tenant>();
        services.TryAddScoped<Database>();
        return services.AddScoped(provider =>
        {
            var tenant = provider.GetRequiredService<Tenant>();
            var database = provider.GetRequiredService<Database>();
            var options = new DbContextOptionsBuilder<TContext>();
            provider.GetRequiredService<IConnectionSource>().Configure(options, database.Connection, tenant);
            return create(options.Options, tenant, database);
        });
    }
}
