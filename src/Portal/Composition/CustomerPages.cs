using Hostelry.Portal.Features.Dashboard;
using Hostelry.Portal.Features.Export;
using Hostelry.Portal.Features.Funds;
using Hostelry.Portal.Features.Order;
using Hostelry.Portal.Features.Servers;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Identity;

namespace Hostelry.Portal.Composition;

/// <summary>What customers' pages have beside the use cases that the API has too.</summary>
internal static class CustomerPages
{
    public static void AddCustomerPages(this IServiceCollection services) => services
        .AddSingleton<Wording>()
        .AddScoped<KeptAnswers>()
        .AddScoped<OncePerForm>()
        .AddScoped<PriceBook>()
        .AddScoped<ReadPriceTax>()
        .AddScoped<ReadPayee>()
        .AddScoped<AskForTopUp>()
        .AddScoped<TokenQueries>()
        .AddScoped<ReadDashboard>()
        .AddScoped<ReadOrder>()
        .AddScoped<RunBulk>()
        .AddScoped<WriteExport>();
}
