using Hostelry.Billing.Payments.Stripe;
using Hostelry.Portal.Features.Connect;
using Hostelry.Portal.Features.SignIn;
using Hostelry.Portal.Identity.Oidc;

namespace Hostelry.Portal.Identity;

/// <summary>Everything that asks the database before a tenant is known; a test compares it with who lifts the filter.</summary>
public static class BeforeTenant
{
    public static IReadOnlyDictionary<string, string> Uses { get; } = new Dictionary<string, string>
    {
        [nameof(FindToken)] = "reads api_tokens by hash, to learn whose request it is",
        [nameof(FindSession)] = "reads sessions and users: who sent the cookie",
        [nameof(FindSeats)] = "reads members, organizations and projects of the person signed in, to learn whose page it is",
        [nameof(FindInvitation)] = "reads invitations by hash: the secret in a link says which organization invites",
        [nameof(MailLinks)] = "reads mail_links by hash: whoever opens a link reads that address's mail",
        [nameof(SignInSteps)] = "reads users and staff_roles: a person signs in, no organization involved",
        [nameof(ReceiveStripeEvent)] = "adds a verified event as it came; whose it is, the worker finds out",
        [nameof(UseSetupLink)] = "reads setup_links by hash and makes the first staff account",
        [nameof(OidcKeys)] = "reads oidc_keys, and makes the next ones",
        [nameof(FindGrant)] = "reads oidc_tokens and oidc_authorizations, to learn whose request it is",
        [nameof(AskPerson)] = "reads users and oidc tables: who may let a client in, and did",
        [nameof(EnterFromOutside)] = "reads users and user_logins by (issuer, subject): who came from an outside provider",
    };
}
