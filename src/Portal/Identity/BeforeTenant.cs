using Hostelry.Portal.Features.SignIn;

namespace Hostelry.Portal.Identity;

/// <summary>Everything that asks the database before a tenant is known; a test compares it with who lifts the filter.</summary>
public static class BeforeTenant
{
    public static IReadOnlyDictionary<string, string> Uses { get; } = new Dictionary<string, string>
    {
        [nameof(FindToken)] = "reads api_tokens by hash, to learn whose request it is",
        [nameof(FindSession)] = "reads sessions and users: who sent the cookie",
        [nameof(FindSeats)] = "reads members, organizations and projects of the person signed in, to learn whose page it is",
        [nameof(SignInSteps)] = "reads users and staff_roles: a person signs in, no organization involved",
        [nameof(UseSetupLink)] = "reads setup_links by hash and makes the first staff account",
    };
}
