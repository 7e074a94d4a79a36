using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Features.StaffAudit;
using Hostelry.Portal.Features.StaffCatalogue;
using Hostelry.Portal.Features.StaffAlarms;
using Hostelry.Portal.Features.StaffBooks;
using Hostelry.Portal.Features.StaffCustomers;
using Hostelry.Portal.Features.StaffMail;
using Hostelry.Portal.Features.StaffPayments;
using Hostelry.Portal.Features.StaffPrices;
using Hostelry.Portal.Features.StaffSettings;
using Hostelry.Portal.Identity;

namespace Hostelry.Portal.Composition;

/// <summary>What staff's pages read with; what they do are the rooms' own use cases.</summary>
internal static class StaffServices
{
    public static void AddStaffPages(this IServiceCollection services) => services
        .AddScoped<StaffActs>()
        .AddScoped<ReadMail>()
        .AddScoped<ReadMoneyDesk>()
        .AddScoped<ReadBooks>()
        .AddScoped<ReadAlarms>()
        .AddScoped<ReadPriceBook>()
        .AddScoped<ReadCustomerPayments>()
        .AddScoped<ReadDunningState>()
        .AddScoped<SendAgain>()
        .AddSingleton<ShownAnnouncements>()
        .AddScoped<InviteStaff>()
        .AddScoped<ChangeStaff>()
        .AddScoped<SetSellerName>()
        .AddScoped<WriteAnnouncement>()
        .AddScoped<EndAnnouncement>()
        .AddScoped<ReadSettings>()
        .AddScoped<ReadAudit>()
        .AddScoped<ReadPrices>()
        .AddScoped<FindCustomers>()
        .AddScoped<ReadCustomer>()
        .AddScoped<ReadCustomerServers>()
        .AddScoped<ReadCustomerPeople>()
        .AddScoped<Impersonate>()
        .AddScoped<ReadCustomerProjects>()
        .AddScoped<ReadCustomerMoney>()
        .AddScoped<ReadCustomerHistory>();
}
