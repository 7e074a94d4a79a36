using System.CommandLine;
using System.Globalization;

using Hostelry.Billing.Kernel;
using Hostelry.Billing.Payments.Bank;
using Hostelry.Billing.Payments.Bounds;
using Hostelry.Portal.Identity;

namespace Hostelry.Portal.Commands;

internal sealed class TransferRecord : OperatorCommand
{
    private readonly Option<string> _reference = new("--bank-reference") { Description = "The bank's own name for the line of its statement.", Required = true };
    private readonly Option<string> _amount = new("--amount") { Description = "As 50.00.", Required = true };
    private readonly Option<string> _currency = new("--currency") { Description = "As EUR.", Required = true };
    private readonly Option<string> _text = new("--text") { Description = "What the payer wrote.", Required = true };
    private readonly Option<string> _booked = new("--booked-on") { Description = "The bank's day, as 2026-11-26.", Required = true };

    public TransferRecord()
        : base("record", "Books a bank transfer for the customer whose reference it carries; one that names nobody waits.")
    {
        Options.Add(_reference);
        Options.Add(_amount);
        Options.Add(_currency);
        Options.Add(_text);
        Options.Add(_booked);
    }

    protected override async Task<Result<Answer>> ExecuteAsync(IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        if (!Currency.TryOf(parsed.GetRequiredValue(_currency), out var currency)
            || !Money.TryParse(parsed.GetRequiredValue(_amount), currency, out var amount))
        {
            return new Problem("invalid_input", "amount and currency must be an amount as 50.00 and a code as EUR.", "amount");
        }

        if (!DateOnly.TryParseExact(parsed.GetRequiredValue(_booked), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var booked))
        {
            return new Problem("invalid_input", "booked-on must be a day as 2026-11-26.", "booked-on");
        }

        var recorded = await services.GetRequiredService<RecordBankTransfer>().ExecuteAsync(
            new BankTransferLine(1, parsed.GetRequiredValue(_reference), amount, parsed.GetRequiredValue(_text), booked), ct);
        return recorded.Problem is { } problem ? problem : Show(recorded.Value);
    }

    internal static Answer Show(BankTransfer transfer) => new(
        transfer.State == BankTransferState.Matched
            ? string.Create(CultureInfo.InvariantCulture, $"Transfer {transfer.Id}: {transfer.Amount} on the balance of organization {transfer.OrganizationId}.")
            : string.Create(CultureInfo.InvariantCulture, $"Transfer {transfer.Id}: {transfer.Amount} names no customer; 'transfer match {transfer.Id} --organization …' says whose it is."),
        new { transfer.Id, State = transfer.State.ToString().ToLowerInvariant(), Organization = transfer.OrganizationId, Amount = transfer.Amount.ToDecimalString() });
}

internal sealed class TransferMatch : AboutOrganization
{
    private readonly Argument<long> _id = new("id") { Description = "As 'transfer record' said." };

    public TransferMatch()
        : base("match", "Puts a waiting bank transfer on an organization's balance.") => Arguments.Add(_id);

    protected override async Task<Result<Answer>> ExecuteAsync(
        Organization organization, IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var matched = await services.GetRequiredService<MatchBankTransfer>().ExecuteAsync(parsed.GetRequiredValue(_id), organization.Id, null, ct);
        return matched.Problem is { } problem ? problem : TransferRecord.Show(matched.Value);
    }
}

internal sealed class TransferReference()
    : AboutOrganization("reference", "Shows what an organization writes on its bank transfers.")
{
    protected override Task<Result<Answer>> ExecuteAsync(
        Organization organization, IServiceProvider services, ParseResult parsed, CancellationToken ct) =>
        Task.FromResult<Result<Answer>>(new Answer(PaymentReference.Of(organization.Id), new { organization.Id, Reference = PaymentReference.Of(organization.Id) }));
}

internal sealed class OrganizationRelease()
    : AboutOrganization("release", "Lets a parked organization's money move again, after somebody has looked why a safety bound was broken.")
{
    protected override async Task<Result<Answer>> ExecuteAsync(
        Organization organization, IServiceProvider services, ParseResult parsed, CancellationToken ct)
    {
        var released = await services.GetRequiredService<ReleaseCustomer>().ExecuteAsync(organization.Id, ct);
        return released.Problem is { } problem ? problem : await ShowAsync(organization, services, ct);
    }
}
