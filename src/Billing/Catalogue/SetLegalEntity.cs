using Hostelry.Billing.Audit;
using Hostelry.Billing.Invoicing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;
using Hostelry.Billing.Tax;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Catalogue;

/// <summary>What a legal entity says of itself; the fields are those of <see cref="LegalEntity"/>.</summary>
public sealed record LegalEntityDetails(string Name, string Country)
{
    public string Street { get; init; } = "";

    public string PostalCode { get; init; } = "";

    public string City { get; init; } = "";

    public string Region { get; init; } = "";

    public string VatId { get; init; } = "";

    public string TaxNumber { get; init; } = "";

    public string Registration { get; init; } = "";

    public string Email { get; init; } = "";

    public string Phone { get; init; } = "";

    public string BankName { get; init; } = "";

    public string Iban { get; init; } = "";

    public string Bic { get; init; } = "";

    public string TimeZone { get; init; } = "UTC";

    public TaxStatus TaxStatus { get; init; } = TaxStatus.Unset;

    public bool UsesOss { get; init; }

    public string ExemptionNote { get; init; } = "";

    public int PaymentDays { get; init; } = 14;

    public int PayableStep { get; init; } = 1;

    public static LegalEntityDetails Of(LegalEntity entity) => new(entity.Name, entity.Country)
    {
        Street = entity.Street,
        PostalCode = entity.PostalCode,
        City = entity.City,
        Region = entity.Region,
        VatId = entity.VatId,
        TaxNumber = entity.TaxNumber,
        Registration = entity.Registration,
        Email = entity.Email,
        Phone = entity.Phone,
        BankName = entity.BankName,
        Iban = entity.Iban,
        Bic = entity.Bic,
        TimeZone = entity.TimeZone,
        TaxStatus = entity.TaxStatus,
        UsesOss = entity.UsesOss,
        ExemptionNote = entity.ExemptionNote,
        PaymentDays = entity.PaymentDays,
        PayableStep = entity.PayableStep,
    };

    internal void CopyTo(LegalEntity entity)
    {
        entity.Name = Name;
        entity.Street = Street;
        entity.PostalCode = PostalCode;
        entity.City = City;
        entity.Region = Region;
        entity.Country = Country;
        entity.VatId = Tax.VatId.Normalise(VatId);
        entity.TaxNumber = TaxNumber;
        entity.Registration = Registration;
        entity.Email = Email;
        entity.Phone = Phone;
        entity.BankName = BankName;
        entity.Iban = BankAccount.Normalise(Iban);
        entity.Bic = BankAccount.Normalise(Bic);
        entity.TimeZone = TimeZone;
        entity.TaxStatus = TaxStatus;
        entity.UsesOss = UsesOss;
        entity.ExemptionNote = ExemptionNote;
        entity.PaymentDays = PaymentDays;
        entity.PayableStep = PayableStep;
    }
}

/// <summary>Changes what a legal entity says of itself, for the invoices to come. For staff.</summary>
public sealed class SetLegalEntity(BillingDb db, Database database, AuditLog audit)
{
    /// <summary>Refusals: <c>legal_entity_missing</c>, <c>invalid_input</c> (names the field).</summary>
    public Task<Result<Done>> ExecuteAsync(long legalEntityId, LegalEntityDetails details, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await db.LegalEntities.SingleOrDefaultAsync(entity => entity.Id == legalEntityId, ct) is not { } entity)
                {
                    return LegalEntityRules.Missing;
                }

                if (LegalEntityRules.Check(details) is { } problem)
                {
                    return problem;
                }

                details.CopyTo(entity);
                audit.Add("legal_entity.set", null, FormattableString.Invariant($"legal_entity:{legalEntityId}"));
                await db.SaveChangesAsync(ct);
                return default(Done);
            },
            ct);
}

/// <summary>One more legal entity of a seller, with series of its own. For staff.</summary>
public sealed class AddLegalEntity(BillingDb db, Database database, AuditLog audit)
{
    /// <summary>The new id. Refusals: <c>invalid_input</c> (names the field).</summary>
    public Task<Result<long>> ExecuteAsync(long sellerId, LegalEntityDetails details, CancellationToken ct) =>
        database.InTransactionAsync<long>(
            async () =>
            {
                if (LegalEntityRules.Check(details) is { } problem)
                {
                    return problem;
                }

                // Two at once: the key refuses the second.
                var id = await db.LegalEntities.MaxAsync(entity => (long?)entity.Id, ct) + 1 ?? LegalEntities.Default;
                var entity = new LegalEntity { Id = id, SellerId = sellerId, Name = details.Name };
                details.CopyTo(entity);
                db.LegalEntities.Add(entity);
                db.InvoiceSeries.AddRange(InvoiceSeries.First(entity));
                audit.Add("legal_entity.add", null, FormattableString.Invariant($"legal_entity:{id}"));
                await db.SaveChangesAsync(ct);
                return id;
            },
            ct);
}

internal static class LegalEntityRules
{
    private const int MostDays = 120;
    private const int MostStep = 10_000;

    public static Problem Missing { get; } = new("legal_entity_missing", "There is no such legal entity.", "legal_entity");

    public static Problem? Check(LegalEntityDetails details)
    {
        if (details.Name.Length is < 1 or > 255)
        {
            return Invalid("name", "name must have 1 to 255 characters.");
        }

        if (!Countries.IsKnown(details.Country))
        {
            return Invalid("country", "country must be an ISO 3166 code of two letters.");
        }

        if (LongTexts(details) is { } field)
        {
            return Invalid(field, $"{field} must have at most 255 characters.");
        }

        if (details.VatId.Length > 0 && TaxRules.IsInUnion(details.Country)
            && !VatId.IsWellFormed(VatId.Normalise(details.VatId), details.Country))
        {
            return Invalid("vat_id", "vat_id is not written as the country writes them.");
        }

        if (details.Iban.Length > 0 && !BankAccount.IsIban(BankAccount.Normalise(details.Iban)))
        {
            return Invalid("iban", "iban must be an IBAN with a right check sum.");
        }

        if (!TimeZoneInfo.TryFindSystemTimeZoneById(details.TimeZone, out _))
        {
            return Invalid("time_zone", "time_zone must be an IANA name as Europe/Berlin.");
        }

        if (details is { TaxStatus: TaxStatus.Registered, VatId: "", TaxNumber: "" })
        {
            return Invalid("vat_id", "vat_id or tax_number is needed to charge tax.");
        }

        if (details is { TaxStatus: TaxStatus.Exempt, ExemptionNote: "" })
        {
            return Invalid("exemption_note", "exemption_note is needed: invoices must say why no tax is charged.");
        }

        return details.PaymentDays is < 0 or > MostDays ? Invalid("payment_days", "payment_days must be 0 to 120.")
            : details.PayableStep is < 1 or > MostStep ? Invalid("payable_step", "payable_step must be 1 to 10000.")
            : null;
    }

    private static string? LongTexts(LegalEntityDetails details)
    {
        (string Field, string Text)[] texts =
        [
            ("street", details.Street), ("postal_code", details.PostalCode), ("city", details.City),
            ("region", details.Region), ("vat_id", details.VatId), ("tax_number", details.TaxNumber),
            ("registration", details.Registration), ("email", details.Email), ("phone", details.Phone),
            ("bank_name", details.BankName), ("iban", details.Iban), ("bic", details.Bic),
            ("exemption_note", details.ExemptionNote),
        ];
        return texts.FirstOrDefault(text => text.Text.Length > 255).Field;
    }

    private static Problem Invalid(string field, string message) => new("invalid_input", message, field);
}
