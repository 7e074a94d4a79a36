using System.Security.Cryptography;

using Microsoft.AspNetCore.DataProtection;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;

using OpenIddict.Server;
using OpenIddict.Validation;

namespace Hostelry.Portal.Identity.Oidc;

/// <summary>
/// The issuer's keys: read from the database at first need, looked at again every ten minutes, followed by a next generation in
/// time. A new generation is published an hour before it is used, so that every process and every client that keeps a copy
/// of the key set knows it by then.
/// </summary>
internal sealed class OidcKeys(
    IServiceScopeFactory scopes,
    IDataProtectionProvider protection,
    IOptionsMonitorCache<OpenIddictServerOptions> server,
    IOptionsMonitorCache<OpenIddictValidationOptions> validation,
    TimeProvider clock) : IConfigureOptions<OpenIddictServerOptions>, IDisposable
{
    /// <summary>How long a generation signs.</summary>
    public static readonly TimeSpan Used = TimeSpan.FromDays(90);

    /// <summary>Longer than anything that is made with it lives.</summary>
    public static readonly TimeSpan KeptAfterwards = OidcLifetimes.Refresh + TimeSpan.FromDays(1);

    private static readonly TimeSpan Published = TimeSpan.FromHours(1);
    private static readonly TimeSpan MadeBefore = TimeSpan.FromDays(7);
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(10);

    private readonly IDataProtector _seal = protection.CreateProtector("oidc-keys");
    private readonly SemaphoreSlim _turn = new(1, 1);
    private Held? _held;

    /// <summary>Must come before anything of the issuer: reads the keys when they are not there or may have changed.</summary>
    public async ValueTask ReadyAsync(CancellationToken ct)
    {
        if (IsFresh)
        {
            return;
        }

        await _turn.WaitAsync(ct);
        try
        {
            if (!IsFresh)
            {
                await LookAsync(ct);
            }
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The present generation first: the first one signs.</summary>
    public void Configure(OpenIddictServerOptions options)
    {
        foreach (var key in _held?.Keys ?? throw new InvalidOperationException("The issuer's keys have not been read: ReadyAsync comes first."))
        {
            options.SigningCredentials.Add(key.Signing);
            options.EncryptionCredentials.Add(key.Encryption);
        }
    }

    public void Dispose() => _turn.Dispose();

    private bool IsFresh => _held is { } held && clock.GetUtcNow() < held.LookAgainAt;

    private async Task LookAsync(CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<IdentityDb>();
        var rows = await ReadAsync(db, now, ct);
        if (Missing(rows, now) is { } beginsAt)
        {
            await MakeAsync(db, rows.Count == 0 ? await LastIdAsync(db, ct) : rows[^1].Id, beginsAt, now, ct);
            rows = await ReadAsync(db, now, ct);
        }

        var current = rows.FindLast(row => row.BeginsAt <= now)
            ?? throw new InvalidOperationException("The issuer has no key that may be used now.");
        IReadOnlyList<long> ids = [current.Id, .. rows.Select(row => row.Id).Where(id => id != current.Id)];
        if (_held is { } held && held.Ids.SequenceEqual(ids))
        {
            _held = held with { LookAgainAt = now + LookAgain };
            return;
        }

        _held = new Held(ids, [.. ids.Select(id => Open(rows.Single(row => row.Id == id)))], now + LookAgain);
        // Options are made of the keys, and validation's of the server's.
        server.TryRemove(Options.DefaultName);
        validation.TryRemove(Options.DefaultName);
    }

    private static Task<List<OidcKey>> ReadAsync(IdentityDb db, DateTimeOffset now, CancellationToken ct)
    {
        var oldest = now - KeptAfterwards;
        return db.OidcKeys.AsNoTracking().Where(row => row.EndsAt > oldest).OrderBy(row => row.Id).ToListAsync(ct);
    }

    private static async Task<long> LastIdAsync(IdentityDb db, CancellationToken ct) =>
        await db.OidcKeys.MaxAsync(row => (long?)row.Id, ct) ?? 0;

    /// <summary>When the generation that must be made now begins; null when there is one for the time to come.</summary>
    private static DateTimeOffset? Missing(List<OidcKey> rows, DateTimeOffset now) => rows switch
    {
        [.., var last] when last.EndsAt > now + MadeBefore => null,
        [.., var last] when last.EndsAt > now + Published => last.EndsAt - Published,
        _ => now,
    };

    private async Task MakeAsync(IdentityDb db, long last, DateTimeOffset beginsAt, DateTimeOffset now, CancellationToken ct)
    {
        using var rsa = RSA.Create(2048);
        db.OidcKeys.Add(new OidcKey
        {
            Id = last + 1,
            Signing = _seal.Protect(rsa.ExportPkcs8PrivateKey()),
            Encryption = _seal.Protect(RandomNumberGenerator.GetBytes(32)),
            CreatedAt = now,
            BeginsAt = beginsAt,
            EndsAt = beginsAt + Used,
        });
        try
        {
            await db.SaveChangesAsync(ct);
        }
        catch (DbUpdateException)
        {
            // Another process made it first: reading again finds its keys, or says that there are none.
            db.ChangeTracker.Clear();
        }
    }

    private Credentials Open(OidcKey row)
    {
        var rsa = RSA.Create();
        rsa.ImportPkcs8PrivateKey(_seal.Unprotect(row.Signing), out _);
        var signing = new RsaSecurityKey(rsa);
        signing.KeyId = Base64UrlEncoder.Encode(signing.ComputeJwkThumbprint());
        var encryption = new SymmetricSecurityKey(_seal.Unprotect(row.Encryption)) { KeyId = signing.KeyId };
        return new Credentials(
            new SigningCredentials(signing, SecurityAlgorithms.RsaSha256),
            new EncryptingCredentials(encryption, SecurityAlgorithms.Aes256KW, SecurityAlgorithms.Aes256CbcHmacSha512));
    }

    private sealed record Credentials(SigningCredentials Signing, EncryptingCredentials Encryption);

    private sealed record Held(IReadOnlyList<long> Ids, IReadOnlyList<Credentials> Keys, DateTimeOffset LookAgainAt);
}
