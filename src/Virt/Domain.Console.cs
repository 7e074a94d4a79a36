using Hostelry.Virt.Native;

namespace Hostelry.Virt;

public sealed partial class Domain
{
    /// <summary>Opens a console. The guest must run. Dispose the result.</summary>
    /// <param name="device">The console's alias; null for the first one.</param>
    /// <param name="force">Takes it from somebody who has it open; without it that is refused.</param>
    /// <param name="ct">Cancels the waiting.</param>
    public Task<GuestStream> OpenConsoleAsync(string? device = null, bool force = false, CancellationToken ct = default)
    {
        const uint Force = 1;
        return Connection.OpenStreamAsync(
            stream => Check.NotNegative(LibvirtDomain.DomainOpenConsole(
                _handle, device is null ? null : Check.Text(device), stream, force ? Force : 0)),
            ct);
    }

    /// <summary>Takes a picture of a screen. Dispose the result's stream.</summary>
    /// <param name="screen">Number of the screen, from 0.</param>
    /// <param name="ct">Cancels the waiting.</param>
    public async Task<Screenshot> TakeScreenshotAsync(int screen = 0, CancellationToken ct = default)
    {
        string type = "";
        GuestStream content = await Connection.OpenStreamAsync(
            stream => type = Check.OwnedText(LibvirtDomain.DomainScreenshot(_handle, stream, (uint)screen, 0)), ct).ConfigureAwait(false);
        return new Screenshot(type, content);
    }
}

/// <summary>A picture of a screen.</summary>
/// <param name="MediaType"><c>image/png</c> and the like.</param>
/// <param name="Content">The picture.</param>
public sealed record Screenshot(string MediaType, GuestStream Content);
