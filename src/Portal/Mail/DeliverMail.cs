using Hostelry.Billing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Composition;
using Hostelry.Portal.Identity;

using Microsoft.EntityFrameworkCore;

namespace Hostelry.Portal.Mail;

/// <summary>
/// Sends what waits. A try is written down before it is made, as the time of the next: of two workers one takes it, and a
/// mail whose worker died is tried again. So a mail may go out twice (with one Message-ID), and none is lost.
/// </summary>
public sealed partial class DeliverMail(
    BillingDb db, IdentityDb identity, Database database, RenderMail render, IMail mail, TimeProvider clock, ILogger<DeliverMail> log)
{
    /// <summary>After this the reader has other ways to learn of it.</summary>
    public static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(3);

    private const int Batch = 100;
    private const int ProblemLength = 255;

    /// <summary>One pass over what is due.</summary>
    /// <returns>How many rows were taken.</returns>
    public async Task<int> ExecuteAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var due = await db.Reachable<OutgoingMail>().AsNoTracking()
            .Where(row => row.State == MailState.Waiting && row.NextTryAt <= now)
            .OrderBy(row => row.NextTryAt).ThenBy(row => row.Id)
            .Take(Batch).ToListAsync(ct);
        foreach (var row in due)
        {
            await (row.Address is null ? ReplaceAsync(row, ct) : TryAsync(row, ct));
        }

        return due.Count;
    }

    /// <summary>How long to wait after so many tries: half a minute, doubling to two hours.</summary>
    public static TimeSpan PauseAfter(int tries) =>
        TimeSpan.FromSeconds(Math.Min(30 * Math.Pow(2, Math.Min(tries, 20) - 1), TimeSpan.FromHours(2).TotalSeconds));

    /// <summary>One row for each reader of the organization takes this one's place.</summary>
    private Task<Result<Done>> ReplaceAsync(OutgoingMail row, CancellationToken ct) =>
        database.InTransactionAsync<Done>(
            async () =>
            {
                if (await EndAsync(row, MailState.Replaced, null, ct) == 0)
                {
                    return default(Done);
                }

                foreach (var reader in await ReadersAsync(row, ct))
                {
                    db.OutgoingMail.Add(new OutgoingMail
                    {
                        Id = Guid.CreateVersion7(clock.GetUtcNow()),
                        OrganizationId = row.OrganizationId,
                        Kind = row.Kind,
                        Address = reader.Email,
                        Language = reader.Language,
                        Data = row.Data,
                        CreatedAt = row.CreatedAt,
                        NextTryAt = row.NextTryAt,
                    });
                }

                await db.SaveChangesAsync(ct);
                return default(Done);
            },
            ct);

    private async Task<IReadOnlyList<(string Email, string? Language)>> ReadersAsync(OutgoingMail row, CancellationToken ct)
    {
        var people = await (
            from member in identity.Reachable<Member>()
            join user in identity.Users on member.UserId equals user.Id
            where member.OrganizationId == row.OrganizationId && user.DeletedAt == null && user.Email != null
            select new { member.Role, user.Email, user.Language }).ToListAsync(ct);
        var permission = MailReaders.Of(row.Kind);
        return [.. people.Where(person => person.Role.Has(permission)).Select(person => (person.Email!, person.Language))];
    }

    private async Task TryAsync(OutgoingMail row, CancellationToken ct)
    {
        var next = clock.GetUtcNow() + PauseAfter(row.Tries + 1);
        var taken = await Waiting(row)
            .Where(one => one.Tries == row.Tries)
            .ExecuteUpdateAsync(set => set.SetProperty(one => one.Tries, row.Tries + 1).SetProperty(one => one.NextTryAt, next), ct);
        if (taken == 0)
        {
            return;
        }

        try
        {
            await mail.SendAsync(render.Execute(row, await LanguageAsync(row, ct)), ct);
            await EndAsync(row, MailState.Sent, null, ct);
        }
        catch (MailException refused)
        {
            var said = refused.Message.Length > ProblemLength ? refused.Message[..ProblemLength] : refused.Message;
            LogRefused(row.Id, row.Kind, row.Tries + 1, said);
            await PutOffAsync(row, said, refused.IsFinal, ct);
        }
        catch (Exception failure) when (failure is not OperationCanceledException && !DatabaseTrouble.Is(failure))
        {
            // One letter that cannot be written or sent, for whatever reason, holds up no other and does not end the process.
            LogBroken(failure, row.Id, row.Kind);
            await PutOffAsync(row, failure.GetType().Name, isFinal: false, ct);
        }
    }

    private Task PutOffAsync(OutgoingMail row, string said, bool isFinal, CancellationToken ct) =>
        isFinal || clock.GetUtcNow() - row.CreatedAt > GiveUpAfter
            ? EndAsync(row, MailState.Failed, said, ct)
            : Waiting(row).ExecuteUpdateAsync(set => set.SetProperty(one => one.Problem, said), ct);

    private async Task<string> LanguageAsync(OutgoingMail row, CancellationToken ct)
    {
        var language = row.Language
            ?? await identity.Users.Where(user => user.Email == row.Address && user.DeletedAt == null)
                .Select(user => user.Language).FirstOrDefaultAsync(ct);
        return PageServices.Languages.FirstOrDefault(known => known == language) ?? PageServices.Languages[0];
    }

    private async Task<int> EndAsync(OutgoingMail row, MailState state, string? problem, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        return await Waiting(row).ExecuteUpdateAsync(
            set => set.SetProperty(one => one.State, state)
                .SetProperty(one => one.DoneAt, now)
                .SetProperty(one => one.Problem, problem)
                .SetProperty(one => one.Secret, (byte[]?)null),
            ct);
    }

    private IQueryable<OutgoingMail> Waiting(OutgoingMail row) =>
        db.Reachable<OutgoingMail>().Where(one => one.Id == row.Id && one.State == MailState.Waiting);

    [LoggerMessage(LogLevel.Warning, "Mail {Id} ({Kind}) was not accepted at try {Tries}: {Problem}")]
    private partial void LogRefused(Guid id, string kind, int tries, string problem);

    [LoggerMessage(LogLevel.Error, "Mail {Id} ({Kind}) could not be written or sent")]
    private partial void LogBroken(Exception failure, Guid id, string kind);
}
