using Microsoft.Playwright;

namespace Hostelry.Browser.Tests;

/// <summary>An authenticator in the visitor's machine that says yes by itself, as Chromium's own tests have one.</summary>
internal sealed class PasskeyDevice(ICDPSession session) : IAsyncDisposable
{
    public static async Task<PasskeyDevice> PlugInAsync(Visitor visitor)
    {
        var session = await visitor.Page.Context.NewCDPSessionAsync(visitor.Page);
        await session.SendAsync("WebAuthn.enable");
        await session.SendAsync("WebAuthn.addVirtualAuthenticator", new Dictionary<string, object>
        {
            ["options"] = new Dictionary<string, object>
            {
                ["protocol"] = "ctap2",
                ["transport"] = "internal",
                ["hasResidentKey"] = true,
                ["hasUserVerification"] = true,
                ["isUserVerified"] = true,
                ["automaticPresenceSimulation"] = true,
            },
        });
        return new PasskeyDevice(session);
    }

    public async ValueTask DisposeAsync() => await session.DetachAsync();
}
