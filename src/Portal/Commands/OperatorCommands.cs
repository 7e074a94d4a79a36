using System.CommandLine;

using Hostelry.Portal.Composition;

namespace Hostelry.Portal.Commands;

/// <summary>The operator's commands. Exit codes: 0 done, 1 refused (the message names field and rule), 2 wrong usage or settings.</summary>
public static class OperatorCommands
{
    /// <param name="args">As typed: <c>organization create --name N …</c>.</param>
    /// <param name="output">Where answers go; null is standard output.</param>
    /// <param name="error">Where refusals and progress go; null is standard error.</param>
    /// <param name="services">What it acts with, the caller's; null composes them from the settings, for this command alone.</param>
    /// <param name="settings">More settings as <c>--Key=value</c>; an operator gives them by file or environment.</param>
    public static async Task<int> RunAsync(
        string[] args,
        TextWriter? output = null,
        TextWriter? error = null,
        IServiceProvider? services = null,
        string[]? settings = null)
    {
        var parsed = Root().Parse(args);
        var invocation = new Invocation(services, settings ?? [])
        {
            Output = output ?? Console.Out,
            Error = error ?? Console.Error,
        };
        var code = await parsed.InvokeAsync(invocation);
        return parsed.Errors.Count > 0 ? 2 : code;
    }

    private static RootCommand Root() => new("Hostelry: sells virtual servers from your own hardware.")
    {
        OperatorCommand.AsJson,
        new Command("organization", "Customers.")
        {
            new OrganizationCreate(), new OrganizationList(), new OrganizationShow(), new OrganizationSuspend(),
            new OrganizationResume(), new OrganizationLimits(), new OrganizationRelease(), new OrganizationProfile(),
        },
        new Command("price", "The price list.") { new PricePublish(), new PriceList(), new PriceAnnounce(), new PriceAnnouncements() },
        new Command("meter", "What is counted.") { new MeterDefine(), new MeterList() },
        new Command("usage", "What meters counted.") { new UsageImport(), new UsageExport() },
        new Command("coupon", "Coupons.") { new CouponPublish(), new CouponList(), new CouponRedeem() },
        new Command("alarm", "What a person must look at.") { new AlarmList(), new AlarmAcknowledge() },
        new Command("credit", "Prepaid balance.") { new CreditGrant(), new CreditTrial() },
        new Command("transfer", "Bank transfers.") { new TransferRecord(), new TransferMatch(), new TransferDismiss(), new TransferReference() },
        new Command("dunning", "What happens to who does not pay.") { new DunningSimulate() },
        new Command("token", "API tokens.") { new TokenCreate(), new TokenRevoke() },
        new Command("operation", "What is being done to servers.") { new OperationList(), new OperationShow() },
        new Command("invoice", "Invoices.") { new InvoiceRun(), new InvoiceShow(), new InvoicePreview(), new InvoiceVerify(), new InvoiceCredit(), new InvoiceExport(), new InvoiceReplay(), new InvoiceExplain(), new InvoiceWriteOff() },
        new Command("books", "Reports on the books, their export, and their proof.")
        {
            new BooksTrialBalance(), new BooksReceivables(), new BooksRevenue(), new BooksTax(), new BooksRecurring(), new BooksExport(),
            new BooksVerify(),
        },
        new Command("legal-entity", "Who invoices.") { new LegalEntityList(), new LegalEntitySet(), new LegalEntityAdd(), new LegalEntityLogoSet(), new LegalEntityAssign() },
        new Command("tax", "Tax rates and certificates.")
        {
            new TaxRateList(), new TaxRateAdd(), new TaxCertificateAdd(), new TaxCertificateRevoke(),
        },
        new Command("host", "Machines that servers run on.") { new HostEnrol(), new HostList() },
        new Command("image", "What servers start from.") { new ImageBuild(), new ImageList() },
        new Command("setup", "The first staff account.") { new SetupLinkCommand() },
        new Seed(),
        new Doctor(),
    };
}

/// <summary>One run of one command.</summary>
internal sealed class Invocation(IServiceProvider? services, string[] settings) : InvocationConfiguration
{
    /// <exception cref="WrongSettingsException">No services can be composed from these settings.</exception>
    public async Task<T> WithServicesAsync<T>(Func<IServiceProvider, Task<T>> act)
    {
        if (services is not null)
        {
            return await act(services);
        }

        await using var app = PortalApplication.CreateForCommand(settings);
        return await act(app.Services);
    }
}
