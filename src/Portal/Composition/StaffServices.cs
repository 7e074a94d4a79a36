using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Features.StaffAudit;
using Hostelry.Portal.Features.StaffCatalogue;
using Hostelry.Portal.Features.StaffCustomers;

namespace Hostelry.Portal.Composition;

/// <summary>What staff's pages read with; what they do are the rooms' own use cases.</summary>
internal static class StaffServices
{
    public static void AddStaffPages(this IServiceCollection services) => services
        .AddScoped<StaffActs>()
        .AddScoped<ReadAudit>()
        .AddScoped<ReadPrices>()
        .AddScoped<FindCustomers>()
        .AddScoped<ReadCustomer>()
        .AddScoped<ReadCustomerServers>()
        .AddScoped<ReadCustomerPeople>()
        .AddScoped<ReadCustomerProjects>()
        .AddScoped<ReadCustomerMoney>()
        .AddScoped<ReadCustomerHistory>();
}
