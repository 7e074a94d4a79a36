using OtpNet;

namespace Hostelry.Browser.Tests;

/// <summary>The first staff account, and how a visitor gets in with it.</summary>
internal static class StaffAccount
{
    public const string Email = "admin@example.org";
    public const string Password = "correct horse battery";

    /// <summary>The path of the one-time link.</summary>
    public static async Task<string> LinkAsync(Site site) =>
        new Uri(await site.CommandAsync("setup", "link")).AbsolutePath;

    /// <summary>What an authenticator shows now for the key on the page.</summary>
    public static async Task<string> CodeAsync(Visitor visitor)
    {
        var key = await visitor.Page.Locator(".key code").TextContentAsync();
        return new Totp(Base32Encoding.ToBytes(key!.Replace(" ", "", StringComparison.Ordinal))).ComputeTotp();
    }

    public static async Task<IReadOnlyList<string>> RecoveryCodesAsync(Visitor visitor) =>
        await visitor.Page.Locator(".codes code").AllTextContentsAsync();

    /// <summary>Makes the account and ends on staff's first page.</summary>
    /// <returns>Recovery codes.</returns>
    public static async Task<IReadOnlyList<string>> EnterAsync(Site site, Visitor visitor)
    {
        await visitor.GoAsync(await LinkAsync(site));
        await visitor.SendAsync(("Email", Email), ("Password", Password));
        await visitor.SendAsync(("Code", await CodeAsync(visitor)));
        var codes = await RecoveryCodesAsync(visitor);
        await visitor.GoAsync("/staff");
        return codes;
    }
}
