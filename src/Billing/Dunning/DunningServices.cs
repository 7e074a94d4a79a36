using Hostelry.Billing.Limits;

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Hostelry.Billing.Dunning;

internal static class DunningServices
{
    public static IServiceCollection AddDunning(this IServiceCollection services)
    {
        services.TryAddSingleton(new DunningPolicy());
        return services
            .AddScoped<Debts>()
            .AddScoped<ReadDunning>()
            .AddScoped<DunningTrail>()
            .AddScoped<TakeDunningStep>()
            .AddScoped<SettleDunning>()
            .AddScoped<DunOne>()
            .AddScoped<RunDunning>()
            .AddScoped<SimulateDunning>()
            .AddScoped<SendSpendingAlerts>();
    }
}
