using Hostelry.Billing.Audit;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.AspNetCore.Identity;

namespace Hostelry.Portal.Identity;

/// <summary>
/// Makes a person's account, after a link in a mail proved the address, and the organization they begin with: one transaction,
/// the link spent in it. One of <see cref="BeyondTenant"/>'s uses.
/// </summary>
public sealed class OpenAccount(
    UserManager<User> users, MailLinks links, FoundOrganization found, Database database, AuditLog audit, TimeProvider clock)
{
    /// <summary>
    /// Refusals: <c>not_found</c> (the link), <c>invalid_input</c> (password, name), <c>uniqueness_error</c> (name).
    /// </summary>
    /// <param name="secret">Of the link.</param>
    /// <param name="organization">Name of the first organization.</param>
    /// <param name="password">8–128 characters.</param>
    /// <param name="language">What the person reads.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<User>> ExecuteAsync(string secret, string organization, string password, string language, CancellationToken ct) =>
        database.InTransactionAsync<User>(
            async () =>
            {
                if (await links.FindAsync(LinkPurpose.Signup, secret, ct) is not { } link || !await links.SpendAsync(link, ct))
                {
                    return new Problem("not_found", "This link has been used or has expired.");
                }

                var made = await MakeAsync(link.Address, password, language, ct);
                if (made.Problem is not null)
                {
                    return made;
                }

                var founded = await found.ExecuteAsync(organization, made.Value.Id, ct);
                return founded.Problem is { } problem ? problem : made;
            },
            ct);

    /// <summary>The account alone, for an address that has been proved; joins the transaction around it. Refusals as above.</summary>
    public async Task<Result<User>> MakeAsync(string address, string password, string language, CancellationToken ct)
    {
        var now = clock.GetUtcNow();
        var user = new User
        {
            Issuer = User.LocalIssuer,
            Subject = Guid.CreateVersion7(now).ToString(),
            UserName = address,
            Email = address,
            EmailConfirmed = true,
            Language = language,
            CreatedAt = now,
        };
        var made = await users.CreateAsync(user, password);
        if (!made.Succeeded)
        {
            var error = made.Errors.First();
            return error.Code.StartsWith("Password", StringComparison.Ordinal)
                ? new Problem("invalid_input", error.Description, "password")
                : new Problem("not_found", "This link has been used or has expired.");
        }

        await audit.WriteAsync("user.create", null, ct, $"user:{user.Id}");
        return user;
    }
}
