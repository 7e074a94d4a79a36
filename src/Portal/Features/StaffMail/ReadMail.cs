using Hostelry.Billing;
using Hostelry.Billing.Mail;
using Hostelry.Portal.Mail;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Features.StaffMail;

/// <param name="Address">Null while its readers are looked for.</param>
public sealed record MailRow(
    Guid Id, string Kind, string? Address, long? OrganizationId, MailState State, int Tries, DateTimeOffset CreatedAt, DateTimeOffset? DoneAt,
    string? Problem);

public sealed record MailList(string? State, string? Address, IReadOnlyList<MailRow> Rows, int Page, bool HasMore);

/// <param name="Letter">As it was or will be written, without what makes its link work; null while it has no reader.</param>
/// <param name="IsKept">The installation keeps mail in a folder, and this one lies there.</param>
public sealed record MailPage(MailRow Row, Letter? Letter, bool MaySendAgain, bool IsKept);

/// <summary>Mail of the installation, newest first, for staff; one query each.</summary>
internal sealed class ReadMail(BillingDb db, RenderMail render, IMail mail)
{
    public const int PageSize = 50;

    public async Task<MailList> ListAsync(string? state, string? address, int page, CancellationToken ct)
    {
        page = Math.Clamp(page, 1, 10_000);
        var rows = db.Reachable<OutgoingMail>().AsNoTracking().Where(row => row.State != MailState.Replaced);
        if (Enum.TryParse<MailState>(state, ignoreCase: true, out var wanted))
        {
            rows = rows.Where(row => row.State == wanted);
        }

        if (!string.IsNullOrWhiteSpace(address))
        {
            var whose = address.Trim();
            rows = rows.Where(row => row.Address == whose);
        }

        var found = await rows.OrderByDescending(row => row.CreatedAt).ThenBy(row => row.Id)
            .Skip((page - 1) * PageSize).Take(PageSize + 1).ToListAsync(ct);
        return new MailList(state, address, [.. found.Take(PageSize).Select(Row)], page, found.Count > PageSize);
    }

    /// <summary>Null when there is none.</summary>
    public async Task<MailPage?> FindAsync(Guid id, CancellationToken ct)
    {
        if (await db.Reachable<OutgoingMail>().AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, ct) is not { } row)
        {
            return null;
        }

        return new MailPage(
            Row(row),
            row.Address is null ? null : WithoutSecret(row),
            SendAgain.May(row),
            mail is FolderMail folder && await folder.ReadAsync(id, ct) is not null);
    }

    /// <summary>The text as it lies in the installation's folder, working link and all; null when it does not.</summary>
    public async Task<string?> KeptAsync(Guid id, CancellationToken ct) =>
        mail is FolderMail folder ? (await folder.ReadAsync(id, ct))?.TextBody : null;

    private static MailRow Row(OutgoingMail row) => new(
        row.Id, row.Kind, row.Address, row.OrganizationId, row.State, row.Tries, row.CreatedAt, row.DoneAt, row.Problem);

    private Letter WithoutSecret(OutgoingMail row) => render.Execute(
        new OutgoingMail
        {
            Id = row.Id,
            Kind = row.Kind,
            Address = row.Address,
            Data = row.Data,
            CreatedAt = row.CreatedAt,
            NextTryAt = row.NextTryAt,
        },
        row.Language ?? "en");
}
