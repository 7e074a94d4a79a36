namespace Hostelry.Portal.Mail;

internal static class MailServices
{
    /// <summary>Mail goes to the server that the settings name, else to a folder of the installation.</summary>
    public static void AddMail(this IServiceCollection services, IConfiguration configuration)
    {
        var settings = MailSettings.Of(configuration);
        services.AddSingleton(settings).AddSingleton<MailSeal>().AddSingleton<RenderMail>().AddSingleton<FolderMail>();
        services.AddScoped<DeliverMail>();
        if (settings.Smtp.IsSet)
        {
            services.AddSingleton<IMail, SmtpMail>();
        }
        else
        {
            services.AddSingleton<IMail>(provider => provider.GetRequiredService<FolderMail>());
        }
    }
}
