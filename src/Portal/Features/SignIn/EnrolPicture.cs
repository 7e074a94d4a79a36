using QRCoder;

namespace Hostelry.Portal.Features.SignIn;

/// <summary>The key of a second factor, for typing and as a picture.</summary>
internal static class EnrolPicture
{
    /// <param name="host">Names the portal in the authenticator.</param>
    /// <param name="email">Names the account there.</param>
    /// <param name="key">Base 32.</param>
    public static EnrolView Of(string host, string email, string key)
    {
        var issuer = Uri.EscapeDataString($"Hostelry {host}");
        var link = $"otpauth://totp/{issuer}:{Uri.EscapeDataString(email)}?secret={key}&issuer={issuer}&digits=6";
        using var data = QRCodeGenerator.GenerateQrCode(link, QRCodeGenerator.ECCLevel.M);
        using var code = new SvgQRCode(data);
        var svg = code.GetGraphic(1, "#000000", "#ffffff", true, SvgQRCode.SizingMode.ViewBoxAttribute);
        return new EnrolView(string.Join(' ', key.Chunk(4).Select(part => new string(part))), svg);
    }
}
