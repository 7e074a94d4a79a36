using Hostelry.Billing.Audit;
using Hostelry.Billing.Catalogue;
using Hostelry.Billing.Invoicing.Pdf;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Billing.Invoicing;

/// <summary>A legal entity's picture for its printed invoices; beside its row, for it is read with a print alone.</summary>
public sealed class LegalEntityLogo
{
    public required long LegalEntityId { get; init; }

    public required long SellerId { get; init; }

    /// <summary>A PNG that <see cref="PngImage"/> can read.</summary>
    public required byte[] Png { get; set; }
}

/// <summary>Sets or takes away the picture on a legal entity's printed invoices, issued ones too. For staff.</summary>
public sealed class SetLogo(BillingDb db, Database database, AuditLog audit)
{
    /// <summary>Bytes of the picture.</summary>
    public const int Most = 256 * 1024;

    /// <summary>Null takes it away. Refusals: <c>legal_entity_missing</c>, <c>invalid_input</c> (no PNG that can be printed).</summary>
    public Task<Result<Done>> ExecuteAsync(long legalEntityId, byte[]? png, CancellationToken ct) =>
        database.InTransactionAsync(() => SetAsync(legalEntityId, png, ct), ct);

    private async Task<Result<Done>> SetAsync(long legalEntityId, byte[]? png, CancellationToken ct)
    {
        var entity = await db.LegalEntities.SingleOrDefaultAsync(entity => entity.Id == legalEntityId, ct);
        if (entity is null)
        {
            return LegalEntityRules.Missing;
        }

        if (png is not null && WhyNot(png) is { } reason)
        {
            return new Problem("invalid_input", "logo: " + reason, "logo");
        }

        var logo = await db.LegalEntityLogos.SingleOrDefaultAsync(logo => logo.LegalEntityId == legalEntityId, ct);
        if (png is null)
        {
            db.LegalEntityLogos.RemoveRange(logo is null ? [] : [logo]);
        }
        else if (logo is null)
        {
            db.LegalEntityLogos.Add(new LegalEntityLogo { LegalEntityId = legalEntityId, SellerId = entity.SellerId, Png = png });
        }
        else
        {
            logo.Png = png;
        }

        audit.Add("legal_entity.set_logo", null, FormattableString.Invariant($"legal_entity:{legalEntityId}"));
        await db.SaveChangesAsync(ct);
        return default(Done);
    }

    private static string? WhyNot(byte[] png)
    {
        if (png.Length > Most)
        {
            return "The picture has more than 256 KiB.";
        }

        try
        {
            _ = PngImage.Read(png);
            return null;
        }
        catch (InvalidDataException unreadable)
        {
            return unreadable.Message;
        }
    }
}

/// <summary>An invoice as a file to print.</summary>
public sealed class PrintInvoice(BillingDb db, InvoiceQueries invoices)
{
    /// <summary>Null when the organization has no such invoice.</summary>
    /// <param name="organizationId">The customer.</param>
    /// <param name="invoiceId">An issued invoice or note.</param>
    /// <param name="language">Of the printed words: <c>en</c> or <c>ru</c>.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<InvoiceFile?> ExecuteAsync(long organizationId, long invoiceId, string language, CancellationToken ct)
    {
        if (await invoices.FindAsync(organizationId, invoiceId, ct) is not { } found)
        {
            return null;
        }

        var logo = await db.LegalEntityLogos.AsNoTracking()
            .Where(logo => logo.LegalEntityId == found.Document.LegalEntity.Id)
            .Select(logo => logo.Png)
            .SingleOrDefaultAsync(ct);
        return new InvoiceFile(
            $"{found.Document.Name}.pdf", "application/pdf", InvoicePdf.Write(found.Document, logo, language));
    }
}

/// <summary>A file to download.</summary>
public sealed record InvoiceFile(string Name, string ContentType, byte[] Content);
