using Microsoft.AspNetCore.Identity;

namespace Hostelry.Portal.Identity;

/// <summary>
/// Refuses the passwords that everybody tries first, the account's own address, and one character or one row of keys over and
/// over. Shorter ones than eight characters are refused anyway.
/// </summary>
public sealed class CommonPasswords : IPasswordValidator<User>
{
    /// <summary>The code of the refusal.</summary>
    public const string Code = "PasswordCommon";

    private static readonly IdentityError Common = new() { Code = Code, Description = "password is one of those that everybody tries first." };

    /// <summary>Lower case; digits and signs at the end do not make another one of it.</summary>
    private static readonly HashSet<string> Known = new(StringComparer.Ordinal)
    {
        "password", "passw0rd", "p@ssword", "p@ssw0rd", "passwort", "passphrase", "mypassword", "password1password", "changeme", "letmein",
        "welcome", "welcomeback", "qwerty", "qwertyui", "qwertyuiop", "qwertz", "qwertzuiop", "azerty", "azertyuiop", "asdfghjkl", "asdfasdf",
        "zxcvbnm", "zxcvbnm,", "qazwsx", "qazwsxedc", "1q2w3e4r", "1q2w3e4r5t", "1q2w3e4r5t6y", "q1w2e3r4", "q1w2e3r4t5", "1qaz2wsx",
        "1qaz2wsx3edc", "zaq12wsx", "!qaz2wsx", "iloveyou", "ilovegod", "sunshine", "princess", "football", "baseball", "basketball",
        "superman", "batman", "spiderman", "pokemon", "starwars", "trustno", "trustnoone", "master", "monkey", "dragon", "shadow", "michael",
        "jennifer", "jordan", "charlie", "computer", "internet", "samsung", "google", "facebook", "linkedin", "whatever", "freedom",
        "administrator", "admin", "adminadmin", "root", "rootroot", "toor", "test", "testtest", "guest", "default", "secret", "topsecret",
        "server", "hosting", "hostelry", "debian", "ubuntu", "summer", "winter", "spring", "autumn", "monday", "friday", "abcdefgh", "abcdefghi",
        "abcd1234", "abc12345", "a1b2c3d4", "aa123456", "asdf1234", "qwer1234", "zxcv1234", "pass1234", "test1234", "liverpool", "chelsea",
        "arsenal", "corvette", "mercedes", "ferrari", "maverick", "midnight", "butterfly", "chocolate", "elephant", "cocacola", "blink182",
        "йцукен", "йцукенг", "йцукенгшщз", "фывапролд", "ячсмить", "пароль", "парольпароль", "любовь", "наташа", "привет", "зайчик", "солнышко",
    };

    private static readonly string[] Rows =
        ["01234567890", "09876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "абвгдеёжзийклмнопрстуфхцчшщъыьэюя", "йцукенгшщзхъ"];

    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password) =>
        Task.FromResult(IsCommon(password ?? "", user.Email ?? "") ? IdentityResult.Failed(Common) : IdentityResult.Success);

    /// <summary>Whether it is one of those that are tried first.</summary>
    public static bool IsCommon(string password, string address)
    {
        var plain = password.Trim().ToLowerInvariant();
        return plain.Distinct().Count() < 4
            || Known.Contains(plain)
            || Known.Contains(plain.TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '!', '.', '?', '*', '#', '$', '@', '-', '_'))
            || Array.Exists(Rows, row => row.Contains(plain, StringComparison.Ordinal))
            || (address.Length > 0 && (plain == address.ToLowerInvariant() || plain == address.Split('@')[0].ToLowerInvariant()));
    }
}
