using Hostelry.Portal.Features.Account;
using Hostelry.Portal.Features.Members;
using Hostelry.Portal.Features.Organizations;
using Hostelry.Portal.Features.Projects;
using Hostelry.Portal.Features.Reset;
using Hostelry.Portal.Features.Shared;
using Hostelry.Portal.Features.SignIn;
using Hostelry.Portal.Features.SignUp;
using Hostelry.Portal.Features.StaffHome;
using Hostelry.Portal.Identity;

using Microsoft.AspNetCore.Identity;

namespace Hostelry.Portal.Composition;

/// <summary>Accounts: ASP.NET Core Identity over our own context, passwords by PBKDF2, second factor by TOTP.</summary>
internal static class IdentityServices
{
    public static void AddIdentity(this IServiceCollection services)
    {
        services.AddScoped<MakeOrganization>().AddScoped<FoundOrganization>().AddScoped<SendInvitation>().AddScoped<MailLinks>();
        services.AddScoped<PruneVisits>();
        services.AddScoped<OrganizationLock>().AddScoped<ProjectLife>();
        services.AddScoped<CreateOrganization>().AddScoped<CreateSeller>().AddScoped<CreateToken>().AddScoped<RevokeToken>().AddScoped<MakeSetupLink>();
    }

    public static void AddSignIn(this IServiceCollection services, PortalSettings settings)
    {
        services.AddStaffCookies(settings);
        services.AddCustomerCookies(settings);
        services.AddScoped<PageCaller>().AddScoped<FindSession>().AddScoped<OpenSession>().AddScoped<FindSeats>().AddScoped<NoteProject>().AddScoped<EndSession>();
        services.AddSingleton<BeyondTenant>().AddScoped<OpenAccount>().AddScoped<SetPassword>();
        services.AddScoped<BeginSignUp>().AddScoped<AskForReset>().AddScoped<ResetPassword>();
        services.AddScoped<VerifySession>().AddScoped<EndOtherSessions>().AddScoped<ReadAccount>().AddScoped<AskForEmail>().AddScoped<ChangeEmail>();
        services.AddScoped<CloseAccount>().AddSingleton<PasskeyState>().AddScoped<IPasskeyHandler<User>, PasskeyHandler<User>>();
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            options.UserVerificationRequirement = "required";
            // Signing in asks for no name, so the authenticator must find the passkey by itself.
            options.ResidentKeyRequirement = "required";
            // The framework compares with the header Origin, which browsers send as null from pages without a referrer, as ours
            // are. Hosts that are not allowed never get here.
            options.ValidateOrigin = context => ValueTask.FromResult(
                !context.CrossOrigin && context.Origin == $"{context.HttpContext.Request.Scheme}://{context.HttpContext.Request.Host}");
        });
        services.AddScoped<EndLeftovers>().AddScoped<Seats>().AddScoped<ChangeRole>().AddScoped<RemoveMember>().AddScoped<TransferOwnership>();
        services.AddScoped<InviteMember>().AddScoped<WithdrawInvitation>();
        services.AddScoped<FindInvitation>().AddScoped<DescribeInvitation>().AddScoped<AcceptInvitation>();
        services.AddScoped<RenameOrganization>().AddScoped<CloseOrganization>().AddScoped<ServersLeft>().AddScoped<CreateProject>().AddScoped<DeleteProject>();
        services.AddScoped<ListMembers>().AddScoped<RenameProject>();
        services.AddSingleton<Tries>();
        services.AddSingleton<NobodysPassword>();
        services.AddAddressLimit();
        services.AddScoped<SignInSteps>().AddScoped<UseSetupLink>().AddScoped<ReadOverview>();
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = 210_000);
        services.AddIdentityCore<User>(options =>
            {
                options.User.RequireUniqueEmail = true;
                options.Password.RequiredLength = 8;
                options.Password.RequireDigit = false;
                options.Password.RequireLowercase = false;
                options.Password.RequireUppercase = false;
                options.Password.RequireNonAlphanumeric = false;
                options.Lockout.MaxFailedAccessAttempts = Tries.Most;
                options.Lockout.DefaultLockoutTimeSpan = Tries.Window;
            })
            .AddUserStore<SealedUserStore>()
            .AddPasswordValidator<CommonPasswords>()
            .AddDefaultTokenProviders();
    }
}
