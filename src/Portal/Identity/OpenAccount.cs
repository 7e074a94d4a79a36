using Hostelry.Billing.Audit;
using Hostelry.Billing.Customers;
using Hostelry.Billing.Kernel;
using Hostelry.Billing.Persistence;

using Microsoft.AspNetCore.Identity;

namespace Hostelry.Portal.Identity;

/// <summary>What somebody who signs up says.</summary>
/// <param name="Organization">Name of the first organization.</param>
/// <param name="Country">ISO 3166, two capital letters: decides the organization's tax.</param>
/// <param name="Password">8–128 characters.</param>
/// <param name="Language">What the person reads.</param>
/// <param name="Terms">The version of the seller's terms that was accepted; null where there are none.</param>
public sealed record NewAccount(string Organization, string Country, string Password, string Language, string? Terms);

/// <summary>
/// Makes a person's account, after a link in a mail proved the address, and the organization they begin with: one transaction,
/// the link spent in it. One of <see cref="BeyondTenant"/>'s uses.
/// </summary>
public sealed class OpenAccount(
    UserManager<User> users,
    MailLinks links,
    FoundOrganization found,
    BeginCustomer begin,
    Database database,
    AuditLog audit,
    TimeProvider clock)
{
    /// <summary>
    /// Refusals: <c>not_found</c> (the link), <c>invalid_input</c> (password, name, country), <c>uniqueness_error</c> (name).
    /// </summary>
    /// <param name="secret">Of the link.</param>
    /// <param name="account">What the form said.</param>
    /// <param name="ct">Cancels.</param>
    public Task<Result<User>> ExecuteAsync(string secret, NewAccount account, CancellationToken ct) =>
        database.InTransactionAsync<User>(
            async () =>
            {
                if (await links.FindAsync(LinkPurpose.Signup, secret, ct) is not { } link || !await links.SpendAsync(link, ct))
                {
                    return new Problem("not_found", "This link has been used or has expired.");
                }

                var made = await MakeAsync(link.Address, account.Password, account.Language, ct);
                if (made.Problem is not null)
                {
                    return made;
                }

                var founded = await found.ExecuteAsync(account.Organization, made.Value.Id, ct);
                if (founded.Problem is { } problem)
                {
                    return problem;
                }

                if (account.Terms is { } terms)
                {
                    await audit.WriteAsync("user.accept_terms", founded.Value.Id, ct, $"user:{made.Value.Id}", $"terms:{terms}");
                }

                return (await begin.ExecuteAsync(founded.Value.Id, account.Organization, account.Country, ct)).Problem is { } unknown
                    ? unknown
                    : made;
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
