using System.CommandLine;
using System.Globalization;

using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Bank;
using Hostelry.Billing.Tax;
using Hostelry.Portal.Identity;

namespace Hostelry.Portal.Commands;

internal sealed class InvoiceWriteOff : OperatorCommand
{
    private readonly Argument<string> _number = new("number") { Description = "As INV-000012." };

    public InvoiceWriteOff()
        : base("write-off", "Gives up what is still owed of an invoice: an expense; the customer owes it no longer.") => Arguments.Add(_number);

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var number = parsed.GetRequiredValue(_number);
        if (await InvoiceShow.FindAsync(services.GetRequiredService<InvoiceQueries>(), number, ct) is not { } invoice)
        {
            return new Problem("not_found", $"number: there is no invoice '{number}'.", "number");
        }

        var given = await services.GetRequiredService<WriteOffInvoice>().ExecuteAsync(invoice.OrganizationId, invoice.Id, ct);
        return given.Problem is { } problem
            ? problem
            : new Answer($"{given.Value} of {number} are written off.", new { invoice.Id, Number = number, WrittenOff = given.Value.ToDecimalString() });
    }
}

internal sealed class TransferDismiss : OperatorCommand
{
    private readonly Argument<long> _id = new("id") { Description = "As 'transfer record' said." };

    public TransferDismiss()
        : base("dismiss", "Says that a waiting bank transfer is no customer's money.") => Arguments.Add(_id);

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var id = parsed.GetRequiredValue(_id);
        var dismissed = await services.GetRequiredService<DismissBankTransfer>().ExecuteAsync(id, ct);
        return dismissed.Problem is { } problem
            ? problem
            : new Answer(string.Create(CultureInfo.InvariantCulture, $"Transfer {id} is dismissed."), new { Id = id, State = "dismissed" });
    }
}

internal sealed class LegalEntityLogoSet : OperatorCommand
{
    private readonly Argument<long> _id = new("id") { Description = "As 'legal-entity list' shows it." };
    private readonly Option<FileInfo?> _file = new("--file") { Description = "A PNG of at most 256 KiB; without it the logo goes." };

    public LegalEntityLogoSet()
        : base("logo", "Sets the picture on a legal entity's printed invoices.")
    {
        Arguments.Add(_id);
        Options.Add(_file);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var (id, file) = (parsed.GetRequiredValue(_id), parsed.GetValue(_file));
        if (file is { Exists: false })
        {
            return new Problem("not_found", $"file: there is no '{file.FullName}'.", "file");
        }

        if (file is { Length: > SetLogo.Most })
        {
            return new Problem("invalid_input", "file must have at most 256 KiB.", "file");
        }

        var set = await services.GetRequiredService<SetLogo>()
            .ExecuteAsync(id, file is null ? null : await File.ReadAllBytesAsync(file.FullName, ct), ct);
        return set.Problem is { } problem
            ? problem
            : new Answer(file is null ? "The logo is gone." : "The logo is set.", new { Id = id, HasLogo = file is not null });
    }
}

internal sealed class LegalEntityAssign : AboutOrganization
{
    private readonly Argument<long> _id = new("id") { Description = "As 'legal-entity list' shows it." };

    public LegalEntityAssign()
        : base("assign", "Says which legal entity invoices an organization: before its first order or booking alone.") => Arguments.Add(_id);

    protected override async Task<Result<Answer>> ExecuteAsync(
        Organization organization, IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var id = parsed.GetRequiredValue(_id);
        var assigned = await services.GetRequiredService<AssignLegalEntity>().ExecuteAsync(organization.Id, id, ct);
        return assigned.Problem is { } problem
            ? problem
            : new Answer(
                string.Create(CultureInfo.InvariantCulture, $"Legal entity {id} invoices '{organization.Name}'."),
                new { Organization = organization.Id, LegalEntity = id });
    }
}

internal sealed class OrganizationProfile : AboutOrganization
{
    private readonly Option<string> _kind = new Option<string>("--kind") { Description = "business or consumer.", Required = true }
        .AcceptOnlyFromAmong("business", "consumer");

    private readonly Option<string> _name = new("--name") { Description = "As invoices address it.", Required = true };
    private readonly Option<string> _country = new("--country") { Description = "Two letters, as DE.", Required = true };
    private readonly Option<string> _street = Text("--street", "Street and number.");
    private readonly Option<string> _code = Text("--postal-code", "Postal code.");
    private readonly Option<string> _city = Text("--city", "City.");
    private readonly Option<string> _region = Text("--region", "State or province.");
    private readonly Option<string> _vatId = Text("--vat-id", "VAT id; it is checked by itself.");
    private readonly Option<string> _email = Text("--email", "Where invoices go.");
    private readonly Option<string> _reference = Text("--reference", "What the customer wants printed on its invoices.");

    public OrganizationProfile()
        : base("profile", "Says whom an organization's invoices are made out to, which decides its tax.")
    {
        foreach (var option in (Option[])[_kind, _name, _country, _street, _code, _city, _region, _vatId, _email, _reference])
        {
            Options.Add(option);
        }
    }

    protected override async Task<Result<Answer>> ExecuteAsync(
        Organization organization, IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var kind = parsed.GetRequiredValue(_kind) == "business" ? CustomerKind.Business : CustomerKind.Consumer;
        var set = await services.GetRequiredService<SetBillingProfile>().ExecuteAsync(
            organization.Id,
            new BillingProfileDetails(kind, parsed.GetRequiredValue(_name), parsed.GetRequiredValue(_country))
            {
                Street = parsed.GetRequiredValue(_street),
                PostalCode = parsed.GetRequiredValue(_code),
                City = parsed.GetRequiredValue(_city),
                Region = parsed.GetRequiredValue(_region),
                VatId = parsed.GetRequiredValue(_vatId),
                Email = parsed.GetRequiredValue(_email),
                Reference = parsed.GetRequiredValue(_reference),
            },
            ct);
        return set.Problem is { } problem
            ? problem
            : new Answer($"'{organization.Name}' is invoiced so.", new { Organization = organization.Id, Country = parsed.GetRequiredValue(_country) });
    }

    private static Option<string> Text(string name, string description) => new(name) { Description = description, DefaultValueFactory = _ => "" };
}
