using Hostelry.Billing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Portal.Mail;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

using MimeKit;

namespace Hostelry.Testing.Installations;

/// <summary>The folder where an installation without a mail server keeps its mail.</summary>
public static class MailFolder
{
    /// <summary>The newest mail of a kind to an address, once it has been written.</summary>
    public static async Task<MimeMessage> WaitAsync(IServiceProvider services, string address, string kind)
    {
        MimeMessage? found = null;
        await Wait.UntilAsync($"{kind} to {address} was sent", async () => (found = await FindAsync(services, address, kind)) is not null);
        return found!;
    }

    /// <summary>Null while there is none.</summary>
    public static async Task<MimeMessage?> FindAsync(IServiceProvider services, string address, string kind)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker("test");
        var id = await scope.ServiceProvider.GetRequiredService<BillingDb>().Reachable<OutgoingMail>()
            .Where(mail => mail.Address == address && mail.Kind == kind && mail.State == MailState.Sent)
            .OrderByDescending(mail => mail.CreatedAt).Select(mail => (Guid?)mail.Id).FirstOrDefaultAsync();
        return id is null ? null : await scope.ServiceProvider.GetRequiredService<FolderMail>().ReadAsync(id.Value, CancellationToken.None);
    }

    /// <summary>Sends what waits, where no worker does.</summary>
    public static async Task DeliverAsync(IServiceProvider services)
    {
        await using var scope = services.CreateAsyncScope();
        scope.ServiceProvider.GetRequiredService<Tenant>().ActAsWorker("test");
        await scope.ServiceProvider.GetRequiredService<DeliverMail>().ExecuteAsync(CancellationToken.None);
    }

    /// <summary>The path of the first link in a mail.</summary>
    public static string PathIn(MimeMessage mail) => new Uri(
        (mail.TextBody ?? "").Split('\n').First(line => line.StartsWith("http", StringComparison.Ordinal)).Trim()).AbsolutePath;
}
