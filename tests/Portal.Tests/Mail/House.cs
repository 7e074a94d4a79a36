using Hostelry.Billing;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Mail;
using Hostelry.Billing.Persistence;
using Hostelry.Portal.Composition;
using Hostelry.Portal.Identity;
using Hostelry.Portal.Mail;
using Hostelry.Testing;

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Hostelry.Portal.Tests.Mail;

/// <summary>A post office that keeps what it accepts, and can be told to refuse or to take the worker down with it.</summary>
internal sealed class PostOffice : IMail
{
    private readonly List<Letter> _accepted = [];

    public IReadOnlyList<Letter> Accepted => _accepted;

    public int Tries { get; private set; }

    public MailException? Refuse { get; set; }

    public bool Die { get; set; }

    /// <summary>What no letter should do: a mistake in the way it is written or sent.</summary>
    public Exception? Break { get; set; }

    public Task SendAsync(Letter letter, CancellationToken ct)
    {
        Tries++;
        if (Die)
        {
            throw new OperationCanceledException("The process ends here.");
        }

        if (Refuse is { } refusal)
        {
            throw refusal;
        }

        if (Break is { } mistake)
        {
            throw mistake;
        }

        // As every real one does: not every address can be written on a letter.
        Envelope.Of(letter, new MimeKit.MailboxAddress("Hostelry", "hostelry@example.org"), default);
        _accepted.Add(letter);
        return Task.CompletedTask;
    }
}

/// <summary>A database with the parts of the portal that mail needs.</summary>
internal sealed class House(TestDatabase database, PostOffice office) : IAsyncDisposable
{
    public TestDatabase Database => database;

    public PostOffice Office => office;

    public static async Task<House> OpenAsync(DatabaseKind kind)
    {
        var office = new PostOffice();
        var database = await TestDatabase.CreateAsync(kind, services =>
        {
            services.AddModuleContext<IdentityDb>((options, tenant, shared) => new IdentityDb(options, tenant, shared));
            services.AddDataProtection();
            services.AddSingleton(new PortalSettings()).AddSingleton<MailSeal>().AddSingleton<RenderMail>();
            services.AddScoped<DeliverMail>().AddSingleton<IMail>(office);
        });
        return new House(database, office);
    }

    public byte[] Seal(string secret)
    {
        using var scope = database.Scope(tenant => tenant.ActAsWorker());
        return scope.ServiceProvider.GetRequiredService<MailSeal>().Seal(secret);
    }

    public Task<int> DeliverAsync() =>
        database.AsWorkerAsync<DeliverMail, int>(deliver => deliver.ExecuteAsync(TestContext.Current.CancellationToken));

    public async Task QueueAsync(Action<QueueMail> queue, bool rollBack = false)
    {
        await using var scope = database.Scope(tenant => tenant.ActAsWorker());
        await scope.ServiceProvider.GetRequiredService<Billing.Persistence.Database>().InTransactionAsync<Done>(
            async () =>
            {
                queue(scope.ServiceProvider.GetRequiredService<QueueMail>());
                await scope.ServiceProvider.GetRequiredService<BillingDb>().SaveChangesAsync();
                return rollBack ? new Problem("conflict", "Rolled back.") : default(Done);
            },
            TestContext.Current.CancellationToken);
    }

    public Task<List<OutgoingMail>> RowsAsync() => database.AsWorkerAsync<BillingDb, List<OutgoingMail>>(
        db => db.Reachable<OutgoingMail>().AsNoTracking().ToListAsync(TestContext.Current.CancellationToken));

    public Task PeopleAsync(long organizationId, params (string Email, MemberRole Role, string? Language)[] people) =>
        database.AsWorkerAsync<IdentityDb, int>(async db =>
        {
            foreach (var (email, role, language) in people)
            {
                var user = new User
                {
                    Issuer = User.LocalIssuer,
                    Subject = email,
                    UserName = email,
                    NormalizedUserName = email,
                    Email = email,
                    Language = language,
                    CreatedAt = database.Clock.GetUtcNow(),
                };
                db.Users.Add(user);
                await db.SaveChangesAsync();
                db.Members.Add(new Member { OrganizationId = organizationId, UserId = user.Id, Role = role, CreatedAt = user.CreatedAt });
            }

            return await db.SaveChangesAsync();
        });

    public ValueTask DisposeAsync() => database.DisposeAsync();
}
